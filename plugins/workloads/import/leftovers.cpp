#include "import/leftovers.hpp"

#include <algorithm>

#include "fleetline/text.hpp"
#include "import/known_keys.hpp"

namespace fleetline::workloads::import {
namespace {

bool says_nothing(const Value& v) {
  if (v.boolean() != nullptr) return !*v.boolean();
  if (v.text() != nullptr) return v.text()->empty();
  if (v.array() != nullptr) return v.array()->empty();
  if (v.table() != nullptr) return v.table()->empty();
  return v.integer() == nullptr && v.number() == nullptr;
}

/// Of a key that changes the architecture: that there is none of it.
bool is_neutral(const Value& v) {
  if (says_nothing(v)) return true;
  if (v.integer() != nullptr) return *v.integer() == 0 || *v.integer() == 1;
  const auto is_full = [](const Value& e) { return e.text() != nullptr && *e.text() == "full_attention"; };
  return v.array() != nullptr && std::all_of(v.array()->begin(), v.array()->end(), is_full);
}

/// Activation functions stream through their tensor, whatever they compute; whether the network is gated is the
/// family's. One that is not known may be another thing altogether, or a slip.
void check_activation(Work& w, std::string_view key, const Value& value) {
  if (value.text() == nullptr || is_known_activation(*value.text())) return;
  const std::string_view near = nearest_activation(*value.text());
  w.out.remark(cat(w.in.path_of(key), ": the activation function '", *value.text(),
                   "' is not known here; the entry has its family's network, gated or not",
                   near.empty() ? "" : cat(" (did you mean '", near, "'?)")));
}

}  // namespace

void settle_leftovers(Work& w) {
  std::string unknown;
  for (const std::string_view key : w.in.unread()) {
    const Value& value = *w.in.table().find(key);
    if (names_activation(key)) {
      check_activation(w, key, value);
    } else if (changes_architecture(key)) {
      if (!is_neutral(value))
        w.in.refuse(key, "means something that models of this type are not known to have here",
                    "null, false, 0, or no such key");
    } else if (!is_harmless(key) && !says_nothing(value)) {
      unknown += cat(unknown.empty() ? "" : ", ", w.in.path_of(key));
    }
  }
  if (!unknown.empty()) w.out.remark(cat("keys that are not known here and were left out: ", unknown));
}

}  // namespace fleetline::workloads::import
