#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures `doctor` on a server that has everything. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
readonly build=build/bench crontabs=/var/spool/cron/crontabs

usage() {
    cat <<'TEXT'
usage: tests/bench/doctor.sh [RUNS]

Sets a server up with psyfit-deploy on a Docker Engine of its own, with Nginx, a certificate, a backup
and a crontab, and runs `doctor` there (20 times); prints what it says, every value and the median.
Needs root: the server has ports 80 and 443 and a crontab of its own.
TEXT
}

# In the engine's namespaces: nobody else sees this crontab.
inside() {
    mount -t tmpfs -o mode=1730 tmpfs "$crontabs"
    chgrp crontab "$crontabs"
    exec "$build/tests/doctor_bench" "$1"
}

build() {
    cmake --preset release -B "$build" -DDEPLOY_WARNINGS_AS_ERRORS=OFF &&
        cmake --build "$build" --target doctor_bench -- --quiet
}

case ${1:-20} in
--inside) inside "$2" ;;
*[!0-9]*) usage && exit "$([ "$1" = --help ] && echo 0 || echo 2)" ;;
*)
    [ "$(id -u)" -eq 0 ] || {
        echo "needs root" >&2
        exit 2
    }
    cmake/bootstrap.sh
    mkdir -p build
    build >build/bench.log 2>&1 || {
        tail -40 build/bench.log >&2
        exit 1
    }
    exec tests/engine.sh "$0" --inside "${1:-20}"
    ;;
esac
