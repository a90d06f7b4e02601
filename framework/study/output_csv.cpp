// CSV: for spreadsheets, pandas and R. Every number exact, in the unit its header names.
#include "output_lines.hpp"
#include "output_writers.hpp"

namespace fleetline {
namespace {

/// RFC 4180: quoted when it must be, quotes doubled.
std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string header_of(const ResultColumn& column) {
  const bool plain = column.unit.empty() || column.unit == "1";
  return csv_field(plain ? column.name : fmt::format("{}[{}]", column.name, column.unit));
}

}  // namespace

void write_csv(const Results& results, std::ostream& out) {
  LineBuffer lines(out);
  std::vector<CellWriter> writers;
  writers.reserve(results.columns.size());
  for (const ResultColumn& column : results.columns) {
    writers.emplace_back(column, csv_field, "");
    lines.add(header_of(column));
    lines.add(",");
  }
  lines.add("status,reason");
  lines.end_line();

  NoteCursor notes(results);
  for (std::size_t row = 0; row < results.rows(); ++row) {
    for (const CellWriter& writer : writers) {
      writer.add(lines, row);
      lines.add(",");
    }
    lines.add(status_text(results.status[row]));
    lines.add(",");
    lines.add(csv_field(notes.at(row)));
    lines.end_line();
  }
}

}  // namespace fleetline
