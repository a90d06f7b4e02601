// Expression::compile: the stages in order, and what the outside sees of the result.
#include "expression.hpp"

#include <algorithm>
#include <cmath>

#include "expression_tree.hpp"
#include "fleetline/text.hpp"

namespace fleetline {

namespace expression {

namespace {

/// Columns count characters, as the file's own positions do.
std::uint32_t characters(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

void Report::add(std::size_t at, std::string what, std::string expected, std::string suggestion) const {
  Where where = where_;
  const bool one_line = where.column > 0 && text_.find('\n') == text_.npos;
  if (one_line) where.column += 1 + characters(text_.substr(0, at));  // 1: the opening quote
  problems_.add(where, path_, std::move(what), std::move(expected), std::move(suggestion));
}

}  // namespace expression

namespace {

using expression::Node;

Comparison sides_of(const Node& node, std::string_view text) {
  const Node &left = *node.args[0], &right = *node.args[1];
  Comparison out;
  out.op = node.op;
  out.left = emit(left).program;
  out.right = emit(right).program;
  out.left_text = text.substr(left.begin, left.end - left.begin);
  out.right_text = text.substr(right.begin, right.end - right.begin);
  out.dimension = node.dimension;
  if (const auto* labels = left.labels != nullptr ? left.labels : right.labels) out.labels = *labels;
  return out;
}

std::vector<int> slots_of(const Program& program) {
  std::vector<int> slots;
  for (const Program::Step& step : program.steps)
    if (step.op == Op::slot) slots.push_back(step.slot);
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  return slots;
}

/// nullptr when something was reported.
std::unique_ptr<Node> checked_tree(std::string_view text, const Names& names, const expression::Report& report) {
  try {
    if (text.size() > Expression::max_length) {
      report.add(0, cat("an expression of ", text.size(), " characters"), cat("at most ", Expression::max_length));
      return nullptr;
    }
    std::unique_ptr<Node> root = expression::parse(text, report);
    expression::check(*root, text, names, report);
    return root->kind == expression::Kind::broken ? nullptr : std::move(root);
  } catch (const expression::Stop&) {
    return nullptr;
  }
}

}  // namespace

std::optional<Expression> Expression::compile(std::string_view text, Where where, const std::string& path,
                                              const Names& names, Problems& problems) {
  const expression::Report report(text, where, path, problems);
  const std::unique_ptr<Node> root = checked_tree(text, names, report);
  if (root == nullptr) return std::nullopt;
  expression::Emitted emitted = expression::emit(*root);
  if (emitted.depth > Program::max_depth) {
    report.add(0, "the expression is nested too deeply");
    return std::nullopt;
  }

  Expression out;
  out.text_ = text;
  out.program_ = std::move(emitted.program);
  out.slots_ = slots_of(out.program_);
  out.boolean_ = root->kind == expression::Kind::boolean;
  out.dimension_ = out.boolean_ ? dimensionless : root->dimension;
  if (expression::is_comparison(root->op)) out.comparison_ = sides_of(*root, text);
  return out;
}

std::optional<int> Expression::absent(const double* slots) const {
  for (const int slot : slots_)
    if (std::isnan(slots[slot])) return slot;
  return std::nullopt;
}

}  // namespace fleetline
