#include "named_numbers.hpp"

#include <algorithm>
#include <cmath>

namespace fleetline {
namespace {

bool part_of_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

bool names(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !part_of_name(text[at - 1])) && (end == text.size() || !part_of_name(text[end]))) return true;
  }
  return false;
}

/// The one field of this dimension that the text names; nullptr for none or several.
const Field* named_in(std::string_view text, const AnySchema* schema, Dimension dimension) {
  const Field* found = nullptr;
  if (schema == nullptr) return nullptr;
  for (const Field& f : schema->fields()) {
    if (!f.numeric() || f.dimension != dimension || !names(text, f.name)) continue;
    if (found != nullptr) return nullptr;
    found = &f;
  }
  return found;
}

double value_of(const Field* field, const void* data) {
  return field == nullptr ? std::nan("") : field->codec.get(field->in(data));
}

}  // namespace

void NamedNumbers::look_up(const Status& status, const Stage& stage) {
  if (status.reason == reason_) return;
  const std::string_view text = status.reason.text();
  reason_ = status.reason;
  param_ = named_in(text, stage.loaded.component->params, status.dimension);
  input_ = named_in(text, stage.loaded.component->inputs, status.dimension);
  output_ = named_in(text, stage.loaded.component->outputs, status.dimension);
}

void NamedNumbers::fill(Status& status, const Stage& stage, const void* params, const void* inputs, const void* outputs) {
  if (!(status.missing > 0) || !std::isnan(status.limit)) return;
  look_up(status, stage);
  const double asked = param_ != nullptr ? value_of(param_, params) : value_of(input_, inputs), found = value_of(output_, outputs);
  const double more = std::max(asked, found), less = std::min(asked, found);
  if (!(std::fabs(more - less - status.missing) <= 1e-9 * std::fabs(more))) return;  // false for NaN, too
  status.needed = more;
  status.limit = less;
}

}  // namespace fleetline
