// The writers behind write(), one per format, and grids as text for whoever has one.
#pragma once

#include <ostream>

#include "output_report.hpp"

namespace fleetline {

/// Lines of an aligned table, each ended: header, units, rule, rows.
std::string draw_grid(const Grid& grid, bool color);
/// The same as a GitHub-flavoured table.
std::string draw_markdown_grid(const Grid& grid);

void write_table(const Results& results, const Report& report, bool color, std::ostream& out);
void write_markdown(const Results& results, const Report& report, std::ostream& out);
void write_csv(const Results& results, std::ostream& out);
void write_json(const Results& results, std::ostream& out);

}  // namespace fleetline
