// The stamp of a plugin file, read and judged without loading the library.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "fleetline/units.hpp"

namespace fleetline {

/// The text of ELF section .fleetline, or why there is none: absent, not ELF, another machine, cut short, no such
/// section. Reads a few hundred bytes; runs nothing of the file.
Parsed<std::string> read_stamp(const std::filesystem::path& file);

/// What of a stamp rules out that this program loads the library.
struct StampVerdict {
  std::vector<std::string> reasons;  ///< empty: compatible
  std::string cure;
  std::string compiler;              ///< differs from ours: worth a note, no reason to refuse
};
StampVerdict judge_stamp(std::string_view stamp);

/// "rebuild it against this kernel's SDK:  cmake -B build -DCMAKE_PREFIX_PATH=PREFIX"
std::string rebuild_cure();

}  // namespace fleetline
