#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds everything, checks it, and runs every test. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

preset=dev
only=""
long=no
passed=0 failed=0 skipped=0
failures=()

usage() {
    cat <<'TEXT'
usage: tests/run.sh [--preset NAME] [--only REGEX] [--long]

Installs what is missing (cmake/bootstrap.sh), builds, checks format, clang-tidy and the scripts,
runs the tests, and ends with a line of how many passed, failed and were skipped.

  --preset NAME   dev (default), asan, tsan, release or coverage; the checks run for dev only
  --only REGEX    only the test programs whose name matches, and no checks; `ctest -N` in
                  build/<preset> lists them
  --long          the long tests too
  --help          this text

example: tests/run.sh --preset asan --only 'journal'
TEXT
}

while [ $# -gt 0 ]; do
    case $1 in
    --preset) preset=${2:?--preset needs a name} && shift ;;
    --only) only=${2:?--only needs a regular expression} && shift ;;
    --long) long=yes ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

readonly build="build/$preset"
run_id=$(printf '%x%04x' "$(date +%s)" "$RANDOM")
jobs=$(nproc)
work=$(mktemp -d "${TMPDIR:-/tmp}/psyfit-run.XXXXXX")
readonly left="$work/left-behind"
running="" tidy=""
end_background() {
    [ -z "$running" ] || kill -KILL "$running" 2>/dev/null || true
    [ -z "$tidy" ] || kill -KILL -- "-$tidy" 2>/dev/null || true
}
trap 'end_background; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

heading() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }

finish() {
    local failure
    printf '\n'
    for failure in "${failures[@]}"; do
        printf 'failed: %s\n' "$failure"
    done
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    [ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
}

# must NAME COMMAND…: nothing after it makes sense when it fails.
must() {
    heading "$1"
    "${@:2}" && return
    failed=$((failed + 1))
    failures+=("$1")
    finish
    exit 1
}

# check NAME COMMAND…: counts as one test.
check() {
    heading "$1"
    if "${@:2}"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    failures+=("$1")
}

# Build and checks ------------------------------------------------------------------------------

configure() {
    local launcher=()
    ! command -v ccache >/dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    cmake --preset "$preset" "${launcher[@]}" >"$work/configure.log" 2>&1 || {
        cat "$work/configure.log"
        return 1
    }
}

# Files that git knows or would know.
files() { git ls-files --cached --others --exclude-standard -z -- "$@"; }

check_format() {
    files '*.cpp' '*.hpp' | xargs -0 -n 25 -P "$jobs" clang-format-16 --dry-run -Werror
}
check_scripts() { files '*.sh' '.ci/run' | xargs -0 shellcheck; }

# clang-tidy computes where the tests wait; in a group of its own, so that all of it can be ended.
start_tidy() {
    setsid nice -n 19 cmake --build "$build" --target tidy -j "$jobs" -- --quiet -k 0 \
        >"$work/tidy.log" 2>&1 &
    tidy=$!
}
check_tidy() {
    local code=0
    wait "$tidy" || code=$?
    tidy=""
    grep -v 'warnings generated\.$' "$work/tidy.log" || true
    return "$code"
}

# What a release publishes; on the machine's engine, for the tests' own has no way to any package.
check_dockerfile() {
    local code=0
    tests/bench/dockerfile.sh --build "$build" | tee "$work/dockerfile.log" || code=$?
    ! grep -q '^\[skipped\] ' "$work/dockerfile.log" || skipped=$((skipped + 1)) passed=$((passed - 1))
    return "$code"
}

# Tests -----------------------------------------------------------------------------------------

# Sums up a log of ctest: a program of doctest counts by its cases, any other as one test. A program
# that ended badly without a failed case (crash, sanitizer, time-out) is one more failure.
sum_up() {
    awk '
        function close_test() {
            if (name == "") return
            if (!ok && bad == 0) bad = 1
            if (ok && cases == 0) good = 1
            printf "%d %d %d %s\n", good - skips, bad, skips, name
            name = ""
        }
        /^[0-9]+\/[0-9]+ Testing: / {
            close_test()
            name = $3; ok = 0; good = 0; bad = 0; skips = 0; cases = 0
        }
        /^\[doctest\] test cases:/ { cases = $4; good = $6; bad = $9 }
        /^\[skipped\] / { skips++ }
        /^Test Passed\.$/ { ok = 1 }
        END { close_test() }
    ' "$1"
}

# In the background, so that a signal ends it at once; with the signals that a shell has its
# background ignore.
run_ctest() {
    env --default-signal "$@" </dev/null &
    running=$!
    local code=0
    wait "$running" || code=$?
    running=""
    return "$code"
}

# Two for each processor: those on Docker wait now and then, and the others compute.
run_tests() {
    heading "tests"
    local options=(--test-dir "$build" --output-on-failure --no-tests=ignore -j "$((2 * jobs))")
    [ -z "$only" ] || options+=(-R "$only")
    [ "$long" = yes ] || options+=(-LE '^long$')
    local log="$build/Testing/Temporary/LastTest.log"
    rm -f "$log"
    mkdir -p "$work/tmp"
    chmod 711 "$work" # a server of the tests has users of its own
    local code=0 failed_before=$failed
    TMPDIR="$work/tmp" DEPLOY_TEST_RUN="$run_id" DEPLOY_TEST_LONG="$long" DEPLOY_TEST_LEFT="$left" \
        run_ctest tests/on_engine.sh ctest "${options[@]}" || code=$?
    [ ! -f "$log" ] || count_tests "$log"
    [ "$code" -eq 0 ] || [ "$failed" -gt "$failed_before" ] || {
        failed=$((failed + 1))
        failures+=("the tests ended with exit code $code")
    }
}

count_tests() {
    local log=$1
    grep '^\[skipped\] ' "$log" || true
    local good bad skips name
    while read -r good bad skips name; do
        passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
        [ "$bad" -eq 0 ] || failures+=("$name")
    done < <(sum_up "$log")
}

# What tests/on_engine.sh found, if it came to look.
nothing_left() { [ -f "$left" ] && cat "$left" && [ ! -s "$left" ]; }

# ------------------------------------------------------------------------------------------------

export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1
must "bootstrap" cmake/bootstrap.sh
must "configure $preset" configure
must "build" cmake --build "$build" -j "$jobs" -- --quiet
if [ "$preset" = dev ] && [ -z "$only" ]; then
    check "format" check_format
    check "scripts" check_scripts
    check "mistakes to be made" tests/mutation/run.sh --check
    start_tidy
fi
run_tests
[ -z "$tidy" ] || check "clang-tidy" check_tidy
check "nothing left behind" nothing_left
[ "$long" = no ] || [ -n "$only" ] || check "the action's image" check_dockerfile
finish
