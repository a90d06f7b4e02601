#include "toml_sources.hpp"

#include <algorithm>
#include <chrono>

namespace fleetline {
namespace {

constexpr std::string_view header = "[sources.";

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}
bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_plain(char c) { return c == '\t' || (c >= ' ' && c <= '~' && c != '"' && c != '\\'); }

/// "2024-05-01".
bool is_date(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  const auto number = [text](std::size_t at, std::size_t digits) {
    unsigned value = 0;
    for (const char digit : text.substr(at, digits)) value = 10 * value + static_cast<unsigned>(digit - '0');
    return value;
  };
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(number(0, 4))),
                                     std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2)))
      .ok();
}

/// One line, read from the left.
class Line {
 public:
  Line(std::string_view text, Label file, std::uint32_t number) : text_(text), file_(file), number_(number) {}

  Where here() const { return {file_, number_, static_cast<std::uint32_t>(at_ + 1)}; }
  bool at_end() const { return at_ == text_.size(); }
  void skip_blanks() { take(is_blank); }
  bool skip(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  std::string_view take(bool (*belongs)(char)) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  /// A string between quotes, or a date; nothing else.
  std::optional<Value> value() {
    const Where where = here();
    if (!skip("\"")) {
      const std::string_view date = take(is_bare);
      return is_date(date) ? std::optional(Value{std::string(date), where}) : std::nullopt;
    }
    const std::string_view text = take(is_plain);
    return skip("\"") ? std::optional(Value{std::string(text), where}) : std::nullopt;
  }

 private:
  std::string_view text_;
  Label file_;
  std::uint32_t number_;
  std::size_t at_ = 0;
};

bool add(Table& table, std::string_view key, const Where& where, Value value) {
  if (key.empty() || table.find(key) != nullptr) return false;
  table.entries().push_back({std::string(key), where, std::move(value)});
  return true;
}

/// `[sources.ID]`, alone on its line.
bool read_header(Line line, Table& sources) {
  const Where begin = line.here();
  line.skip(header);
  const Where where = line.here();
  const std::string_view id = line.take(is_bare);
  return line.skip("]") && (line.skip_blanks(), line.at_end()) && add(sources, id, where, {Table{}, begin});
}

/// `key = "text"` or `key = 2024-05-01`.
bool read_field(Line line, Table& source) {
  line.skip_blanks();
  const Where where = line.here();
  const std::string_view key = line.take(is_bare);
  line.skip_blanks();
  if (!line.skip("=")) return false;
  line.skip_blanks();
  std::optional<Value> value = line.value();
  line.skip_blanks();
  return value && line.at_end() && add(source, key, where, std::move(*value));
}

/// False where a line is more than a plain one.
bool read_lines(std::string_view text, Label file, std::uint32_t number, Table& sources) {
  for (; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(" \t") == line.npos) continue;
    if (line.starts_with(header) ? !read_header({line, file, number}, sources)
                                 : !read_field({line, file, number}, *sources.entries().back().value.table()))
      return false;
  }
  return true;
}

}  // namespace

std::optional<PlainSources> plain_sources(std::string_view text, Label file) {
  constexpr std::string_view first = "\n[sources.";
  const std::size_t before = text.find(first);
  if (before == text.npos) return std::nullopt;
  const std::size_t begin = before + 1;
  const auto number =
      static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n') + 1);
  Table sources;
  if (!read_lines(text.substr(begin), file, number, sources)) return std::nullopt;
  return PlainSources{begin, {"sources", Where{file, number, 2}, {std::move(sources), Where{file, number, 1}}}};
}

}  // namespace fleetline
