// Tree -> program, and running it.
#include "expression_tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fleetline {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

// Conditions follow Kleene's three-valued logic (S. C. Kleene, Introduction to Metamathematics, 1952, section 64) with
// NaN for "undecided". Without it `not (x < 3)` would hold for an x that does not exist.
double decided(bool known, bool truth) { return known ? (truth ? 1.0 : 0.0) : absent; }
double negation(double a) { return 1.0 - a; }
double conjunction(double a, double b) { return a == 0 || b == 0 ? 0.0 : a * b; }
double disjunction(double a, double b) { return a == 1 || b == 1 ? 1.0 : a + b; }

double compare(Op op, double a, double b) {
  const bool known = !std::isnan(a) && !std::isnan(b);
  switch (op) {
    case Op::less: return decided(known, a < b);
    case Op::less_equal: return decided(known, a <= b);
    case Op::greater: return decided(known, a > b);
    case Op::greater_equal: return decided(known, a >= b);
    case Op::equal: return decided(known, a == b);
    default: return decided(known, a != b);
  }
}

double smaller(double a, double b) { return std::isnan(a) || std::isnan(b) ? absent : std::min(a, b); }
double larger(double a, double b) { return std::isnan(a) || std::isnan(b) ? absent : std::max(a, b); }

/// By multiplication alone: the same bits with every libm.
double whole_power(double base, int exponent) {
  double result = 1;
  for (int i = std::abs(exponent); i > 0; --i) result *= base;
  if (std::isnan(base)) return absent;
  return exponent < 0 ? 1 / result : result;
}

double unary(const Program::Step& step, double a) {
  switch (step.op) {
    case Op::negate: return -a;
    case Op::not_: return negation(a);
    case Op::abs: return std::abs(a);
    case Op::sqrt: return std::sqrt(a);
    case Op::ceil: return std::ceil(a);
    case Op::floor: return std::floor(a);
    case Op::log2: return std::log2(a);
    case Op::ln: return std::log(a);
    case Op::exp: return std::exp(a);
    default: return whole_power(a, step.slot);
  }
}

double binary(Op op, double a, double b) {
  switch (op) {
    case Op::add: return a + b;
    case Op::subtract: return a - b;
    case Op::multiply: return a * b;
    case Op::divide: return a / b;
    case Op::min: return smaller(a, b);
    case Op::max: return larger(a, b);
    case Op::and_: return conjunction(a, b);
    case Op::or_: return disjunction(a, b);
    default: return compare(op, a, b);
  }
}

double member(const std::vector<int>& codes, double code) {
  return std::isnan(code) ? absent : std::binary_search(codes.begin(), codes.end(), static_cast<int>(code)) ? 1.0 : 0.0;
}

}  // namespace

double Program::run(const double* slots) const {
  double stack[max_depth];  // emit() keeps within it
  double* top = stack - 1;
  for (const Step& step : steps) {
    if (step.op == Op::value) *++top = step.value;
    else if (step.op == Op::slot) *++top = slots[step.slot];
    else if (step.op == Op::contains) *top = member(sets[static_cast<std::size_t>(step.slot)], *top);
    else if (step.op < Op::add) *top = unary(step, *top);
    else if (step.op < Op::select) --top, *top = binary(step.op, top[0], top[1]);
    else top -= 2, *top = std::isnan(top[0]) ? absent : top[0] != 0 ? top[1] : top[2];
  }
  return *top;
}

std::string_view Comparison::symbol() const { return expression::symbol_of(op); }

double Comparison::excess(const double* slots) const {
  const double a = left.run(slots), b = right.run(slots);
  if (std::isnan(a) || std::isnan(b)) return absent;
  switch (op) {
    case Op::less: case Op::less_equal: return a - b;
    case Op::greater: case Op::greater_equal: return b - a;
    case Op::equal: return std::abs(a - b);
    default: return a == b ? 1 : 0;
  }
}

namespace expression {

namespace {

std::size_t append(const Node& node, std::size_t depth, Program& program) {
  std::size_t deepest = depth + 1;
  for (std::size_t i = 0; i < node.args.size(); ++i) deepest = std::max(deepest, append(*node.args[i], depth + i, program));
  int slot = node.slot;
  if (node.op == Op::contains) {
    slot = static_cast<int>(program.sets.size());
    program.sets.push_back(node.codes);
  }
  program.steps.push_back({node.op, slot, node.value});
  return deepest;
}

}  // namespace

Emitted emit(const Node& root) {
  Emitted out;
  out.depth = append(root, 0, out.program);
  return out;
}

}  // namespace expression

}  // namespace fleetline
