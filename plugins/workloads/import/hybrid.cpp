#include "import/hybrid.hpp"

#include <algorithm>

#include "fleetline/text.hpp"

namespace fleetline::workloads::import {

void must_be(Work& w, std::string_view key, bool expected, const char* what) {
  if (w.in.flag({key}).value_or(expected) != expected)
    w.in.refuse(key, cat(what, " cannot be expressed here"), expected ? "true" : "false");
}

void recurrence(Work& w, const char* kind, int layers, std::string note) {
  if (layers == 0) return;
  w.out.set("recurrent", kind);
  w.out.set("recurrent_layers", layers, std::move(note));
}

std::optional<int> counted(Work& w, Names names, int layers, std::string_view recurrent, std::string_view attending) {
  const std::optional<std::vector<std::string>> types = w.in.texts(names);
  if (!types) return {};
  const auto is = [](std::string_view word) { return [word](const std::string& type) { return type == word; }; };
  const auto count = static_cast<int>(std::count_if(types->begin(), types->end(), is(recurrent)));
  const auto rest = static_cast<int>(std::count_if(types->begin(), types->end(), is(attending)));
  if (count + rest == layers || layers == 1) return count;  // 1: their number is missing, and told so
  const std::string_view known[] = {recurrent, attending};
  w.in.refuse(*names.begin(), cat("names ", count + rest, " layers that are known here, where there are ", layers),
              cat("for each layer ", one_of(known)));
  return {};
}

}  // namespace fleetline::workloads::import
