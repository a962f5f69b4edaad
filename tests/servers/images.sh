#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: images.sh SERVERS postgres|redis IMAGE
#
# Makes a small image of a database server out of unpacked Debian packages (the folder SERVERS) and
# this machine's libraries. It takes the environment that the official image of the same name takes
# (POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB), so that tests can stand it in for that one.
set -euo pipefail

servers=${1:?SERVERS} kind=${2:?postgres or redis} image=${3:?IMAGE}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(mktemp -d "${TMPDIR:-/tmp}/psyfit-image.XXXXXX")
trap 'rm -rf "$root"' EXIT
libraries="$servers/usr/lib/$(uname -m)-linux-gnu"

# The libraries of a program, each as the loader found it.
libraries_of() {
    LD_LIBRARY_PATH="$libraries" ldd "$1" 2>/dev/null |
        sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^[[:space:]]*\(\/[^ ]*ld-linux[^ ]*\) .*/\1/p'
}

# copy FILE TARGET: with its libraries, which all go to one folder.
copy() {
    local library
    install -D "$1" "$root$2"
    while read -r library; do
        [ -e "$root/usr/lib/$(basename "$library")" ] ||
            install -D "$library" "$root/usr/lib/$(basename "$library")"
    done < <(libraries_of "$1")
}

base() {
    local program
    mkdir -p "$root/usr/bin" "$root/usr/lib" "$root/etc" "$root/tmp" "$root/var/lib" "$root/run"
    chmod 1777 "$root/tmp"
    ln -s usr/bin "$root/bin"
    ln -s ../run "$root/var/run"
    ln -s usr/lib "$root/lib"
    ln -s usr/lib "$root/lib64"
    for program in sh setpriv mkdir chown rm cat sleep env; do
        copy "$(command -v "$program")" "/usr/bin/$program"
    done
    printf '%s\n' root:x:0:0::/: server:x:999:999::/var/lib: >"$root/etc/passwd"
    printf '%s\n' root:x:0: server:x:999: >"$root/etc/group"
    install -m 755 "$here/$kind.sh" "$root/usr/bin/entrypoint"
}

postgres() {
    local home=/usr/lib/postgresql/15 program
    for program in "$servers$home"/bin/{postgres,initdb,psql,pg_dump,pg_isready,createdb,dropdb}; do
        copy "$program" "$home/bin/$(basename "$program")"
    done
    for program in dict_snowball plpgsql pgcrypto; do
        copy "$servers$home/lib/$program.so" "$home/lib/$program.so"
    done
    mkdir -p "$root/usr/share/postgresql" "$root/usr/share/zoneinfo" "$root/run/postgresql"
    cp -r "$servers/usr/share/postgresql/15" "$root/usr/share/postgresql/"
    cp -r /usr/share/zoneinfo/{UTC,Etc,Asia} "$root/usr/share/zoneinfo/"
}

redis() {
    copy "$servers/usr/bin/redis-check-rdb" /usr/bin/redis-server
    copy "$servers/usr/bin/redis-cli" /usr/bin/redis-cli
}

base
"$kind"
cat >"$root/Dockerfile" <<'TEXT'
FROM scratch
COPY . /
ENV PATH=/usr/lib/postgresql/15/bin:/usr/bin PGDATA=/var/lib/postgresql/data
ENTRYPOINT ["/usr/bin/entrypoint"]
TEXT
printf 'Dockerfile\n' >"$root/.dockerignore"
docker build -q -t "$image" "$root"
