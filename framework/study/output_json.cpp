// JSON: one object, one row per line, numbers exact in the unit that `columns` names.
#include "output_lines.hpp"
#include "output_json_string.hpp"
#include "output_writers.hpp"

namespace fleetline {
namespace {

constexpr std::string_view direction_names[] = {"none", "lower", "higher"};

/// `"key": [` one item per line `]`, with `item(i)` writing the i-th.
template <class Item>
void add_array(LineBuffer& out, std::string_view key, std::size_t count, Item&& item) {
  out.add(fmt::format("  {}: [", json_string(key)));
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out.add(",");
    out.end_line();
    out.add("    ");
    item(i);
  }
  if (count > 0) {
    out.end_line();
    out.add("  ");
  }
  out.add("]");
}

/// Ends a member of the top object that another follows.
void next(LineBuffer& out) {
  out.add(",");
  out.end_line();
}

void add_texts(LineBuffer& out, const Results& results) {
  for (const auto& [key, text] : {std::pair{"name", &results.name}, std::pair{"question", &results.question},
                                  std::pair{"verdict", &results.verdict}}) {
    out.add(fmt::format("  \"{}\": {}", key, json_string(*text)));
    next(out);
  }
  out.add(fmt::format("  \"cases\": {{\"ok\": {}, \"infeasible\": {}, \"failed\": {}}}", results.count(Status::Code::ok),
                      results.count(Status::Code::infeasible), results.count(Status::Code::failed)));
}

void add_findings(LineBuffer& out, const Results& results) {
  add_array(out, "findings", results.findings.size(), [&](std::size_t i) {
    const SearchFinding& f = results.findings[i];
    out.add(fmt::format("{{\"text\": {}", json_string(f.text)));
    for (const auto& [word, items] : f.facts) {
      out.add(fmt::format(", {}: [", json_string(word)));
      for (std::size_t k = 0; k < items.size(); ++k) out.add((k > 0 ? ", " : "") + json_string(items[k]));
      out.add("]");
    }
    out.add("}");
  });
}

void add_columns(LineBuffer& out, const Results& results) {
  add_array(out, "columns", results.columns.size(), [&](std::size_t i) {
    const ResultColumn& c = results.columns[i];
    out.add(fmt::format("{{\"name\": {}, \"unit\": {}, \"doc\": {}, \"axis\": {}, \"better\": \"{}\"}}", json_string(c.name),
                        json_string(c.unit), json_string(c.doc), c.axis, direction_names[static_cast<int>(c.direction)]));
  });
}

void add_rows(LineBuffer& out, const Results& results) {
  std::vector<std::string> keys;
  std::vector<CellWriter> writers;
  writers.reserve(results.columns.size());
  for (const ResultColumn& column : results.columns) {
    keys.push_back(json_string(column.name) + ": ");
    writers.emplace_back(column, json_string, "null");
  }
  NoteCursor notes(results);
  add_array(out, "rows", results.rows(), [&](std::size_t row) {
    out.add("{");
    for (std::size_t c = 0; c < writers.size(); ++c) {
      out.add(keys[c]);
      writers[c].add(out, row);
      out.add(", ");
    }
    out.add("\"status\": \"");
    out.add(status_text(results.status[row]));
    out.add("\"");
    if (const std::string reason = notes.at(row); !reason.empty()) out.add(", \"reason\": " + json_string(reason));
    out.add("}");
  });
}

std::string detail_cell(const DetailColumn& column, std::size_t row) {
  if (!column.texts.empty()) return json_string(column.texts[row]);
  if (!std::isfinite(column.numbers[row])) return "null";
  fmt::memory_buffer text;
  append_exact(text, column.numbers[row], exact_unit(column.unit));
  return fmt::to_string(text);
}

std::string detail_columns(const DetailTable& table) {
  std::string text;
  for (const DetailColumn& c : table.columns)
    text += fmt::format("{}{{\"name\": {}, \"unit\": {}}}", text.empty() ? "" : ", ", json_string(c.name),
                        json_string(c.unit));
  return text;
}

std::string detail_row(const DetailTable& table, std::size_t row) {
  std::string text;
  for (const DetailColumn& c : table.columns)
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", json_string(c.name), detail_cell(c, row));
  return text;
}

void add_tables(LineBuffer& out, const Results& results) {
  add_array(out, "tables", results.tables.size(), [&](std::size_t i) {
    const DetailTable& table = results.tables[i];
    out.add(fmt::format("{{\"name\": {}, \"doc\": {}, \"columns\": [{}], \"rows\": [", json_string(table.name),
                        json_string(table.doc), detail_columns(table)));
    for (std::size_t row = 0; row < table.rows(); ++row)
      out.add(fmt::format("{}{{{}}}", row > 0 ? ", " : "", detail_row(table, row)));
    out.add("]}");
  });
}

void add_expectations(LineBuffer& out, const Results& results) {
  add_array(out, "expectations", results.expectations.size(), [&](std::size_t i) {
    const Expectation& e = results.expectations[i];
    out.add(fmt::format("{{\"text\": {}, \"met\": {}, \"detail\": {}, \"where\": {}}}", json_string(e.text), e.met,
                        json_string(e.detail), json_string(e.where ? e.where.text() : "")));
  });
}

void add_context(LineBuffer& out, const Results& results) {
  out.add("  \"context\": {");
  for (std::size_t i = 0; i < results.context.size(); ++i)
    out.add(fmt::format("{}\n    {}: {}", i > 0 ? "," : "", json_string(results.context[i].first),
                        json_string(results.context[i].second)));
  out.add(results.context.empty() ? "}" : "\n  }");
}

}  // namespace

void write_json(const Results& results, std::ostream& out) {
  LineBuffer lines(out);
  lines.add("{");
  lines.end_line();
  add_texts(lines, results);
  next(lines);
  add_findings(lines, results);
  next(lines);
  add_columns(lines, results);
  next(lines);
  add_rows(lines, results);
  next(lines);
  add_tables(lines, results);
  next(lines);
  add_expectations(lines, results);
  next(lines);
  add_array(lines, "assumptions", results.assumptions.size(),
            [&](std::size_t i) { lines.add(json_string(results.assumptions[i])); });
  next(lines);
  add_context(lines, results);
  lines.end_line();
  lines.add("}");
  lines.end_line();
}

}  // namespace fleetline
