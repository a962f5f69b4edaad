#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Stands in for systemctl where systemd does not run: keeps in the file STAND_IN_TIMERS which timers
# run, and in STAND_IN_CALLS what it was called with.
set -euo pipefail

printf '%s\n' "$*" >>"$STAND_IN_CALLS"
touch "$STAND_IN_TIMERS"
verb=$1
shift
case $verb in
show)
    shift # the properties
    for unit in "$@"; do
        state=inactive
        ! grep -qx -- "$unit" "$STAND_IN_TIMERS" || state=active
        printf 'Id=%s\nActiveState=%s\nUnitFileState=enabled\n\n' "$unit" "$state"
    done
    ;;
restart) printf '%s\n' "$@" >>"$STAND_IN_TIMERS" ;;
disable)
    shift # --now
    for unit in "$@"; do
        sed -i "/^$unit\$/d" "$STAND_IN_TIMERS"
    done
    ;;
enable | daemon-reload) ;;
*)
    echo "no such command: $verb" >&2
    exit 1
    ;;
esac
