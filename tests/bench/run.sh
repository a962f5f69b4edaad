#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures psyfit-deploy on real parts. See --help and docs/benchmarks.md.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

runs=30
rounds=5

usage() {
    cat <<'TEXT'
usage: tests/bench/run.sh [--runs N] [--rounds N] [--quick]

Builds the release program and measures it on the Docker Engine and kamal-proxy of this machine;
prints every value, and a table of figures with their targets (docs/benchmarks.md). Exits with 0
unless something broke: a missed target is a result.

  --runs N     pairs of psyfit-deploy and bare API calls, and runs of status (default 30)
  --rounds N   pairs of the guide's eleven steps and psyfit-deploy (default 5)
  --quick      5 runs and 1 round: to see that it works, not to quote
  --help       this text

example: tests/bench/run.sh --runs 50
TEXT
}

number() {
    [[ ${2:-} =~ ^[1-9][0-9]*$ ]] && return
    printf '%s needs a number above 0\n' "$1" >&2
    exit 2
}

while [ $# -gt 0 ]; do
    case $1 in
    --runs) number "$@" && runs=$2 && shift ;;
    --rounds) number "$@" && rounds=$2 && shift ;;
    --quick) runs=5 rounds=1 ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

build() {
    # A folder of its own: this build is for figures, the warnings are checked by the others.
    cmake --preset release -B build/bench -DDEPLOY_WARNINGS_AS_ERRORS=OFF >build/bench.log 2>&1 &&
        cmake --build build/bench --target deploy_bench -- --quiet >>build/bench.log 2>&1 && return
    tail -40 build/bench.log >&2
    return 1
}

cmake/bootstrap.sh
docker image inspect basecamp/kamal-proxy:v0.9.2 >/dev/null 2>&1 || {
    printf 'no image of kamal-proxy v0.9.2, so nothing was measured; cmake/bootstrap.sh says why\n' >&2
    exit 1
}
mkdir -p build
build

printf 'engine %s, kernel %s, %s processors, load %s before\n\n' \
    "$(docker version --format '{{.Server.Version}}')" "$(uname -r)" "$(nproc)" \
    "$(cut -d' ' -f1 /proc/loadavg)"
build/bench/tests/deploy_bench "$runs" "$rounds"
