#include "toml_message.hpp"

#include <algorithm>

#include "fleetline/text.hpp"

namespace fleetline {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size()) text.replace(at, from.size(), to);
}

/// The mistake nearly everyone makes once: a word or a quantity without quotes. Says what to write, or "".
std::string quoted_value(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == line.npos) return {};
  const std::string_view key = trimmed(line.substr(0, equals));
  std::string_view value = trimmed(line.substr(equals + 1));
  value = trimmed(value.substr(0, value.find('#')));
  const bool quoted_or_nested = value.empty() || value.find_first_of("\"'[]{}") != value.npos;
  const bool has_letter = std::any_of(value.begin(), value.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%' || c == '$';
  });
  if (key.empty() || quoted_or_nested || !has_letter) return {};
  if (value == "True") return cat("lower case: ", key, " = true");
  if (value == "False") return cat("lower case: ", key, " = false");
  return cat("text and quantities in quotes: ", key, " = \"", value, "\"");
}

}  // namespace

std::string_view line_of(std::string_view text, std::uint32_t number) {
  for (std::uint32_t line = 1; line < number; ++line) {
    const std::size_t end = text.find('\n');
    if (end == text.npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

SyntaxMessage explain_syntax_error(std::string_view description, std::string_view line) {
  if (description.find("utf-8") != description.npos)
    return {"not UTF-8 text: the byte after this place begins no UTF-8 character", "a text file saved as UTF-8"};

  // "Error while parsing SCOPE: REASON"
  constexpr std::string_view opening = "Error while parsing ";
  std::string scope, reason(description);
  if (description.starts_with(opening)) {
    description.remove_prefix(opening.size());
    const std::size_t colon = description.find(": ");
    scope = description.substr(0, colon);
    reason = colon == description.npos ? std::string() : std::string(description.substr(colon + 2));
  }
  replace_all(reason, "saw '\\n'", "saw the end of the line");
  replace_all(reason, " (TOML_MAX_NESTED_VALUES)", "");
  replace_all(reason, "encountered end-of-file", "the file ends too early");
  replace_all(reason, "cannot redefine existing table", "there already is a table");
  replace_all(reason, "cannot redefine existing", "there already is");

  SyntaxMessage message{cat("not valid TOML: ", reason), {}};
  if (!scope.empty()) message.what += cat(" (in ", scope == "key-value pair" ? "key = value" : scope, ")");
  if (const std::string fix = quoted_value(line); !fix.empty()) message.expected = fix;
  return message;
}

}  // namespace fleetline
