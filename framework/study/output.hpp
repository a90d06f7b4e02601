// Results as people and programs read them.
#pragma once

#include <iosfwd>
#include <string>

#include "results.hpp"

namespace fleetline {

enum class OutputFormat { table, json, csv, markdown };

struct OutputOptions {
  OutputFormat format = OutputFormat::table;
  bool color = false;          ///< a terminal that wants it (not NO_COLOR, not a pipe)
  std::size_t max_rows = 100;  ///< table and Markdown: more rows become a summary per column; 0: all
};

/// table and markdown: verdict, aligned table (four significant digits, one unit per column chosen so that the
/// numbers read well, unit in the header), then what is not ok, tables, expectations, assumptions.
/// csv: header `name[unit]`, declared units, shortest exact numbers, RFC 4180 quoting, `status` and `reason` last.
/// json: one object: name, verdict, columns (name, unit, doc), rows as objects, tables, expectations, assumptions, context.
void write(const Results& results, const OutputOptions& options, std::ostream& out);

/// One cell as text: a label for coded columns, else the shortest exact number in the column's declared unit; "" for NaN.
std::string exact_cell(const ResultColumn& column, std::size_t row);

}  // namespace fleetline
