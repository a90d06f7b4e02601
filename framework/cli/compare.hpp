// Entries of a folder in one table, chosen and sorted by expressions over their fields: `list hardware --sort
// memory_bandwidth`.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "catalog/columns.hpp"
#include "commands.hpp"
#include "study/results.hpp"

namespace fleetline::cli {

/// The comparison, ready to be drawn. `columns` hold one value per row; the first is the name.
struct Comparison {
  std::string title;  ///< "hardware"
  std::vector<ResultColumn> columns;
  std::vector<std::pair<std::string, std::string>>
      derived;                                              ///< of the columns that are computed: name, equation or doc
  std::vector<std::pair<std::string, std::string>> broken;  ///< name, what is wrong: entries that no table can show
  std::vector<std::string> undecided;                       ///< names for which a condition speaks of what is not known
  bool chosen = false;                                      ///< somebody named the columns: they stay as they are
  std::size_t entries = 0;                                  ///< before choosing
  std::size_t rows() const { return columns.empty() ? 0 : columns.front().values.size(); }
};

/// Throws InputError for names that are no column (the nearest, and all there are), and for expressions that make no
/// sense. `aliases`: alias and name, of the folder.
Comparison compare(const std::string& title, const std::vector<const Entry*>& entries,
                   const std::vector<std::pair<std::string, std::string>>& aliases, const ListOptions& options);

/// Table, Markdown, CSV or JSON; in compare_output.cpp. On a screen texts are cut until the table fits, and of a
/// thousand broken entries the first few are told; `whole` is for files.
void write_comparison(const Comparison& comparison, const OutputOptions& output, bool whole, std::ostream& out);

}  // namespace fleetline::cli
