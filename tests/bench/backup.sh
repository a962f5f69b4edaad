#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures backup and restore against the guide's pipe, on a real PostgreSQL. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
size=240 rounds=5
readonly build=build/bench image=psyfit-deploy/test-postgres:15
readonly name="psyfit-test-bench-$$-db"

usage() {
    cat <<'TEXT'
usage: tests/bench/backup.sh [--size MIB] [--rounds N]

Fills a database with so many MiB of SQL (default 240) and takes turns between `pg_dump | gzip` and
psyfit-deploy backup with gzip and with zstd; then verifies, restores into a database of its own
(backup drill), and in place of the live one. Prints every value, the median ratios, and the peak
memory of backup and restore for a database of 10 MiB and the large one.
TEXT
}

while [ $# -gt 0 ]; do
    case $1 in
    --size) size=${2:?--size needs a number} && shift ;;
    --rounds) rounds=${2:?--rounds needs a number} && shift ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

work=$(mktemp -d "${TMPDIR:-/tmp}/psyfit-bench.XXXXXX")
trap 'docker rm -f -v "$name" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

psql() { docker exec "$name" psql -U psyfit -q -v ON_ERROR_STOP=1 -c "$1" psyfit_production; }

start() {
    docker run -d --name "$name" --label psyfit.test=bench -e POSTGRES_USER=psyfit \
        -e POSTGRES_PASSWORD=bench-password -e POSTGRES_DB=psyfit_production "$image" >/dev/null
    until docker exec "$name" pg_isready -q -U psyfit; do sleep 0.1; done
    psql "CREATE TABLE users (id serial PRIMARY KEY, name text, body text)"
}

# fill MIB: names and words as an application has them, not one pattern.
fill() {
    psql "INSERT INTO users (name, body) SELECT gen_random_uuid()::text, (SELECT string_agg(
        substr(md5((i * j)::text), 1, 3 + j % 7), ' ') FROM generate_series(1, 110) j)
        FROM generate_series(1, $1 * 1400) i"
}

config() {
    printf '{"database":{"container":"%s"},"backup":{"directory":"%s","compression":"%s"},
        "state_directory":"%s"}' "$name" "$work/b" "$1" "$work/s" >"$work/$1.json"
}

# cost COMMAND…: its wall time in ms, peak memory in KiB and processor time in ms, that of the programs
# in the container left out.
cost() {
    "$build/tests/measure" "$work/report" "$@" >"$work/out" 2>&1 || {
        printf 'failed: %s\n' "$*" >&2
        cat "$work/out" >&2
        exit 1
    }
    awk '{ printf "%d %d %d\n", $1 / 1000, $3, $2 / 1000 }' "$work/report"
}

deploy() { cost "$build/cli/psyfit-deploy" --config "$work/$1.json" "${@:2}"; }
by_hand() {
    cost "$BASH" -c "set -o pipefail; docker exec $name pg_dump -U psyfit psyfit_production |
        gzip >'$work/by-hand.sql.gz'"
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

build() {
    cmake --preset release -B "$build" -DDEPLOY_WARNINGS_AS_ERRORS=OFF &&
        cmake --build "$build" --target measure psyfit-deploy -- --quiet
}

cmake/bootstrap.sh
build >"$work/log" 2>&1 || {
    tail -40 "$work/log" >&2
    exit 1
}
start
config gzip
config zstd
fill 10
read -r _ small _ < <(deploy gzip backup)
read -r _ small_zstd _ < <(deploy zstd backup)
read -r _ small_restore _ < <(deploy zstd restore --latest --yes)
fill "$((size - 10))"
printf '%s MiB of SQL, load %s before\n' \
    "$(docker exec "$name" pg_dump -U psyfit psyfit_production | wc -c | awk '{print int($1 / 1048576)}')" \
    "$(cut -d' ' -f1 /proc/loadavg)"
large=0 large_zstd=0
for ((i = 1; i <= rounds; i++)); do
    read -r hand _ hand_cpu < <(by_hand)
    read -r gzip memory gzip_cpu < <(deploy gzip backup)
    read -r zstd zstd_memory zstd_cpu < <(deploy zstd backup)
    large=$((memory > large ? memory : large))
    large_zstd=$((zstd_memory > large_zstd ? zstd_memory : large_zstd))
    printf 'round %d: pg_dump | gzip %d ms, backup with gzip %d ms, with zstd %d ms\n' \
        "$i" "$hand" "$gzip" "$zstd"
    printf '  processor time: %d ms, %d ms, %d ms\n' "$hand_cpu" "$gzip_cpu" "$zstd_cpu"
    awk -v a="$hand" -v b="$gzip" -v c="$zstd" 'BEGIN { print a / b, a / c }' >>"$work/ratios"
done
read -r verify _ < <(deploy zstd backup verify)
read -r drill _ < <(deploy zstd backup drill)
read -r restore large_restore _ < <(deploy zstd restore --latest --yes)
printf '\nspeed ÷ pg_dump | gzip, median: gzip %.2f, zstd %.2f\n' \
    "$(cut -d' ' -f1 "$work/ratios" | median)" "$(cut -d' ' -f2 "$work/ratios" | median)"
printf 'verify %d ms, drill %d ms, restore with its safety backup %d ms\n' "$verify" "$drill" "$restore"
printf 'peak memory in KiB, of 10 and of %d MiB: gzip %d and %d, zstd %d and %d, restore %d and %d\n' \
    "$size" "$small" "$large" "$small_zstd" "$large_zstd" "$small_restore" "$large_restore"
