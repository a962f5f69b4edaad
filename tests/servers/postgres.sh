#!/bin/sh
# SPDX-License-Identifier: MIT
# The entrypoint of the tests' PostgreSQL: makes the cluster at the first start, then serves.
set -eu
user=${POSTGRES_USER:-postgres}
run() { setpriv --reuid 999 --regid 999 --clear-groups "$@"; }

mkdir -p "$PGDATA" /run/postgresql
chown 999:999 "$PGDATA" /run/postgresql
if ! [ -s "$PGDATA/PG_VERSION" ]; then
    printf '%s' "${POSTGRES_PASSWORD:?}" >/tmp/password
    chown 999:999 /tmp/password
    run initdb -D "$PGDATA" -U "$user" --pwfile /tmp/password --auth-local trust \
        --auth-host scram-sha-256 --no-locale -E UTF8 --no-sync >/dev/null
    rm /tmp/password
    printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
    if [ "${POSTGRES_DB:-postgres}" != postgres ]; then
        printf 'CREATE DATABASE "%s";\n' "$POSTGRES_DB" | run postgres --single -D "$PGDATA" postgres >/dev/null
    fi
fi
exec setpriv --reuid 999 --regid 999 --clear-groups postgres -D "$PGDATA" -k /run/postgresql \
    -c listen_addresses='*' -c fsync=off -c full_page_writes=off "$@"
