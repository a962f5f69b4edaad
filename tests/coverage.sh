#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Counts which lines and branches of journal, lifecycle, steps and recovery the tests without Docker
# run through. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

readonly build="build/coverage"
readonly tests=(core_test file_journal_test journal_sync_test host_lock_test sweep_test memory_test
    simulation_test credentials_test environment_test)
# What must hold whatever goes wrong.
readonly counted=(
    'libdeploy/src/core/(lifecycle|deployer|last_live)\.cpp'
    'libdeploy/src/adapters/(durable_file|file_journal|journal_line|replace_file|host_lock)\.cpp'
    'libdeploy/src/operations/(flow|unfinished|lost_route|begin_deploy|begin_rollback|abortable)\.cpp'
    'libdeploy/src/steps/.*')
lines=0 branches=0

usage() {
    cat <<'TEXT'
usage: tests/coverage.sh [--lines PERCENT] [--branches PERCENT]

Installs what is missing (cmake/bootstrap.sh --coverage), builds the tests that need no Docker with
counters, runs them, and prints a table: lines and branches of journal, lifecycle, steps and
recovery, and which lines no test runs through. Branches that only an exception takes are left out.

  --lines PERCENT      fails where fewer lines are run through
  --branches PERCENT   the same of branches
TEXT
}

while [ $# -gt 0 ]; do
    case $1 in
    --lines) lines=${2:?--lines needs a number} && shift ;;
    --branches) branches=${2:?--branches needs a number} && shift ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

cmake/bootstrap.sh --coverage
launcher=()
! command -v ccache >/dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
# Without unity builds: the counters are kept by object, and each file is to have its own.
cmake --preset coverage -DCMAKE_UNITY_BUILD=OFF "${launcher[@]}" >"$root/build/coverage.log"
cmake --build "$build" --target "${tests[@]}" -- --quiet
find "$build" -name '*.gcda' -delete
for test in "${tests[@]}"; do
    (cd "$build/tests" && "./$test" >"$root/build/coverage.log" 2>&1) || {
        tail -n 40 "$root/build/coverage.log"
        printf 'coverage: %s fails\n' "$test"
        exit 1
    }
done
filters=()
for pattern in "${counted[@]}"; do
    filters+=(--filter "$pattern")
done
gcovr --root "$root" "${filters[@]}" --exclude-throw-branches --exclude-unreachable-branches \
    --object-directory "$build" --print-summary --fail-under-line "$lines" \
    --fail-under-branch "$branches"
