#include "entry_text.hpp"

#include <algorithm>
#include <cstdio>

#include "fleetline/text.hpp"

namespace fleetline {
namespace {

constexpr std::string_view source_id = "config";

std::string aligned(std::string_view key, std::size_t width) {
  return cat(key, std::string(width - key.size(), ' '), " = ");
}

std::string line_of(const Imported::Item& item, std::size_t width) {
  const std::string value = item.value.text() != nullptr ? toml_string(*item.value.text()) : item.value.written();
  const std::string note = item.note.empty() ? std::string() : cat(", note = ", toml_string(item.note));
  return cat(aligned(item.key, width), "{ value = ", value, ", source = \"", source_id, "\"", note, " }\n");
}

}  // namespace

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += cat("\\", c);
    else if (byte >= 0x20 && byte != 0x7f)
      out += c;
    else {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04X", byte);
      out += escape;
    }
  }
  return out + '"';
}

std::string entry_text(const Imported& imported, const std::string& title, const EntrySource& source) {
  std::size_t width = 0;
  for (const Imported::Item& item : imported.items) width = std::max(width, item.key.size());
  std::string text = cat("kind  = ", toml_string(imported.kind), "\ntitle = ", toml_string(title), "\n\n");
  for (const Imported::Item& item : imported.items) text += line_of(item, width);
  text += cat("\n[sources.", source_id, "]\ntitle = ", toml_string(source.title), "\n");
  if (!source.url.empty()) text += cat("url   = ", toml_string(source.url), "\n");
  if (!source.as_of.empty()) text += cat("as_of = ", source.as_of, "\n");
  return text;
}

}  // namespace fleetline
