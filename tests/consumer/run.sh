#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs the build into a folder of its own and uses the library from there, as a stranger would.
# usage: run.sh BUILD_FOLDER find-package|pkg-config
set -euo pipefail

readonly build=$1 way=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/psyfit-consumer.XXXXXX")
trap 'rm -rf "$folder"' EXIT

cmake --install "$build" --prefix "$folder/usr" --component dev >"$folder/install.log"
case $way in
find-package)
    cmake -S "$here" -B "$folder/build" -G Ninja -DCMAKE_PREFIX_PATH="$folder/usr" \
        -DCMAKE_BUILD_TYPE=Debug >"$folder/configure.log"
    cmake --build "$folder/build"
    program="$folder/build/consumer"
    ;;
pkg-config)
    PKG_CONFIG_PATH=$(dirname "$(find "$folder/usr" -name deploy.pc)")
    export PKG_CONFIG_PATH
    pkg-config --print-errors --exists 'deploy >= 0.1'
    # shellcheck disable=SC2046 # flags are words
    g++ -std=c++20 "$here/main.cpp" -o "$folder/consumer" $(pkg-config --cflags --libs deploy)
    program="$folder/consumer"
    ;;
*)
    echo "usage: run.sh BUILD_FOLDER find-package|pkg-config" >&2
    exit 2
    ;;
esac

said=$("$program")
echo "$said"
[ "$said" = "shop reverting" ]
