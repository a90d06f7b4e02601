#!/usr/bin/env bash
# new_project.sh PREFIX FOLDER NOUN NAME: does what a reader of `fleetline new` does, and types the commands it prints.
# shellcheck source=tests/outside/steps.sh
. "${BASH_SOURCE[0]%/*}/steps.sh"
prefix=$1 folder=$2 noun=$3 name=$4

rm -rf "$folder"
mkdir -p "$(dirname "$folder")"
printed=$("$prefix/bin/fleetline" new "$noun" "$name" --directory "$folder") || fail "fleetline new $noun $name: $printed"
echo "$printed"
commands=$(sed -n 's/^  //p' <<<"$printed")
(($(wc -l <<<"$commands") == 3)) || fail 'not three commands printed'
while read -r command; do
  echo "$ $command"
  eval "$command" </dev/null || fail "$command"
done <<<"$commands"

found=$(sed -n 's/^fleetline_DIR:PATH=//p' "$folder/build/CMakeCache.txt")
[[ $found == "$(realpath "$prefix")"/* ]] || fail "the project was built with another fleetline: $found"
tests=$(ctest --test-dir "$folder/build" -N | tail -1)
[[ $tests == 'Total Tests: 2' ]] || fail "conformance and scenario should be two tests: $tests"
if grep -rqE '@(name|Name|name_snake|prefix)@' "$folder" --include='*.*'; then fail 'a placeholder is left'; fi
exported=$(nm -DC --defined-only "$folder/build/$name.fleet.so" | grep -vE ' (fleetline_stamp|fleetline_manifest_v1|std::.*)$' || true)
[[ -z $exported ]] || fail "$name.fleet.so exports more than stamp and manifest: $exported"
