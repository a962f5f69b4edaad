#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a command where a Docker Engine of its own answers. See --help.
set -euo pipefail

readonly socket=/var/run/docker.sock
# Here, and hidden to the machine's own, are the sockets: their paths may have 107 bytes at most. The
# machine's containerd would be taken for the engine's own.
readonly run=/run/containerd
readonly home="${DEPLOY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/psyfit-deploy}/engine"
readonly images=(basecamp/kamal-proxy:v0.9.2 psyfit-deploy/test-postgres:15
    psyfit-deploy/test-redis:7)

usage() {
    cat <<'TEXT'
usage: tests/engine.sh COMMAND [ARGUMENT]…

Runs COMMAND in a network, a process and a mount namespace of its own, in which a Docker Engine of
its own answers at /var/run/docker.sock: with the storage that the kernel offers, whatever the
machine's engine was told to use, with nobody else's containers, and gone with the command, whatever
becomes of it. The images that the tests need are copied from the machine's engine; they alone stay
in DEPLOY_CACHE (default: ~/.cache/psyfit-deploy) for the next time.

Without root, without dockerd, or with DOCKER_HOST or DEPLOY_TEST_ENGINE=machine set, COMMAND runs
as it is, on the engine that answers there.

example: tests/engine.sh build/dev/tests/deploy_e2e_test
TEXT
}

say() { printf 'engine: %s\n' "$*"; }

# Why there can be none, if so.
reason() {
    [ "${DEPLOY_TEST_ENGINE:-own}" = own ] || { echo "DEPLOY_TEST_ENGINE is set" && return; }
    [ -z "${DOCKER_HOST:-}" ] || { echo "DOCKER_HOST is set" && return; }
    [ -S "$socket" ] || { echo "there is no $socket" && return; }
    [ "$(id -u)" -eq 0 ] || { echo "one of its own needs root" && return; }
    command -v dockerd ip unshare >/dev/null || { echo "dockerd, ip or unshare is missing" && return; }
    unshare --net --mount --pid --fork true 2>/dev/null || echo "no namespaces can be made here"
}

own() { docker --host "unix://$run/docker.sock" "$@"; }
machine() { docker --host "unix://$socket" "$@"; }
id_of() { "$1" image inspect --format '{{.Id}}' "$2" 2>/dev/null || true; }

# Without iptables: what is published is asked for on the loopback alone, where the engine's own
# relay answers, and a rule costs more than the relay. Much of what an engine does is to start
# programs that live for some milliseconds, in which collecting garbage is wasted.
start() {
    echo '{}' >"$run/daemon.json"
    GOGC=800 dockerd --config-file "$run/daemon.json" --data-root "$home/data" --exec-root "$run/exec" \
        --pidfile "$run/pid" --iptables=false --exec-opt native.cgroupdriver=cgroupfs \
        --host "unix://$run/docker.sock" </dev/null >"$home/dockerd.log" 2>&1 &
    local i
    for ((i = 0; i < 600; i++)); do
        ! own version >/dev/null 2>&1 || return 0
        kill -0 $! 2>/dev/null || break
        sleep 0.1
    done
    tail -n 5 "$home/dockerd.log" >&2
    return 1
}

provide_images() {
    local image there
    for image in "${images[@]}"; do
        there=$(id_of machine "$image")
        if [ -n "$there" ] && [ "$there" != "$(id_of own "$image")" ]; then
            machine save "$image" | own load --quiet
        fi
    done
}

# What an earlier command left, killed perhaps; nobody else uses this engine.
clear_away() {
    local image
    local -x DOCKER_HOST="unix://$run/docker.sock"
    docker container ls --all --quiet |
        xargs --no-run-if-empty docker container rm --force --volumes >/dev/null
    docker volume ls --quiet | xargs --no-run-if-empty docker volume rm --force >/dev/null
    docker network ls --filter type=custom --quiet |
        xargs --no-run-if-empty docker network rm >/dev/null
    while read -r image; do
        case " ${images[*]} " in
        *" $image "*) ;;
        *) docker image rm --force "$image" >/dev/null 2>&1 || true ;; # its children go with later ones
        esac
    done < <(docker image ls --format '{{if eq .Tag "<none>"}}{{.ID}}{{else}}{{.Repository}}:{{.Tag}}{{end}}')
}

# The first process of the namespaces: they end with it, and all that is in them.
inside() {
    ip link set lo up
    mkdir -p "$run"
    mount -t tmpfs tmpfs "$run"
    start
    clear_away
    provide_images
    mount --bind "$run/docker.sock" "$socket"
    local code=0
    DOCKER_CONTEXT=default DEPLOY_TEST_OWN_ENGINE=yes "$@" || code=$?
    kill "$(cat "$run/pid")"
    wait
    return "$code"
}

case ${1:---help} in
--inside) shift && inside "$@" ;;
--help | -h) usage ;;
*)
    why=$(reason)
    [ -z "$why" ] || {
        say "the machine's ($why)"
        exec "$@"
    }
    mkdir -p "$home"
    exec 9>"$home/lock"
    flock --nonblock 9 || {
        say "waiting for the one that another run uses"
        flock 9
    }
    say "its own"
    exec unshare --net --mount --pid --fork --kill-child --mount-proc -- "$0" --inside "$@"
    ;;
esac
