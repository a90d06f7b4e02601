// The entry in the making, and what its translation works on.
#pragma once

#include <algorithm>

#include "fleetline/manifest.hpp"
#include "import/config.hpp"

namespace fleetline::workloads::import {

class Draft {
 public:
  void of_kind(std::string kind) { made_.kind = std::move(kind); }
  void titled(std::string title) { made_.title = std::move(title); }
  void set(std::string_view key, int value, std::string note = {}) {
    add(key, static_cast<std::int64_t>(value), std::move(note));
  }
  void set(std::string_view key, bool value, std::string note = {}) { add(key, value, std::move(note)); }
  void set(std::string_view key, std::string value, std::string note = {}) {
    add(key, std::move(value), std::move(note));
  }
  void set(std::string_view key, const char* value, std::string note = {}) {
    add(key, std::string(value), std::move(note));
  }
  void drop(std::string_view key) {
    std::erase_if(made_.items, [key](const Imported::Item& item) { return item.key == key; });
  }
  bool has(std::string_view key) const {
    return std::any_of(made_.items.begin(), made_.items.end(),
                       [key](const Imported::Item& item) { return item.key == key; });
  }
  void remark(std::string sentence) { made_.remarks.push_back(std::move(sentence)); }
  Imported take() { return std::move(made_); }

 private:
  /// Said again, a key has the later value.
  void add(std::string_view key, Value::Data data, std::string note) {
    drop(key);
    made_.items.push_back({std::string(key), Value(std::move(data), {}), std::move(note)});
  }

  Imported made_;
};

/// One translation: the keys of the model, and the entry they become.
struct Work {
  Config& in;
  Draft& out;
};

/// A switch that is off where the file says nothing.
inline bool says(Work& w, Names names) { return w.in.flag(names).value_or(false); }
/// A count that the family's class in Hugging Face transformers has a default for, which published files rely on.
int count_or(Work& w, std::string_view key, Names names, int fallback);
/// The same for yes or no.
bool flag_or(Work& w, std::string_view key, Names names, bool fallback);
inline constexpr const char* by_default = "not in the file: the default of its class in transformers";

}  // namespace fleetline::workloads::import
