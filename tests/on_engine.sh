#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: DEPLOY_TEST_RUN=ID DEPLOY_TEST_LEFT=FILE tests/on_engine.sh COMMAND [ARGUMENT]…
# Runs tests on an engine of their own (tests/engine.sh), then writes what they left there to FILE.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")

# shellcheck disable=SC2016 # expanded by the inner shell
exec "$here/engine.sh" bash -c '
    code=0
    "${@:2}" || code=$?
    "$1/left_behind.sh" "$DEPLOY_TEST_RUN" >"$DEPLOY_TEST_LEFT" || true
    exit "$code"' on_engine "$here" "$@"
