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
(backup drill), and in place of the live one. Prints every value, and the figures with their targets,
met or missed: the median ratios, and that the peak memory of backup, verify, drill and restore is the
same for a database of 10 MiB and the large one, give or take 4 MiB.
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
# fast WHAT RATIO LEAST
fast() {
    awk -v what="$1" -v is="$2" -v least="$3" 'BEGIN {
        printf "| %s | %.2f | ≥ %s | %s |\n", what, is, least, (is >= least ? "met" : "**missed**") }'
}
# flat WHAT SMALL LARGE: peak memory in KiB for the two sizes.
flat() {
    awk -v what="$1" -v a="$2" -v b="$3" -v size="$size" 'BEGIN {
        printf "| peak memory of %s, 10 and %d MiB | %.1f and %.1f MiB | at most 4 MiB more | %s |\n",
            what, size, a / 1024, b / 1024, (b <= a + 4096 ? "met" : "**missed**") }'
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
read -r _ small_verify _ < <(deploy zstd backup verify)
read -r _ small_drill _ < <(deploy zstd backup drill)
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
read -r verify large_verify _ < <(deploy zstd backup verify)
read -r drill large_drill _ < <(deploy zstd backup drill)
read -r restore large_restore _ < <(deploy zstd restore --latest --yes)
printf '\nverify %d ms, drill %d ms, restore with its safety backup %d ms\n\n' "$verify" "$drill" "$restore"
printf '| figure | measured | target | |\n|---|---|---|---|\n'
fast "backup with gzip: speed ÷ that of the pipe, median" "$(cut -d' ' -f1 "$work/ratios" | median)" 0.9
fast "backup with zstd: the same" "$(cut -d' ' -f2 "$work/ratios" | median)" 1
flat "backup with gzip" "$small" "$large"
flat "backup with zstd" "$small_zstd" "$large_zstd"
flat "backup verify" "$small_verify" "$large_verify"
flat "backup drill" "$small_drill" "$large_drill"
flat "restore" "$small_restore" "$large_restore"
