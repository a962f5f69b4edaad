#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# server_room.sh FOLDER COMMAND…: runs the command as root of a server that is like this machine: in a
# mount namespace of its own, in which what is changed below /etc, /home, /usr/local and /var/lib goes
# with it, and host keys are its own. The machine itself stays as it is. FOLDER is empty.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
    exec unshare --mount "$0" --inside "$@"
fi
readonly folder=$2
shift 2
mount -t tmpfs tmpfs "$folder"
for name in etc home usr/local var/lib; do
    mkdir -p "$folder/$name/changed" "$folder/$name/work"
    mount -t overlay overlay -o "lowerdir=/$name,upperdir=$folder/$name/changed,workdir=$folder/$name/work" "/$name"
done
rm -f /etc/ssh/ssh_host_*
ssh-keygen -q -A
mkdir -p /run/sshd
exec "$@"
