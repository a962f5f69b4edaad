#!/bin/sh
# SPDX-License-Identifier: MIT
# collect.sh PROGRAMS IMAGE: puts the programs of the folder PROGRAMS, the OpenSSH client and every
# library that they need into the folder IMAGE, the root of an image without anything else.
set -eu

programs=$1
image=$2

packages="binutils openssh-client ca-certificates libcurl4 libgit2-1.5 libssl3 libspdlog1.10
    libboost-filesystem1.81.0 libboost-json1.81.0"

install_packages() {
    missing=""
    for package in $packages; do
        dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of words
    apt-get install -y -qq --no-install-recommends $missing
}

# add FILE [PLACE]: the file, links followed, at its own or another place in the image.
add() {
    place=$image${2:-$1}
    mkdir -p "$(dirname "$place")"
    cp -L "$1" "$place"
}

add_libraries_of() {
    ldd "$1" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' |
        while read -r library; do
            [ -e "$image$library" ] || add "$library"
        done
}

install_packages
mkdir -p "$image/etc" "$image/tmp" "$image/root"
chmod 1777 "$image/tmp"
for program in psyfit-deploy psyfit-deploy-action; do
    add "$programs/$program" "/usr/bin/$program"
    strip "$image/usr/bin/$program"
    add_libraries_of "$programs/$program"
done
for program in ssh ssh-keygen ssh-keyscan; do
    add "/usr/bin/$program"
    add_libraries_of "/usr/bin/$program"
done
add /etc/ssl/certs/ca-certificates.crt
echo 'root:x:0:0:root:/root:/nonexistent' >"$image/etc/passwd"
echo 'root:x:0:' >"$image/etc/group"
echo 'hosts: files dns' >"$image/etc/nsswitch.conf"
