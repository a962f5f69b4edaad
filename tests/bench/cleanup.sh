#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures `cleanup --dry-run` where many containers were left. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
containers=500 runs=20
readonly build=build/bench

usage() {
    cat <<'TEXT'
usage: tests/bench/cleanup.sh [--containers N] [--runs N]

Leaves so many containers of a service (default 500) on a Docker Engine of its own, and runs `cleanup
--dry-run` there (20 times). Prints every value, and the figures with their targets: met or missed.
TEXT
}

while [ $# -gt 0 ]; do
    case $1 in
    --containers) containers=${2:?--containers needs a number} && shift ;;
    --runs) runs=${2:?--runs needs a number} && shift ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

build() {
    cmake --preset release -B "$build" -DDEPLOY_WARNINGS_AS_ERRORS=OFF &&
        cmake --build "$build" --target cleanup_bench -- --quiet
}

cmake/bootstrap.sh
mkdir -p build
build >build/bench.log 2>&1 || {
    tail -40 build/bench.log >&2
    exit 1
}
printf 'load %s before\n' "$(cut -d' ' -f1 /proc/loadavg)"
exec tests/engine.sh "$build/tests/cleanup_bench" "$containers" "$runs"
