#!/usr/bin/env bash
# example.sh PREFIX SOURCE FOLDER: an example of the SDK, built in a copy as its README says.
# shellcheck source=tests/outside/steps.sh
. "${BASH_SOURCE[0]%/*}/steps.sh"
prefix=$1 source=$2 folder=$3

rm -rf "$folder"
step cp -r "$source" "$folder"
cd "$folder" || exit
step cmake -S . -B build -G Ninja -DCMAKE_PREFIX_PATH="$prefix"
step cmake --build build
step ctest --test-dir build --output-on-failure --no-tests=error
step "$prefix/bin/fleetline" run scenario.toml
step "$prefix/bin/fleetline" explain scenario.toml battery-life.lifetime
