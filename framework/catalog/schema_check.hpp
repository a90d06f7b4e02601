// Is one schema complete and consistent?
#pragma once

#include <string>
#include <vector>

#include "fleetline/schema.hpp"

namespace fleetline {

/// Adds a reason for every field without doc, with a bad name, unit, choice, range or default, or named twice. `what` is what
/// to call a field ("parameter", "output"); reasons start with `owner`. Defaults are checked against ranges for
/// parameters only: an output's initialiser means "not given yet".
void check_schema(const AnySchema& schema, const std::string& owner, std::string_view what, bool check_defaults,
                  std::vector<std::string>& reasons);

/// "(0 s, 10 s]", in `unit`.
std::string range_text(const Field& field);

}  // namespace fleetline
