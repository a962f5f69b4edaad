#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The main job, seen with one's own eyes: a first deployment, a new version and a rollback behind
# the real kamal-proxy, the last two under load. Fails when one request is lost. Everything it makes
# is named psyfit-demo-… and goes at the end.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly proxy_image="basecamp/kamal-proxy:v0.9.2"
readonly rate=200 # Requests a second of each of the three kinds.
cache="${DEPLOY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/psyfit-deploy}"
id=$(printf '%x%04x' "$(date +%s)" "$RANDOM")
name="psyfit-demo-$id"
label="psyfit.demo=$id"
host="shop.example"
work=$(mktemp -d "${TMPDIR:-/tmp}/psyfit-demo.XXXXXX")
attacks=()

case "${1:-}" in
"") ;;
--help | -h)
    echo "usage: docs/demo/run.sh"
    echo "Puts a sample service live, then a new version, then rolls back, under load."
    exit 0
    ;;
*)
    echo "usage: docs/demo/run.sh" >&2
    exit 2
    ;;
esac

say() { printf '\n\033[1m== %s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9]*m//g'; fi; }
die() {
    printf 'demo: %s\n' "$*" >&2
    exit 1
}

clean_up() {
    local ids
    [ "${#attacks[@]}" -eq 0 ] || kill "${attacks[@]}" 2>/dev/null || true
    mapfile -t ids < <(docker ps -aq --filter "label=$label" 2>/dev/null)
    [ "${#ids[@]}" -eq 0 ] || docker rm --force --volumes "${ids[@]}" >/dev/null || true
    mapfile -t ids < <(docker network ls -q --filter "label=$label" 2>/dev/null)
    [ "${#ids[@]}" -eq 0 ] || docker network rm "${ids[@]}" >/dev/null || true
    mapfile -t ids < <(docker image ls -q --filter "label=$label" 2>/dev/null | sort -u)
    [ "${#ids[@]}" -eq 0 ] || docker image rm --force "${ids[@]}" >/dev/null || true
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# The parts --------------------------------------------------------------------------------------

build() {
    local launcher=()
    ! command -v ccache >/dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1
    # Who only wants to see it run is not stopped by what another compiler warns of.
    (cd "$root" && cmake --preset release "${launcher[@]}" &&
        cmake --build build/release --target psyfit-deploy sample) >"$work/build.log" 2>&1 || {
        tail -n 40 "$work/build.log" >&2
        die "the build failed; its last lines are above"
    }
}

git_as_developer() {
    git -C "$work/developer" -c user.name=Demo -c user.email=demo@example.com "$@"
}

# publish VERSION: a developer commits a version of the service and pushes it.
publish() {
    printf 'version=%s\nboot_ms=1000\n' "$1" >"$work/developer/behaviour"
    git_as_developer add --all
    git_as_developer commit -q -m "Version $1"
    git_as_developer push -q origin main
}

make_service() {
    git init -q --bare -b main "$work/origin.git"
    git clone -q "$work/origin.git" "$work/developer" 2>/dev/null
    git_as_developer checkout -q -b main
    cp "$root/build/release/tests/sample" "$work/developer/sample"
    printf '%s\n' 'FROM scratch' "LABEL $label" 'COPY sample behaviour /' \
        'ENTRYPOINT ["/sample"]' >"$work/developer/Dockerfile"
    publish 1
    git clone -q "$work/origin.git" "$work/checkout"
}

start_proxy() {
    local i
    docker network create --label "$label" "$name" >/dev/null
    docker run --detach --name "$name-proxy" --label "$label" --network "$name" \
        --publish 127.0.0.1::80 "$proxy_image" >/dev/null
    for ((i = 0; i < 100; i++)); do
        ! docker exec "$name-proxy" kamal-proxy list >/dev/null 2>&1 || break
        sleep 0.1
    done
    url="http://$(docker port "$name-proxy" 80/tcp | head -n 1)"
}

configure() {
    printf 'GREETING=hello\n' >"$work/service.env"
    cat >"$work/deploy.json" <<JSON
{
    "service": "$name",
    "state_directory": "$work/state",
    "source": {"checkout": "$work/checkout"},
    "build": {"image": "$name"},
    "environment": {"master_key_variable": ""}, // the sample service has no Rails credentials
    "container": {"network": "$name", "volumes": []},
    "proxy": {"container": "$name-proxy", "hosts": ["$host"]},
    "watch": {"window": "3s"},
}
JSON
}

psyfit_deploy() {
    printf '$ psyfit-deploy %s\n' "$*"
    "$root/build/release/cli/psyfit-deploy" "$@" --config "$work/deploy.json"
}

served() { curl -sS -H "Host: $host" "$url/home"; }

# The load ---------------------------------------------------------------------------------------

# attack KIND METHOD PATH FLAGS…: requests leave at planned times, answered or not.
attack() {
    local kind=$1 method=$2 path=$3
    shift 3
    printf '%s %s%s\n' "$method" "$url" "$path" >"$work/$kind.targets"
    "$cache/bin/vegeta" attack -targets="$work/$kind.targets" -output="$work/$kind.results" \
        -header="Host: $host" -rate="$rate" -duration=180s -timeout=15s -redirects=-1 "$@" &
    attacks+=("$!")
}

start_load() {
    local i kind
    head -c 1024 /dev/zero | tr '\0' x >"$work/body"
    attack new GET /home -keepalive=false
    attack kept GET /home -keepalive=true
    attack post POST /echo -body="$work/body"
    for kind in new kept post; do
        for ((i = 0; i < 100; i++)); do
            [ ! -s "$work/$kind.results" ] || break
            sleep 0.1
        done
    done
}

stop_load() {
    kill -INT "${attacks[@]}"
    wait "${attacks[@]}" || true
    attacks=()
}

# report KIND WORDS: prints a line; fails when a request was lost. Columns of the CSV: time, status,
# latency, bytes out, bytes in, …
report() {
    "$cache/bin/vegeta" encode -to=csv "$work/$1.results" |
        awk -F, '{ printf "%d %.0f\n", ($2 >= 200 && $2 < 400 && $5 > 0), $1 + $3 }' |
        sort -n -k2 | awk -v kind="$2" '
            $1 == 0 { lost++; next }
            { if (last && $2 - last > gap) gap = $2 - last; last = $2 }
            END {
                printf "%-24s %6d sent %6d lost   longest gap %4.0f ms\n", kind, NR, lost, gap / 1e6
                exit lost > 0 || NR == 0
            }'
}

# ------------------------------------------------------------------------------------------------

"$root/cmake/bootstrap.sh" --build-only
docker image inspect "$proxy_image" >/dev/null 2>&1 || die "no image of kamal-proxy, no demo"
[ -x "$cache/bin/vegeta" ] || die "no load generator, no demo"
say "building psyfit-deploy (the first time takes minutes)"
build
make_service
start_proxy
configure

say "version 1, the first deployment"
psyfit_deploy deploy --first --env-file "$work/service.env"
echo "served: $(served)"

say "version 2, with $((3 * rate)) requests a second"
publish 2
start_load
psyfit_deploy deploy
echo "served: $(served)"

say "back to version 1, under the same load"
psyfit_deploy rollback
echo "served: $(served)"
stop_load

say "what the load saw from outside"
lost=no
report new "GET, new connections" || lost=yes
report kept "GET, kept connections" || lost=yes
report post "POST" || lost=yes
[ "$lost" = no ] || die "requests were lost"
echo "no request was lost"
