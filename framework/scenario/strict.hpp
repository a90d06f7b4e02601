// --strict: no answer may rest on a default that is only a guess.
#pragma once

#include "fleetline/schema.hpp"

namespace fleetline {

/// Adds a problem for every parameter of `object` that is marked `calibrate` and was not `given`. `path` is that of the table.
void refuse_guessed_defaults(const AnySchema& schema, const void* object, const Table& given, const Where& where, const std::string& path,
                             Problems& problems);

}  // namespace fleetline
