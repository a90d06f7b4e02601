// TOML text -> Value, through toml++. Reading the file itself is toml_file.cpp's business.
#include "toml.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <toml++/toml.h>

#include "path_parts.hpp"
#include "toml_message.hpp"
#include "toml_sources.hpp"

namespace fleetline {
namespace {

/// One conversion: the file it is about and where problems go.
class Conversion {
 public:
  Conversion(Label file, Problems& problems) : file_(file), problems_(problems) {}

  Where at(const toml::source_region& source) const {
    return {file_, static_cast<std::uint32_t>(source.begin.line), static_cast<std::uint32_t>(source.begin.column)};
  }

  /// Takes texts out of the node.
  Value convert(toml::node& node) {
    const Where where = at(node.source());
    if (auto* table = node.as_table()) return {convert(*table), where};
    if (auto* array = node.as_array()) return {convert(*array), where};
    if (auto* text = node.as_string()) return {std::move(text->get()), where};
    if (const auto* integer = node.as_integer()) return {integer->get(), where};
    if (const auto* number = node.as_floating_point()) return {finite(number->get(), where), where};
    if (const auto* boolean = node.as_boolean()) return {boolean->get(), where};
    return {text_of_date(node), where};
  }

  /// toml++ keeps tables sorted by key; the order of the file is the order of the keys' positions.
  Table convert(toml::table& table) {
    std::vector<std::pair<const toml::key*, toml::node*>> entries;
    entries.reserve(table.size());
    for (auto&& [key, node] : table) entries.emplace_back(&key, &node);
    auto position = [](const toml::key* key) {
      return std::pair(key->source().begin.line, key->source().begin.column);
    };
    std::sort(entries.begin(), entries.end(),
              [&](const auto& a, const auto& b) { return position(a.first) < position(b.first); });
    Table out;
    out.entries().reserve(entries.size());
    for (const auto& [key, node] : entries) {
      const std::string_view name = key->str();
      const PathParts::Step step(path_, name);
      out.entries().push_back({std::string(name), at(key->source()), convert(*node)});
    }
    return out;
  }

  Array convert(toml::array& array) {
    Array out;
    out.reserve(array.size());
    for (toml::node& node : array) {
      const PathParts::Step step(path_, out.size());
      out.push_back(convert(node));
    }
    return out;
  }

 private:
  double finite(double value, const Where& where) {
    if (!std::isfinite(value))
      problems_.add(where, path_.text(), std::isnan(value) ? "nan is not a number" : "infinity cannot be calculated with",
                    "a finite number");
    return value;
  }

  static std::string text_of_date(const toml::node& node) {
    if (const auto* date = node.as_date()) return text_of(date->get());
    std::ostringstream out;
    out.imbue(std::locale::classic());
    if (const auto* time = node.as_time()) out << time->get();
    else if (const auto* both = node.as_date_time()) out << both->get();
    return std::move(out).str();
  }

  /// Every source has a date: without a stream, which would take longer than parsing it.
  static std::string text_of(const toml::date& date) {
    std::string text = "0000-00-00";
    const auto put = [&](std::size_t last, unsigned number) {
      for (; number > 0; number /= 10) text[last--] = static_cast<char>('0' + number % 10);
    };
    put(3, date.year);
    put(6, date.month);
    put(9, date.day);
    return text;
  }

  Label file_;
  Problems& problems_;
  PathParts path_;
};

Value parse_whole(std::string_view text, Label file, Problems& problems) {
  Conversion conversion(file, problems);
  try {
    toml::table root = toml::parse(text);
    return {conversion.convert(root), Where{file, 1, 1}};
  } catch (const toml::parse_error& error) {
    const Where where = conversion.at(error.source());
    const auto [what, expected] = explain_syntax_error(error.description(), line_of(text, where.line));
    problems.add(where, {}, what, expected);
    return {Table{}, Where{file, 1, 1}};
  }
}

}  // namespace

Value parse_toml(std::string_view text, Label file, Problems& problems) {
  if (std::optional<PlainSources> sources = plain_sources(text, file)) {
    Problems of_the_rest;  // a quotation or a list that is still open is closed further down, or not at all: toml++ knows
    Value root = parse_whole(text.substr(0, sources->begin), file, of_the_rest);
    if (of_the_rest.empty() && root.table()->find("sources") == nullptr) {
      root.table()->entries().push_back(std::move(sources->entry));
      return root;
    }
  }
  return parse_whole(text, file, problems);
}

}  // namespace fleetline
