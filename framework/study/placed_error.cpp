#include "placed_error.hpp"

#include "fleetline/text.hpp"

namespace fleetline {
namespace {

/// The names of a folder's entries that set this key; of "key = text", to this text.
std::vector<std::string> entries_with(Registry& registry, std::string_view folder, std::string_view wanted) {
  const std::size_t equals = wanted.find(" = ");
  const std::string_view key = wanted.substr(0, equals), text = equals == wanted.npos ? std::string_view() : wanted.substr(equals + 3);
  std::vector<std::string> names = registry.names(folder);
  std::erase_if(names, [&](const std::string& name) {
    Problems broken;  // a broken entry is told where somebody names it
    const RegistryEntry* entry = registry.find(folder, name, {}, {}, broken);
    const Value* value = entry && entry->root.table() ? entry->root.table()->find(key) : nullptr;
    return !value || (equals != wanted.npos && !(value->text() && *value->text() == text));
  });
  return names;
}

/// "{sites: pue}" -> "iowa, oregon or quebec", the first dozen of many; "none" where no entry has one. "{prices: hardware = H100}": those
/// that say so.
std::string with_names(std::string text, Registry* registry) {
  for (std::size_t open = text.find('{'); open != std::string::npos && registry != nullptr; open = text.find('{', open + 1)) {
    const std::size_t colon = text.find(": ", open), close = text.find('}', open);
    if (close == std::string::npos || colon > close) continue;
    const std::vector<std::string> names = entries_with(*registry, std::string_view(text).substr(open + 1, colon - open - 1), std::string_view(text).substr(colon + 2, close - colon - 2));
    text.replace(open, close - open + 1, names.empty() ? "none" : one_of(std::vector<std::string_view>(names.begin(), names.end())));
  }
  return text;
}

}  // namespace

std::string placed(const InputError& error, const Stage& stage, Registry* registry) {
  std::string out;
  for (Problem p : error.problems()) {
    const std::string_view last = std::string_view(p.path).substr(p.path.rfind('.') + 1);
    const Value* written = stage.table.table()->find(last);
    if (!p.where) p.where = written ? written->where : stage.where;
    p.path = cat("solve.", stage.name, written ? cat(".", last) : std::string());
    p.expected = with_names(std::move(p.expected), registry);
    out += cat(out.empty() ? "" : "\n\n", p.text());
  }
  return out;
}

}  // namespace fleetline
