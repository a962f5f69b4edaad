#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes one mistake after another in a copy of the sources, and sees whether a test fails. See --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
copy="$root/build/mutation/tree"
build="$root/build/mutation/build"
# In this order: what sees most comes first.
tests=(core_test file_journal_test journal_sync_test host_lock_test sweep_test simulation_test)
only=""
check=no
killed=0 survived=()

usage() {
    cat <<'TEXT'
usage: tests/mutation/run.sh [--only REGEX] [--check]

For each mistake of tests/mutation/mutants.sh in journal, lifecycle, steps and recovery: makes it in
a copy of the sources, builds the tests that need no Docker, and runs them. A mistake that none of
them sees survives, and the command fails.

  --only REGEX   only the mistakes whose name matches
  --check        only sees whether each can still be made, which is in every run of the tests
TEXT
}

while [ $# -gt 0 ]; do
    case $1 in
    --only) only=${2:?--only needs a regular expression} && shift ;;
    --check) check=yes ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

# What differs gets the time of now: it may be older than what was built of its neighbours.
copy_sources() {
    local file
    cd "$root"
    while IFS= read -r -d '' file; do
        [ -f "$file" ] || continue
        cmp -s "$file" "$copy/$file" || cp --parents "$file" "$copy"
    done < <(git ls-files -z --cached --others --exclude-standard)
    cd - >/dev/null
}

make_tests() { cmake --build "$build" --target "${tests[@]}" -- --quiet >"$build/mutant.log" 2>&1; }

# The first test that fails, if any.
first_failure() {
    local test
    for test in "${tests[@]}"; do
        (cd "$build/tests" && timeout 300 "./$test" >"$build/mutant.log" 2>&1) || {
            printf '%s' "$test"
            return
        }
    done
}

# The sources with the mistake, on standard output.
mistaken() { perl -0pe "$2" "$root/libdeploy/$1"; }

mutant() {
    local name=$1 file="$copy/libdeploy/$2" change=$3 seen
    [[ -z $only || $name =~ $only ]] || return 0
    if mistaken "$2" "$change" | cmp -s - "$root/libdeploy/$2"; then
        printf 'does not apply: %s\n' "$name" >&2
        exit 1
    fi
    [ "$check" = no ] || return 0
    cp "$root/libdeploy/$2" "$file.original"
    mistaken "$2" "$change" >"$file"
    if make_tests; then
        seen=$(first_failure)
    elif [ "$2" = include/deploy/lifecycle.hpp ]; then
        seen="the compiler" # its rules are static_asserts
    else
        seen="" # one that cannot be made proves nothing
        printf 'does not compile: %s\n' "$name" >&2
    fi
    mv "$file.original" "$file"
    touch "$file"
    if [ -n "$seen" ]; then
        killed=$((killed + 1))
        printf 'seen      %-62s by %s\n' "$name" "$seen"
    else
        survived+=("$name")
        printf 'SURVIVES  %s\n' "$name"
    fi
}

if [ "$check" = yes ]; then
    # shellcheck source=tests/mutation/mutants.sh
    . "$here/mutants.sh"
    exit
fi

"$root/cmake/bootstrap.sh"
mkdir -p "$copy"
copy_sources
# A mistake often leaves something unused, which is not how it should be seen.
cmake -S "$copy" --preset dev -B "$build" -DDEPLOY_WARNINGS_AS_ERRORS=OFF >"$root/build/mutation/configure.log"
make_tests || { tail -40 "$build/mutant.log" >&2 && exit 1; }
seen=$(first_failure)
[ -z "$seen" ] || { printf '%s fails without a mistake\n' "$seen" >&2 && exit 1; }

# shellcheck source=tests/mutation/mutants.sh
. "$here/mutants.sh"

total=$((killed + ${#survived[@]}))
printf 'mutation: mistakes=%d seen=%d survived=%d\n' "$total" "$killed" "${#survived[@]}"
[ "${#survived[@]}" -eq 0 ]
