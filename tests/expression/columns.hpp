// A handful of columns to write expressions about.
#pragma once

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "scenario/expression.hpp"

namespace fleetline::test {

inline constexpr double absent = std::numeric_limits<double>::quiet_NaN();

class Columns : public Names {
 public:
  struct Column {
    std::string name;
    Dimension dimension;
    FieldType type = FieldType::number;
    std::map<int, std::string> labels;
  };

  std::optional<NameInfo> resolve(std::string_view name) const override {
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (columns[i].name == name)
        return NameInfo{columns[i].dimension, columns[i].type, columns[i].labels.empty() ? nullptr : &columns[i].labels,
                        static_cast<int>(i)};
    return std::nullopt;
  }
  std::vector<std::string_view> all() const override {
    std::vector<std::string_view> names;
    for (const Column& column : columns) names.push_back(column.name);
    return names;
  }

  std::vector<Column> columns{{"roofline.latency", Seconds::dimension},
                              {"roofline.batch", {}, FieldType::integer},
                              {"roofline.memory", Bytes::dimension},
                              {"roofline.bottleneck", {}, FieldType::choice, {{0, "compute"}, {1, "memory"}}},
                              {"roofline.fits", {}, FieldType::boolean},
                              {"my-stage.tco", Dollars::dimension},
                              {"serving.tokens", Tokens::dimension},
                              {"x", {}},
                              {"y", {}},
                              {"roofline.layers", {}, FieldType::list}};
};

/// latency 20 ms, batch 8, memory 3 GB, memory-bound, fits, $6, 2 tokens, x = 3, y absent.
inline const std::vector<double> slots{0.020, 8, 3e9, 1, 1, 6, 2, 3, absent, 0};

inline Expression compiled(std::string_view text) {
  Problems problems;
  auto expression = Expression::compile(text, {}, "derive.test", Columns{}, problems);
  if (!expression) throw std::runtime_error(std::string(text) + ": " + problems.list().at(0).text());
  return *expression;
}

inline double value(std::string_view text) { return compiled(text).evaluate(slots.data()); }
inline bool holds(std::string_view text) { return compiled(text).holds(slots.data()); }

/// The first problem of a text that must not compile, without its place.
inline Problem problem(std::string_view text, Where where = {}) {
  Problems problems;
  if (Expression::compile(text, where, "derive.test", Columns{}, problems))
    throw std::runtime_error(std::string(text) + " compiled");
  return problems.list().at(0);
}

}  // namespace fleetline::test
