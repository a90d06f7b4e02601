// Directories of entries that would silently add nothing.
#pragma once

#include "catalog/plugins.hpp"
#include "catalog/registry.hpp"

namespace fleetline::cli {

/// A directory beside the right one or one folder too deep, a folder whose name is misspelt, one that may not be read: each would look
/// like a registry without those entries, and ours would count in their place. A problem for each.
void refuse_strange_registries(const Registry& registry, const Plugins& plugins, Problems& problems);
/// The same, thrown as InputError.
void refuse_strange_registries(const Registry& registry, const Plugins& plugins);

}  // namespace fleetline::cli
