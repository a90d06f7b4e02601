// `fleetline version`: what a bug report needs. Loads nothing.
#include <cstdio>

#include "commands.hpp"
#include "fleetline/plugin.hpp"

#ifndef FLEETLINE_BUILD_TYPE
#define FLEETLINE_BUILD_TYPE "unknown"
#endif
#ifndef FLEETLINE_GIT_REVISION
#define FLEETLINE_GIT_REVISION ""
#endif

namespace fleetline::cli {

int version() {
  const char* revision = FLEETLINE_GIT_REVISION;
  std::printf("fleetline   %s%s%s%s\n", FLEETLINE_VERSION, *revision ? " (" : "", revision, *revision ? ")" : "");
  std::printf("plugin API  %s\n", FLEETLINE_API_VERSION);
  std::printf("compiler    %s %s, libstdc++ %d\n", FLEETLINE_COMPILER, __VERSION__, _GLIBCXX_RELEASE);
  std::printf("build       %s, %s\n", FLEETLINE_BUILD_TYPE, FLEETLINE_ARCH);
  return done;
}

}  // namespace fleetline::cli
