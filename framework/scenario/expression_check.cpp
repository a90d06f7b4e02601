// Names, kinds and dimensions of a tree: every mistake is reported, none twice.
#include "expression_tree.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "fleetline/format.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline::expression {

namespace {

using Exponents = std::array<signed char, sizeof(Dimension)>;

/// a + k * b, or nothing when an exponent leaves any sensible range.
std::optional<Dimension> combine(Dimension a, Dimension b, int k) {
  constexpr int limit = 32;
  auto sum = std::bit_cast<Exponents>(a);
  const auto other = std::bit_cast<Exponents>(b);
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const int e = sum[i] + k * other[i];
    if (e < -limit || e > limit) return std::nullopt;
    sum[i] = static_cast<signed char>(e);
  }
  return std::bit_cast<Dimension>(sum);
}

std::optional<Dimension> square_root(Dimension d) {
  auto exponents = std::bit_cast<Exponents>(d);
  for (signed char& e : exponents) {
    if (e % 2 != 0) return std::nullopt;
    e = static_cast<signed char>(e / 2);
  }
  return std::bit_cast<Dimension>(exponents);
}

std::string kind_text(const Node& node) {
  switch (node.kind) {
    case Kind::boolean: return "a condition";
    case Kind::coded: case Kind::text: return "a text";
    case Kind::number: case Kind::broken: break;
  }
  return node.dimension == dimensionless ? "a pure number" : name_of(node.dimension);
}

/// The literal 0 is zero of everything.
bool is_zero(const Node& node) {
  return node.op == Op::value && node.kind == Kind::number && node.value == 0 && node.dimension == dimensionless;
}

std::string doing(Op op) {
  switch (op) {
    case Op::add: return "add";
    case Op::subtract: return "subtract";
    case Op::min: case Op::max: return cat("take the ", symbol_of(op), " of");
    case Op::select: return "choose between";
    default: return "compare";
  }
}

class Checker {
 public:
  Checker(std::string_view text, const Names& names, const Report& report) : text_(text), names_(names), report_(report) {}

  void visit(Node& node) const {
    for (const auto& arg : node.args) visit(*arg);
    if (std::any_of(node.args.begin(), node.args.end(), [](const auto& arg) { return arg->kind == Kind::broken; }))
      node.kind = Kind::broken;
    else settle(node);
  }

 private:
  void settle(Node& node) const {
    switch (node.op) {
      case Op::value: return;
      case Op::text: node.kind = Kind::text; return;
      case Op::slot: return name(node);
      case Op::not_: case Op::and_: case Op::or_: return logical(node);
      case Op::negate: case Op::abs: if (numbers(node)) node.dimension = node.args[0]->dimension; return;
      case Op::sqrt: return root(node);
      case Op::ceil: case Op::floor: case Op::log2: case Op::ln: case Op::exp: return pure(node);
      case Op::power: return combined(node, dimensionless, node.slot, 0);
      case Op::multiply: if (numbers(node)) combined(node, node.args[0]->dimension, 1, 1); return;
      case Op::divide: if (numbers(node)) combined(node, node.args[0]->dimension, -1, 1); return;
      case Op::add: case Op::subtract: case Op::min: case Op::max:
        if (numbers(node)) alike(node, *node.args[0], *node.args[1]);
        return;
      case Op::select: return select(node);
      case Op::contains: return contains(node);
      default: return comparison(node);
    }
  }

  void name(Node& node) const {
    const auto info = names_.resolve(node.name);
    if (!info) return unknown_name(node);
    node.slot = info->slot;
    node.dimension = info->dimension;
    node.type = info->type;
    node.labels = info->labels;
    switch (info->type) {
      case FieldType::boolean: node.kind = Kind::boolean; return;
      case FieldType::integer: case FieldType::number: node.kind = Kind::number; return;
      case FieldType::choice: case FieldType::format: case FieldType::text: case FieldType::reference:
        node.kind = Kind::coded;
        return;
      case FieldType::list: case FieldType::map: case FieldType::table: case FieldType::tables: break;
    }
    broken(node, cat("'", node.name, "' holds more than one value"), "a number, a text or a condition");
  }

  void unknown_name(Node& node) const {
    if (const std::string choices = names_.ambiguity(node.name); !choices.empty())
      return broken(node, cat("'", node.name, "' could be ", choices), cat("the stage in front: STAGE.", node.name));
    const std::vector<std::string_view> all = names_.all();
    std::string expected, suggestion(nearest(node.name, all));
    for (std::string_view candidate : all)  // "latency" for "roofline.latency"
      if (suggestion.empty() && candidate.ends_with("." + node.name)) suggestion = candidate;
    const auto minus = node.name.find('-');
    if (minus != std::string::npos && names_.resolve(std::string_view(node.name).substr(0, minus)))
      suggestion = cat(node.name.substr(0, minus), " - ", node.name.substr(minus + 1));
    if (const std::string choices = names_.choices(); !choices.empty())
      expected = cat(suggestion.empty() ? "a text in quotes, or one of: " : "", choices);
    else if (suggestion.empty()) expected = all.empty() ? "there are no names here" : one_of(all);
    broken(node, cat("there is no '", node.name, "'"), expected, suggestion);
  }

  void logical(Node& node) const {
    node.kind = Kind::boolean;
    for (const auto& arg : node.args)
      if (arg->kind != Kind::boolean)
        broken(node, *arg, cat("'", symbol_of(node.op), "' joins conditions; '", text(*arg), "' is ", kind_text(*arg)),
               "a condition, for example a comparison");
  }

  /// True when every argument is a number.
  bool numbers(Node& node) const {
    for (const auto& arg : node.args)
      if (arg->kind != Kind::number)
        broken(node, *arg, cat("'", symbol_of(node.op), "' works on numbers; '", text(*arg), "' is ", kind_text(*arg)));
    return node.kind != Kind::broken;
  }

  /// The dimension `base` + exponent * that of argument `index`.
  void combined(Node& node, Dimension base, int exponent, std::size_t index) const {
    if (!numbers(node)) return;
    if (const auto dimension = combine(base, node.args[index]->dimension, exponent)) node.dimension = *dimension;
    else broken(node, cat("the unit of '", text(node), "' has absurd powers"));
  }

  void root(Node& node) const {
    if (!numbers(node)) return;
    if (const auto dimension = square_root(node.args[0]->dimension)) node.dimension = *dimension;
    else broken(node, cat("the square root of ", kind_text(*node.args[0]), " has no unit"), "even powers of every unit");
  }

  void pure(Node& node) const {
    if (!numbers(node) || node.args[0]->dimension == dimensionless) return;
    const Node& arg = *node.args[0];
    broken(node, arg, cat(symbol_of(node.op), "() needs a pure number; '", text(arg), "' is ", kind_text(arg)),
           cat("divide by a unit first: ", symbol_of(node.op), "(", text(arg), " / 1 ", base_unit(arg.dimension), ")"));
  }

  void select(Node& node) const {
    const Node &condition = *node.args[0], &a = *node.args[1], &b = *node.args[2];
    if (condition.kind != Kind::boolean)
      return broken(node, condition, cat("if() needs a condition first; '", text(condition), "' is ", kind_text(condition)));
    node.kind = a.kind;
    if (a.kind == Kind::number && b.kind == Kind::number) return alike(node, a, b);
    if (a.kind != Kind::boolean || b.kind != Kind::boolean)
      broken(node, cat("cannot choose between ", kind_text(a), " and ", kind_text(b)), "two numbers or two conditions");
  }

  void comparison(Node& node) const {
    Node &a = *node.args[0], &b = *node.args[1];
    node.kind = Kind::boolean;
    if (a.kind == Kind::number && b.kind == Kind::number) {
      alike(node, a, b);
      node.kind = node.kind == Kind::broken ? Kind::broken : Kind::boolean;
      return;
    }
    const bool texts = (a.kind == Kind::coded || a.kind == Kind::text) && (b.kind == Kind::coded || b.kind == Kind::text);
    if (!texts && (a.kind != Kind::boolean || b.kind != Kind::boolean))
      return broken(node, cat("cannot compare ", described(a), " with ", described(b)));
    if (node.op != Op::equal && node.op != Op::not_equal)
      return broken(node, cat("'", symbol_of(node.op), "' does not order ", texts ? "texts" : "conditions"), "'==' or '!='");
    if (texts) text_comparison(node, a, b);
  }

  void text_comparison(Node& node, Node& a, Node& b) const {
    if (a.kind == Kind::coded && b.kind == Kind::text) return code(node, a, b);
    if (a.kind == Kind::text && b.kind == Kind::coded) return code(node, b, a);
    const bool same_codes = a.kind == Kind::coded && ((a.labels != nullptr && a.labels == b.labels) ||
                                                      (a.type == FieldType::format && b.type == FieldType::format));
    if (!same_codes) broken(node, cat("cannot compare '", text(a), "' with '", text(b), "'"), "a name and a quoted text");
  }

  /// `title contains 'h100'`: true of the codes whose text does, found here once.
  void contains(Node& node) const {
    const Node &column = *node.args[0], &part = *node.args[1];
    node.kind = Kind::boolean;
    if (column.kind != Kind::coded || part.kind != Kind::text)
      return broken(node, cat("'contains' looks for a quoted text in a name; here are ", described(column), " and ", described(part)),
                    "for example title contains 'sxm'");
    if (column.labels != nullptr)
      for (const auto& [code, label] : *column.labels)
        if (holds_text(label, part.name)) node.codes.push_back(code);
    if (column.type == FieldType::format)
      for (FormatId id = 1; id < format_count(); ++id)
        if (holds_text(name_of(format_of(id)), part.name)) node.codes.push_back(id);
    node.args.pop_back();
  }

  static bool holds_text(std::string_view whole, std::string_view part) {
    const auto same = [](char a, char b) { return lower(a) == lower(b); };
    return std::search(whole.begin(), whole.end(), part.begin(), part.end(), same) != whole.end();
  }
  static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

  /// Replaces the quoted text by its code in `column`.
  void code(Node& node, const Node& column, Node& literal) const {
    std::vector<std::string_view> known;
    if (column.labels != nullptr)
      for (const auto& [value, label] : *column.labels) {
        if (label == literal.name) return settle_code(literal, value);
        known.push_back(label);
      }
    if (column.type == FieldType::format)
      if (const auto format = parse_format(literal.name)) return settle_code(literal, format.value->id);
    broken(node, literal, cat("'", text(column), "' is never '", literal.name, "'"), one_of(known),
           std::string(nearest(literal.name, known)));
  }

  static void settle_code(Node& literal, int value) {
    literal.op = Op::value;
    literal.value = value;
  }

  /// Both sides in one dimension, which the node takes.
  void alike(Node& node, const Node& a, const Node& b) const {
    node.dimension = is_zero(a) ? b.dimension : a.dimension;
    if (a.dimension == b.dimension || is_zero(a) || is_zero(b)) return;
    std::string expected;
    for (const Node* side : {&a, &b}) {
      const Dimension other = side == &a ? b.dimension : a.dimension;
      if (side->op == Op::value && side->dimension == dimensionless)
        expected = cat(name_of(other), ", for example \"", example_of(other), "\"");
    }
    broken(node, cat("cannot ", doing(node.op), " ", described(a), " and ", described(b)), expected);
  }

  std::string described(const Node& node) const { return cat("'", text(node), "' (", kind_text(node), ")"); }
  std::string_view text(const Node& node) const { return text_.substr(node.begin, node.end - node.begin); }

  void broken(Node& node, std::string what, std::string expected = {}, std::string suggestion = {}) const {
    broken(node, node, std::move(what), std::move(expected), std::move(suggestion));
  }
  void broken(Node& node, const Node& culprit, std::string what, std::string expected = {}, std::string suggestion = {}) const {
    node.kind = Kind::broken;
    report_.add(culprit.begin, std::move(what), std::move(expected), std::move(suggestion));
  }

  std::string_view text_;
  const Names& names_;
  const Report& report_;
};

}  // namespace

void check(Node& root, std::string_view text, const Names& names, const Report& report) {
  Checker(text, names, report).visit(root);
  if (root.kind == Kind::coded || root.kind == Kind::text) {
    root.kind = Kind::broken;
    report.add(root.begin, cat("'", text.substr(root.begin, root.end - root.begin), "' is a text"),
               "a number or a condition, for example a comparison with ==");
  }
}

}  // namespace fleetline::expression
