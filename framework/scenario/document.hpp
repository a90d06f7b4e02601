// A scenario as written: files merged along `extends`, then --set overrides, then one tree per variant.
//
// Merging is by key: tables merge, everything else is replaced by the later file; every value keeps the place
// it was written at. A `[[variant]]` is one more layer on top.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fleetline/problem.hpp"
#include "fleetline/value.hpp"

namespace fleetline {

struct Document {
  Value root;                                ///< without `extends` and `variant`
  std::vector<std::filesystem::path> files;  ///< base first, the named file last
  struct Variant {
    std::string name;
    Value root;  ///< complete: the document with this variant's overrides
  };
  std::vector<Variant> variants;  ///< at least one; its name is empty when the file has none
};

/// Reads `file` and what it extends. `sets` are "dotted.key=value" with values as TOML writes them; a value that is not valid
/// TOML is taken as text, so quotes may be left out on a command line. Adds problems for files, syntax, an
/// `extends` cycle (printed as a path), malformed overrides, unnamed or repeated variants.
Document load_document(const std::filesystem::path& file, const std::vector<std::string>& sets, Problems& problems);

/// The same from a tree that needs no file: what `eval` builds.
Document make_document(Value root, const std::vector<std::string>& sets, Problems& problems);

}  // namespace fleetline
