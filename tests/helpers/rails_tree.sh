#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# rails_tree.sh FOLDER: fills it with what an empty container needs to run `bin/rails`: this
# machine's Ruby, its libraries, and the stand-in.
set -euo pipefail

readonly root=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ruby=$(readlink -f "$(command -v ruby)")

mkdir -p "$root/bin" "$root/usr/bin"
cp "$ruby" "$root/usr/bin/ruby"
ldd "$ruby" | grep -o '/[^ ]*' | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done
ruby --disable-gems -rrbconfig -e 'puts RbConfig::CONFIG.values_at("rubylibdir", "rubyarchdir")' |
    while read -r folder; do
        mkdir -p "$root$folder"
        cp -R "$folder/." "$root$folder"
    done
install -m 755 "$here/rails_stand_in.rb" "$root/bin/rails"
