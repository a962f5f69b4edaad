#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The eleven steps of the operator's guide as a person types them, for the benchmark to compare
# with. Prints `ready SECONDS` when the image is there. What differs from the guide: names, the
# network and the port are those of the benchmark; the sample's image has no `env` program, so that
# step 3 asks the engine instead; the new container is named for its version, since the guide's name
# is taken from the second time on.
#
# usage: by_hand.sh CHECKOUT SERVICE CURRENT VERSION PROXY HOST PORT
set -euo pipefail

checkout=$1 service=$2 current=$3 version=$4 proxy=$5 host=$6 port=$7
env_file=$(mktemp)
trap 'rm -f "$env_file"' EXIT

# 1
cd "$checkout"
git checkout -q main && git pull -q origin main
# 2
docker build --quiet -t "$service:latest" --platform linux/amd64 . >/dev/null
printf 'ready %s\n' "${EPOCHREALTIME/,/.}"
# 3
docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$current" |
    grep -Ev '^(HOSTNAME|PATH|HOME|GEM_HOME|LANG|LD_PRELOAD|KAMAL_.*|RUBY_DOWNLOAD.*|BUNDLE_.*)=' |
    grep -v '^$' >"$env_file"
# 4
sed -i "s/^RAILS_MASTER_KEY=.*/RAILS_MASTER_KEY=$(cat config/master.key)/" "$env_file"
# 5
docker run -d --name "$service-new-$version" --network "$service" --env-file "$env_file" \
    -v "${service}_storage:/rails/storage" "$service:latest" >/dev/null
# 6
sleep 10
docker logs "$service-new-$version" >/dev/null 2>&1
# 7
new_ip=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' \
    "$service-new-$version")
# 8
docker exec "$proxy" kamal-proxy deploy "$service" --target "$new_ip:3000" --host "$host"
# 9
curl -fsS -H "Host: $host" "http://127.0.0.1:$port/api/v1/health" >/dev/null
curl -fsS -H "Host: $host" "http://127.0.0.1:$port/home" >/dev/null
# 10
docker stop "$current" >/dev/null
# 11
rm -f "$env_file"
