// The report as GitHub-flavoured Markdown: to paste into a page, an issue or a paper's repository.
#include "output_writers.hpp"

namespace fleetline {
namespace {

/// A pipe ends a cell and a line break ends a table.
std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '|') out += "\\|";
    else if (c == '\n') out += "<br>";
    else out += c;
  }
  return out;
}

std::string paragraph(const std::string& text) { return text.empty() ? "" : text + "\n\n"; }

std::string items(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    const std::size_t indent = std::min(text.find_first_not_of(' '), text.size());
    out += fmt::format("{:{}}- {}\n", "", indent, text.substr(indent));
  }
  return paragraph(out.empty() ? out : out.substr(0, out.size() - 1));
}

std::vector<std::string> reason_lines(const Report& report) {
  std::vector<std::string> lines;
  for (const Reason& r : report.reasons)
    lines.push_back(r.first.empty() ? fmt::format("**{}**: {}", status_text(r.code), r.text)
                                    : fmt::format("**{}**, {}, first at {}: {}", status_text(r.code),
                                                  counted(r.cases, "case"), r.first, r.text));
  return lines;
}

std::vector<std::string> expectation_lines(const Results& results) {
  std::vector<std::string> lines;
  for (const Expectation& e : results.expectations)
    lines.push_back(fmt::format("expects `{}`: {}{}{}", e.text, e.met ? "met" : "**NOT MET**",
                                e.detail.empty() ? "" : ", ", e.detail));
  return lines;
}

/// Items, with what belongs to each as items below it.
std::vector<std::string> finding_lines(const Results& results) {
  std::vector<std::string> lines;
  for (const SearchFinding& f : results.findings) {
    if (!f.text.empty()) lines.push_back(f.text);
    for (const auto& [word, facts] : f.facts)
      for (const std::string& fact : facts) lines.push_back(fmt::format("{}{}: {}", f.text.empty() ? "" : "  ", word, fact));
  }
  return lines;
}

}  // namespace

std::string draw_markdown_grid(const Grid& grid) {
  if (grid.rows() == 0) return {};
  std::string names = "|", rule = "|";
  for (const GridColumn& c : grid.columns) {
    names += fmt::format(" {}{} |", escaped(c.name), c.unit.empty() ? "" : fmt::format(" [{}]", c.unit));
    rule += c.right ? " ---: |" : " --- |";
  }
  std::string text = names + '\n' + rule + '\n';
  for (std::size_t row = 0; row < grid.rows(); ++row) {
    text += '|';
    for (const GridColumn& c : grid.columns)
      text += c.cells[row].empty() ? " |" : fmt::format(" {} |", escaped(c.cells[row]));
    text += '\n';
  }
  if (grid.omitted > 0) text += fmt::format("\n... and {}\n", counted(grid.omitted, "more row"));
  return text;
}

void write_markdown(const Results& results, const Report& report, std::ostream& out) {
  std::string text;
  if (!results.name.empty()) text += paragraph("# " + results.name);
  text += paragraph(results.question);
  if (!results.verdict.empty()) text += paragraph(fmt::format("**{}**", results.verdict));
  text += items(finding_lines(results));
  for (const std::string& fact : report.facts) text += paragraph(fact);
  if (const std::string grid = draw_markdown_grid(report.grid); !grid.empty()) text += grid + '\n';
  text += items(report.changes);
  text += items(reason_lines(report));
  for (const Grid& table : report.tables) text += paragraph("## " + table.title) + draw_markdown_grid(table) + '\n';
  text += items(expectation_lines(results));
  if (!results.assumptions.empty()) text += paragraph("Assumes:") + items(results.assumptions);
  while (text.ends_with("\n\n")) text.pop_back();
  out << text;
}

}  // namespace fleetline
