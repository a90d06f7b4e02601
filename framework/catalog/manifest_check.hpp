// Is a manifest complete and consistent? Every reason why not, as sentences that start with what they are about.
#pragma once

#include <string>
#include <vector>

#include "fleetline/manifest.hpp"

namespace fleetline {

/// Constructs default objects, so it runs code of the plugin: call it through at_boundary.
std::vector<std::string> check_manifest(const Manifest& manifest);

std::string_view noun_text(Noun noun);  ///< "hardware", "solver", ...

}  // namespace fleetline
