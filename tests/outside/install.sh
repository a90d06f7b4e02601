#!/usr/bin/env bash
# install.sh BUILD PREFIX: installs, then moves the installation: it must not depend on where it was built or put first.
# shellcheck source=tests/outside/steps.sh
. "${BASH_SOURCE[0]%/*}/steps.sh"
build=$1 prefix=$2

rm -rf "$prefix" "$prefix.first"
step cmake --install "$build" --prefix "$prefix.first" >/dev/null
step mv "$prefix.first" "$prefix"

for file in bin/fleetline include/fleetline/sdk.hpp include/fleetline/solver.hpp \
            share/fleetline/registry/hardware share/fleetline/scenarios/tutorial share/fleetline/template/solver; do
  [[ -e $prefix/$file ]] || fail "$file is not installed"
done
for pattern in lib*/libfleetline.so.0.1 fleetline-config.cmake fleetline-config-version.cmake fleetline-targets.cmake \
               FleetlineAddPlugin.cmake roofline.fleet.so; do
  [[ -n $(find "$prefix" -path "*/$pattern" -print -quit) ]] || fail "$pattern is not installed"
done

for file in "$prefix/bin/fleetline" $(find "$prefix" -name '*.fleet.so'); do
  core=$(ldd "$file" | grep libfleetline) || fail "$file does not use libfleetline"
  [[ $core == *"$prefix"* ]] || fail "$file uses a core library of another place: $core"
done
if strings=$(grep -rlF --include='*.cmake' "$build" "$prefix"); then fail "the package names the build folder in: $strings"; fi
step "$prefix/bin/fleetline" version
[[ $("$prefix/bin/fleetline" list solvers) == *roofline* ]] || fail 'the installed program does not list its solvers'
