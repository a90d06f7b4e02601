#include "csv.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "catalog/toml.hpp"
#include "fleetline/text.hpp"

namespace fleetline {
namespace {

/// Reads one record at a time; a quoted cell may hold commas, quotes (doubled) and line ends.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}

  bool done() const { return at_ >= text_.size(); }
  std::size_t line() const { return line_; }
  bool open_quote() const { return open_quote_; }

  std::vector<std::string> record() {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (quoted) {
        if (c != '"') cells.back() += c;
        else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') cells.back() += text_[++at_];
        else quoted = false;
      } else if (c == '"' && cells.back().empty()) {
        quoted = true;
      } else if (c == ',') {
        cells.emplace_back();
      } else if (c == '\n') {
        ++at_;
        break;
      } else if (c != '\r') {
        cells.back() += c;
      }
    }
    open_quote_ = quoted;
    return cells;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
  bool open_quote_ = false;
};

void check_columns(const CsvTable& table, Label file, Problems& problems) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i];
    const Where where{file, 1, static_cast<std::uint32_t>(i + 1)};
    if (name.empty()) problems.add(where, "", cat("column ", i + 1, " has no name"));
    else if (std::count(table.columns.begin(), table.columns.end(), name) > 1) problems.add(where, name, "more than one column has this name");
  }
}

}  // namespace

CsvTable parse_csv(std::string_view text, Label file, Problems& problems) {
  CsvTable table;
  CsvReader reader(text);
  table.columns = reader.record();
  check_columns(table, file, problems);
  while (!reader.done()) {
    const std::size_t line = reader.line();
    const Where where{file, static_cast<std::uint32_t>(line), 1};
    std::vector<std::string> cells = reader.record();
    if (reader.open_quote()) problems.add(where, "", "a quoted cell begins in this row and never ends");
    if (cells.size() == 1 && cells.front().empty()) continue;  // an empty line
    if (cells.size() != table.columns.size())
      problems.add(where, "", cat("a row of ", counted_as(cells.size(), "cell")), cat(table.columns.size(), ", one per column"));
    table.rows.push_back(std::move(cells));
    table.lines.push_back(line);
  }
  return table;
}

CsvTable read_csv(const std::filesystem::path& file, Problems& problems) {
  const Label shown(shown_path(file));
  std::error_code ignored;
  std::ifstream in(file, std::ios::binary);
  if (!in || std::filesystem::is_directory(file, ignored)) {
    problems.add(Where{shown, 0, 0}, "", "cannot be read", "a CSV table of measurements");
    return {};
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_csv(text, shown, problems);
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

}  // namespace fleetline
