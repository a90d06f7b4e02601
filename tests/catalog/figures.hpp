// Figures of registry entries, as tests of data look at them: every number, and text that begins like one.
#pragma once

#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "fleetline/units.hpp"
#include "fleetline/value.hpp"

namespace fleetline::test {

/// Calls visit(path, value) for every number, and text that begins like one: "80 GiB", "$15000".
template <class Visit>
void each_figure(const Value& value, const std::string& path, const Visit& visit) {
  if (const Table* table = value.table()) {
    for (const Table::Entry& entry : table->entries())
      if (entry.key != "title" && entry.key != "name") each_figure(entry.value, path + "." + entry.key, visit);
  } else if (const Array* array = value.array()) {
    for (std::size_t i = 0; i < array->size(); ++i) each_figure((*array)[i], path + "[" + std::to_string(i) + "]", visit);
  } else if (const std::string* text = value.text()) {
    if (parse_measure(*text)) visit(path, value);
  } else if (value.number() || value.integer()) {
    visit(path, value);
  }
}

/// A title, a date, and an address that is one where there is any.
inline void expect_source(const std::string& path, const Value& value) {
  static const std::regex date(R"(20\d\d-\d\d-\d\d)");
  ASSERT_NE(value.provenance, nullptr) << path << " has no source";
  EXPECT_FALSE(value.provenance->title.empty()) << path;
  EXPECT_TRUE(std::regex_match(value.provenance->as_of, date)) << path << ": as_of '" << value.provenance->as_of << "'";
  EXPECT_TRUE(value.provenance->url.empty() || value.provenance->url.starts_with("http")) << path;
}

}  // namespace fleetline::test
