#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds gh-action/Dockerfile as a release does, and deploys with what comes out. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
readonly usual_base=debian:12-slim mark="psyfit-test-dockerfile-$$" largest=60000000
build=build/dev

usage() {
    cat <<'TEXT'
usage: tests/bench/dockerfile.sh [--build DIRECTORY]

Builds the action's image from gh-action/Dockerfile and the last commit, on the machine's engine: both
programs are compiled in the image, which takes minutes. Then has `psyfit-deploy --version` answer from
it, and a step of GitHub's runner, started from it, bring a merge live under load (the test program
action_e2e_test in DIRECTORY, default build/dev).

Where debian:12-slim cannot be had, its place takes a Debian 12 that debootstrap makes. Where Debian's
packages cannot be reached from here, that is said, and nothing is built.
TEXT
}

skip() {
    printf '[skipped] the image of gh-action/Dockerfile: %s\n' "$*"
    exit 0
}

while [ $# -gt 0 ]; do
    case $1 in
    --build) build=${2:?--build needs a directory} && shift ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

work=$(mktemp -d "${TMPDIR:-/tmp}/psyfit-dockerfile.XXXXXX")
touch "$work/log"
# What the build made on its way, newest first: of a stage that has no name, compilers and all stay.
made_on_the_way() {
    awk '/^Step / { from = $4 == "FROM" || $4 == "ARG" } /^ ---> [0-9a-f]+$/ && !from { print $2 }' \
        "$work/log" | tac
}
clean_up() {
    local id
    docker image rm --force "$mark:action" >/dev/null 2>&1 || true
    for id in $(made_on_the_way) "$mark:debian"; do
        docker image rm --force "$id" >/dev/null 2>&1 || true
    done
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT

# Sets `base`: the usual one, or the same made here.
provide_base() {
    base=$usual_base
    ! docker image inspect "$base" >/dev/null 2>&1 || return 0
    ! timeout 60 docker pull --quiet "$base" >/dev/null 2>&1 || return 0
    command -v debootstrap >/dev/null ||
        skip "$usual_base cannot be pulled, and there is no debootstrap to make the like"
    debootstrap --variant=minbase bookworm "$work/debian" >"$work/making" 2>&1 ||
        skip "$usual_base cannot be pulled, and debootstrap says: $(tail -n 1 "$work/making")"
    base=$mark:debian
    tar -C "$work/debian" -c . |
        docker import --change "LABEL psyfit.test=$mark" - "$base" >/dev/null
}

docker version >/dev/null 2>&1 || skip "no Docker Engine answers"
(cd "$work" && timeout 60 apt-get download -qq base-files >/dev/null 2>&1) ||
    skip "Debian's packages, which it is made of, cannot be reached from here"
provide_base
git archive HEAD | docker build --network host --no-cache --force-rm --file gh-action/Dockerfile \
    --build-arg "BASE=$base" --label "psyfit.test=$mark" --tag "$mark:action" - >"$work/log" 2>&1 || {
    tail -n 40 "$work/log" >&2
    exit 1
}
size=$(docker image inspect --format '{{.Size}}' "$mark:action")
printf 'image: %s MB\n' "$(awk -v size="$size" 'BEGIN { printf "%.1f", size / 1e6 }')"
[ "$size" -lt "$largest" ] || {
    printf 'which is more than the %s MB that it may have\n' "$((largest / 1000000))" >&2
    exit 1
}
docker run --rm --label "psyfit.test=$mark" --entrypoint /usr/bin/psyfit-deploy "$mark:action" --version
# A comma would part two filters.
DEPLOY_TEST_ACTION_IMAGE="$mark:action" "$build/tests/action_e2e_test" \
    --test-case="a merge is live*" | tee "$work/deployed"
grep -q -e 'test cases: *1 | *1 passed' -e '^\[skipped\]' "$work/deployed"
