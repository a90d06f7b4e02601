#!/usr/bin/env bash
# refusals.sh PROGRAM FOLDER: what `new` answers to what it cannot do. Exit code 1, the whole message, nothing written.
# shellcheck source=tests/outside/steps.sh
. "${BASH_SOURCE[0]%/*}/steps.sh"
program=$1 folder=$2
rm -rf "$folder"
mkdir -p "$folder/full"
touch "$folder/full/precious"
cd "$folder" || exit

refused() {  # refused EXPECTED ARGS...
  local expected=$1 answer code=0
  shift
  answer=$("$program" new "$@" 2>&1) || code=$?
  echo "$ fleetline new $*"; echo "$answer"
  ((code == 1)) || fail "exit code $code, expected 1"
  [[ $answer == *"$expected"* ]] || fail "expected in the answer: $expected"
}

refused "there is no template for 'solvr'" solvr my-solver
refused "did you mean 'solver'?" solvr my-solver
refused "'My_Solver' cannot name a plugin" solver My_Solver
refused "did you mean 'my-solver'?" solver My_Solver
refused "single '-' between words" solver 'a--b'
refused "'test' is a name the build needs for itself" solver test
refused "there is a solver 'roofline' already" solver roofline
refused "'full' exists and is not an empty folder" solver mine --directory full
[[ $(ls) == full && $(ls full) == precious ]] || fail "something was written: $(ls -R)"
