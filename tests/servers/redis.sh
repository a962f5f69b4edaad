#!/bin/sh
# SPDX-License-Identifier: MIT
# The entrypoint of the tests' Redis, with the official image's arguments.
set -eu
[ "$#" -gt 0 ] || set -- redis-server
exec "$@"
