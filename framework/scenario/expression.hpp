// Expressions over named values: the text of [derive], [[expect]] and `where`.
//
//   economics.tco / serving.tokens          roofline.bottleneck == 'memory'
//   2 * roofline.latency + 3 us             roofline.batch >= 8 and not (roofline.latency > 30 ms)
//   max(a.x, b.y), if(a.x > 0, a.x, 1 s)    (a.x + b.y)^2
//
// From weakest to strongest: or; and; not; one of < <= > >= == != contains; + -; * /; unary -; ^ with a whole number.
// Functions: min max abs sqrt ceil floor log2 ln exp if(condition, a, b).
//
// Numbers: "50 ms", "$5M", "390 gCO2e/kWh", "45 %". A unit is the longest text after the number that is one and holds no
// space, so `3 GB/s` is a bandwidth and `3 GB / serving.time` a division; `5 s^2` is five square seconds.
// The literal 0 has every dimension. Names: letters, digits, '_' and '.'; a '-' between letters or digits
// belongs to the name (`my-stage.latency`), so a minus after a name needs a space before it.
// Texts ('memory') may only be compared with columns that hold texts: by == and !=, or by `title contains 'h100'`, which takes small
// letters for capitals.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fleetline/problem.hpp"
#include "fleetline/quantity.hpp"
#include "fleetline/schema.hpp"

namespace fleetline {

/// What a name stands for: a column, read from `slots[slot]` in base units or as a code.
struct NameInfo {
  Dimension dimension;
  FieldType type = FieldType::number;
  const std::map<int, std::string>* labels = nullptr;  ///< code -> text of coded columns; read while compiling only
  int slot = 0;
};

/// How the caller resolves names.
class Names {
 public:
  virtual ~Names() = default;
  virtual std::optional<NameInfo> resolve(std::string_view name) const = 0;
  virtual std::vector<std::string_view> all() const = 0;  ///< for "did you mean"
  /// "a.x or b.x" when a name that does not resolve has more than one meaning.
  virtual std::string ambiguity(std::string_view) const { return {}; }
  /// Always said of a name that does not resolve; empty: the names there are, if none is near.
  virtual std::string choices() const { return {}; }
};

/// What one node of the tree, or one step of the program, does.
enum class Op : unsigned char {
  value, slot, text,
  negate, not_, abs, sqrt, ceil, floor, log2, ln, exp, power, contains,
  add, subtract, multiply, divide, min, max,
  less, less_equal, greater, greater_equal, equal, not_equal,
  and_, or_, select
};

/// A flat stack program over doubles. [any thread] [const] [no allocation]
class Program {
 public:
  static constexpr std::size_t max_depth = 64;
  struct Step {
    Op op = Op::value;
    int slot = 0;      ///< of `slot`; the exponent of `power`; the index into `sets` of `contains`
    double value = 0;  ///< of `value`
  };

  double run(const double* slots) const;
  std::vector<Step> steps;
  std::vector<std::vector<int>> sets;  ///< codes, ascending
};

/// The two sides of `left < right`, each on its own: to say "41.2 ms against 30 ms".
struct Comparison {
  Op op = Op::less;
  Program left, right;
  std::string left_text, right_text;
  Dimension dimension;
  std::map<int, std::string> labels;  ///< code -> text, when the sides are codes

  std::string_view symbol() const;  ///< "<"
  /// By how much it is broken, in base units: positive when broken, larger is worse; NaN when a side is absent.
  double excess(const double* slots) const;
};

class Expression {
 public:
  static constexpr std::size_t max_length = 4096;

  /// Checks syntax (stops at the first mistake), then names, dimensions and kinds (all mistakes). Adds problems at `where`,
  /// moved to the column inside the text when `where` is that of a quoted one-line text, and returns nothing.
  static std::optional<Expression> compile(std::string_view text, Where where, const std::string& path,
                                           const Names& names, Problems& problems);

  /// A condition, not a number.
  bool boolean() const { return boolean_; }
  Dimension dimension() const { return dimension_; }

  /// NaN slots are absent values, and absence spreads: through arithmetic, and through conditions that it leaves undecided
  /// (a comparison with NaN is NaN, `false and NaN` is false). A condition is 1, 0 or NaN: ask holds(). [any thread]
  double evaluate(const double* slots) const { return program_.run(slots); }
  /// True only when the condition is decided and true.
  bool holds(const double* slots) const { return evaluate(slots) == 1.0; }
  /// The first slot it reads that is absent.
  std::optional<int> absent(const double* slots) const;

  /// The slots it reads, ascending.
  const std::vector<int>& slots() const { return slots_; }
  const std::string& text() const { return text_; }
  /// Set when the whole expression is one comparison.
  const std::optional<Comparison>& comparison() const { return comparison_; }

 private:
  std::string text_;
  Program program_;
  std::vector<int> slots_;
  std::optional<Comparison> comparison_;
  Dimension dimension_;
  bool boolean_ = false;
};

}  // namespace fleetline
