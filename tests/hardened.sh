#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Sees whether a program was made as cmake/hardening.cmake has it: tests/hardened.sh PROGRAM CONFIG.
set -euo pipefail

program=${1:?names the program}
config=${2:?names the configuration that it was built in}
wrong=0

# The words, and a pattern that the facts must have.
expect() {
    grep -qE -- "$2" <<<"$facts" && return
    printf '%s: %s\n' "$program" "$1"
    wrong=1
}

facts=$(readelf --wide --file-header --program-headers --dynamic "$program")
expect "its addresses can be guessed" 'Type: +DYN'
expect "its tables can be written to" 'GNU_RELRO'
expect "its tables are filled while it runs" 'BIND_NOW|Flags:.* NOW'
expect "its stack can be run" 'GNU_STACK.* RW '
if [ "$config" = Release ]; then
    facts=$(readelf --wide --dyn-syms "$program")
    expect "its stack is not checked" '__stack_chk_fail'
    expect "its buffers' sizes are not checked" '__[a-z]+_chk'
    facts=$(objdump --disassemble --section=.text "$program" | grep -c endbr64 || true)
    expect "its calls may lead anywhere" '^[0-9]{3,}$'
fi
exit "$wrong"
