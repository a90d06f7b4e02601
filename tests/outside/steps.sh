# shellcheck shell=bash
# Sourced by the scripts beside it: each step is shown, with its output, and the first that fails is named.
set -euo pipefail
unset FLEETLINE_LAUNCHER FLEETLINE_PLUGIN_PATH FLEETLINE_REGISTRY CMAKE_PREFIX_PATH
export CMAKE_GENERATOR=Ninja
# CMake searches beside every bin directory of PATH: ours in it would hide a wrong CMAKE_PREFIX_PATH.
export PATH=/usr/bin:/bin

fail() { echo "FAILED: $*"; exit 1; }
step() { echo "$ $*"; "$@" || fail "$* (exit code $?)"; }
