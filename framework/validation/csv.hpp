// Tables of measurements: CSV as in RFC 4180.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fleetline/problem.hpp"

namespace fleetline {

struct CsvTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  ///< each as long as `columns`
  std::vector<std::size_t> lines;              ///< where each row begins, from 1
};

/// Adds problems, with file and line, for a file that cannot be read, a quote left open, a row of another length, a column without
/// or with a repeated name.
CsvTable read_csv(const std::filesystem::path& file, Problems& problems);
CsvTable parse_csv(std::string_view text, Label file, Problems& problems);

/// A cell as CSV writes it: in quotes where it must be.
std::string csv_cell(std::string_view text);

}  // namespace fleetline
