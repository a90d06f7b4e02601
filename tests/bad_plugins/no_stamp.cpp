// Exports a manifest by hand and forgets the stamp.
#include "fixture.hpp"

extern "C" __attribute__((visibility("default"))) const fleetline::Manifest* fleetline_manifest_v1() {
  static const fleetline::Manifest manifest = fixture::plugin(fixture::solver<fixture::right>());
  return &manifest;
}
