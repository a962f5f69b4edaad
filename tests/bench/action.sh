#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures the action's image: its size, and how soon it is at work. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
rounds=10
readonly build=build/bench image="psyfit-test-bench-$$:action"

usage() {
    cat <<'TEXT'
usage: tests/bench/action.sh [--rounds N]

Makes the action's image from release programs, as gh-action/Dockerfile does, and starts it so often
(default 10) against an sshd of its own on loopback. Prints the image's size, and the time from the
start of the container to the first command on the server: every value and the median.
TEXT
}

while [ $# -gt 0 ]; do
    case $1 in
    --rounds) rounds=${2:?--rounds needs a number} && shift ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

work=$(mktemp -d "${TMPDIR:-/tmp}/psyfit-bench.XXXXXX")
server=""
clean_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    docker image rm --force "$image" >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap clean_up EXIT

make_image() {
    cmake --preset release -B "$build" -DDEPLOY_WARNINGS_AS_ERRORS=OFF
    cmake --build "$build" --target psyfit-deploy psyfit-deploy-action -- --quiet
    mkdir -p "$work/programs"
    cp "$build/cli/psyfit-deploy" "$build/gh-action/psyfit-deploy-action" "$work/programs"
    gh-action/collect.sh "$work/programs" "$work/image"
    printf 'FROM scratch\nCOPY image /\nENTRYPOINT ["/usr/bin/psyfit-deploy-action"]\n' \
        >"$work/Dockerfile"
    docker build --quiet --tag "$image" "$work"
}

# Every command of the client comes to a script that notes the time.
start_server() {
    port=$((20000 + RANDOM % 10000))
    ssh-keygen -q -t ed25519 -N '' -f "$work/host_key"
    ssh-keygen -q -t ed25519 -N '' -f "$work/client_key"
    cp "$work/client_key.pub" "$work/authorized_keys"
    cat >"$work/note" <<TEXT
#!/bin/sh
date +%s%N >>"$work/commands"
exit 3
TEXT
    chmod +x "$work/note"
    cat >"$work/sshd_config" <<TEXT
ListenAddress 127.0.0.1
Port $port
HostKey $work/host_key
AuthorizedKeysFile $work/authorized_keys
StrictModes no
PidFile none
UsePAM no
PasswordAuthentication no
ForceCommand $work/note
TEXT
    mkdir -p /run/sshd
    /usr/sbin/sshd -D -e -f "$work/sshd_config" 2>"$work/sshd.log" &
    server=$!
    until grep -q 'Server listening' "$work/sshd.log"; do
        kill -0 "$server" || { cat "$work/sshd.log" >&2 && exit 1; }
        sleep 0.1
    done
}

# first_command: ms from the start of the container, as the engine has it.
first_command() {
    local id started
    : >"$work/commands"
    id=$(docker create --network host --label psyfit.test=bench -e CI=true -e GITHUB_ACTIONS=true \
        -e HOME=/tmp -e INPUT_HOST=127.0.0.1 -e "INPUT_PORT=$port" -e "INPUT_USER=$(id -un)" \
        -e "INPUT_SSH_KEY=$(cat "$work/client_key")" -e INPUT_COMMAND=status -e INPUT_INSTALL=never \
        -e "INPUT_KNOWN_HOSTS=[127.0.0.1]:$port $(cut -d' ' -f1,2 "$work/host_key.pub")" "$image")
    docker start "$id" >/dev/null
    docker wait "$id" >/dev/null
    started=$(date -d "$(docker inspect --format '{{.State.StartedAt}}' "$id")" +%s%N)
    [ -s "$work/commands" ] || { docker logs "$id" >&2 && exit 1; }
    docker rm "$id" >/dev/null
    echo $((($(head -n 1 "$work/commands") - started) / 1000000))
}

cmake/bootstrap.sh
make_image >"$work/log" 2>&1 || {
    tail -40 "$work/log" >&2
    exit 1
}
start_server
printf 'image: %s MB\n' "$(docker image inspect --format '{{.Size}}' "$image" |
    awk '{ printf "%.1f", $1 / 1e6 }')"
for ((i = 1; i <= rounds; i++)); do
    first_command
done | tee "$work/values" | sed 's/^/start to first command: /; s/$/ ms/'
printf 'median: %s ms\n' "$(sort -n "$work/values" |
    awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')"
