#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs the fuzz targets and sums up. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

readonly build="build/fuzz" seeds="tests/fuzz/corpus"
seconds=60
targets=()

usage() {
    cat <<'TEXT'
usage: tests/fuzz/run.sh [--seconds N] [TARGET...]

Installs what is missing (cmake/bootstrap.sh --fuzz), builds the fuzz targets with libFuzzer and the
address and undefined behaviour sanitizers, runs each, and ends with a table. What a target has
learned is kept in build/fuzz/corpus and goes on from there; what broke one is in
build/fuzz/crashes: mend it, and keep the input in tests/fuzz/corpus/TARGET, which every test run
goes through.

  --seconds N   how long each target runs (default 60; `deployment`, the whole of a deployment,
                five times as long)
  TARGET        only these; tests/fuzz/targets.hpp lists them
  --help        this text

example: tests/fuzz/run.sh --seconds 600 journal deployment
TEXT
}

while [ $# -gt 0 ]; do
    case $1 in
    --seconds) seconds=${2:?--seconds needs a number} && shift ;;
    --help | -h) usage && exit 0 ;;
    -*) usage >&2 && exit 2 ;;
    *) targets+=("$1") ;;
    esac
    shift
done
mapfile -t known < <(sed -n 's/^    X(\([a-z_]*\)).*/\1/p' tests/fuzz/targets.hpp)
[ "${#targets[@]}" -gt 0 ] || targets=("${known[@]}")
for target in "${targets[@]}"; do
    printf '%s\n' "${known[@]}" | grep -qx -- "$target" || {
        printf "there is no target '%s'; there are: %s\n" "$target" "${known[*]}" >&2
        exit 2
    }
done

# In memory where that can be had: some targets write files and sync them.
memory=/dev/shm
[ -w "$memory" ] || memory=${TMPDIR:-/tmp}
work=$(mktemp -d "$memory/psyfit-fuzz.XXXXXX")
trap 'rm -rf "$work"' EXIT

build_targets() {
    local launcher=()
    ! command -v ccache >/dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    cmake --preset fuzz "${launcher[@]}" >"$work/configure.log" 2>&1 || {
        cat "$work/configure.log"
        return 1
    }
    cmake --build "$build" --target "${targets[@]/#/fuzz_}" -- --quiet
}

# run_target TARGET: its log is $work/TARGET.log, what broke it in $work/TARGET.
run_target() {
    local target=$1 limit=$seconds
    [ "$target" != deployment ] || limit=$((seconds * 5))
    mkdir -p "$build/corpus/$target" "$work/$target" "$work/tmp-$target"
    TMPDIR="$work/tmp-$target" "$build/tests/fuzz/fuzz_$target" \
        -max_total_time="$limit" -timeout=30 -rss_limit_mb=3072 -print_final_stats=1 \
        -artifact_prefix="$work/$target/" "$build/corpus/$target" "$seeds/$target" \
        >"$work/$target.log" 2>&1 || touch "$work/$target/ended-badly"
    rm -rf "$work/tmp-$target"
}

count_files() { find "$@" -type f | wc -l; }

# report TARGET: its line of the table; what broke it is moved to a place that stays.
report() {
    local target=$1 executions rate crashes
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$target.log")
    rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$work/$target.log")
    crashes=$(count_files "$work/$target" ! -name ended-badly)
    [ ! -e "$work/$target/ended-badly" ] || [ "$crashes" -gt 0 ] || crashes=1
    total_executions=$((total_executions + ${executions:-0}))
    total_crashes=$((total_crashes + crashes))
    printf '%-18s %12s %9s %9s %9s\n' "$target" "${executions:-0}" "${rate:-0}" \
        "$(count_files "$build/corpus/$target" "$seeds/$target")" "$crashes"
    [ "$crashes" -gt 0 ] || return 0
    mkdir -p "$build/crashes/$target"
    mv "$work/$target.log" "$work/$target"/* "$build/crashes/$target"
    rm -f "$build/crashes/$target/ended-badly"
    grep -hE 'CHECK\(.*failed|ERROR: |runtime error: |SUMMARY: ' \
        "$build/crashes/$target/$target.log" | head -n 4 | sed 's/^/    /'
}

cmake/bootstrap.sh --fuzz
build_targets
! symbolizer=$(command -v llvm-symbolizer-16) || export ASAN_SYMBOLIZER_PATH="$symbolizer"
export -f run_target
export seconds build seeds work
printf 'running %d targets, %d at a time, %d s each\n\n' "${#targets[@]}" "$(nproc)" "$seconds"
# shellcheck disable=SC2016 # expanded by the inner shell
printf '%s\0' "${targets[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'run_target "$1"' run_target

total_executions=0 total_crashes=0
printf '%-18s %12s %9s %9s %9s\n' target executions 'per s' corpus crashes
for target in "${targets[@]}"; do
    report "$target"
done
printf '\ntotal: %d targets, %d executions, %d crashes\n' "${#targets[@]}" "$total_executions" \
    "$total_crashes"
[ "$total_crashes" -eq 0 ] || printf 'what broke them is in %s\n' "$build/crashes"
[ "$total_crashes" -eq 0 ]
