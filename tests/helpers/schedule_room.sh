#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# schedule_room.sh FOLDER PROGRAM…: runs the program in a mount namespace of its own, where the
# crontabs are in FOLDER/crontabs and the units in FOLDER/units, systemd runs the host if
# FOLDER/systemd is there, and the host's timezone is the one whose file FOLDER/timezone is a copy
# of. The machine itself stays as it is.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
    exec unshare --mount "$0" --inside "$@"
fi
readonly folder=$2
shift 2
mount --bind "$folder/crontabs" /var/spool/cron/crontabs
[ ! -d "$folder/units" ] || mount --bind "$folder/units" /etc/systemd/system
[ ! -d "$folder/systemd" ] || mount --bind "$folder/systemd" /run/systemd
[ ! -f "$folder/timezone" ] || mount --bind "$folder/timezone" "$(readlink -f /etc/localtime)"
exec "$@"
