#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: tests/left_behind.sh RUN
# Removes what the tests of one run (DEPLOY_TEST_RUN) left on the engine, tells it, and then fails.
set -euo pipefail

readonly run_id=${1:?the id of the run}

# Ids of the run's images, also of those that have no name any more.
images_left() {
    docker image ls --format '{{.ID}} {{.Repository}}' |
        awk -v run="$run_id" 'index($2, "psyfit-test-" run) == 1 { print $1 }'
    docker image ls --quiet --filter label=psyfit.test |
        xargs --no-run-if-empty docker image inspect \
            --format '{{.Id}} {{index .Config.Labels "psyfit.test"}}' |
        awk -v run="$run_id" 'index($2, run) == 1 { print substr($1, 8, 12) }'
}

# Ids of the run's things of one kind (container, network, volume, image), by name or label.
left_of() {
    [ "$1" != image ] || {
        images_left | sort -u
        return
    }
    local format='{{.ID}} {{.Name}} {{.Label "psyfit.test"}}' list=(ls)
    case $1 in
    container) list=(ls -a) format='{{.ID}} {{.Names}} {{.Label "psyfit.test"}}' ;;
    volume) format='{{.Name}} {{.Name}} {{.Label "psyfit.test"}}' ;;
    esac
    docker "$1" "${list[@]}" --format "$format" | awk -v run="$run_id" '
        index($2, "psyfit-test-" run) == 1 || index($3, run) == 1 { print $1 }' | sort -u
}

clean=yes
for kind in container network volume image; do
    mapfile -t ids < <(left_of "$kind")
    [ "${#ids[@]}" -gt 0 ] || continue
    clean=no
    printf 'left behind, removed now: %s %s\n' "$kind" "${ids[*]}"
    case $kind in
    container) docker container rm --force --volumes "${ids[@]}" >/dev/null ;;
    image) docker image rm --force "${ids[@]}" >/dev/null ;;
    *) docker "$kind" rm "${ids[@]}" >/dev/null ;;
    esac
done
[ "$clean" = yes ]
