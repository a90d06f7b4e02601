// Tokens -> tree, by recursive descent: one function per level of binding strength.
#include "expression_tree.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "fleetline/text.hpp"

namespace fleetline::expression {

namespace {

using NodePtr = std::unique_ptr<Node>;

struct Function {
  std::string_view name;
  Op op;
  std::size_t least, most;  ///< arguments
};
constexpr std::size_t any_number_of = 64;
constexpr std::array<Function, 10> functions{{{"min", Op::min, 2, any_number_of}, {"max", Op::max, 2, any_number_of},
                                              {"abs", Op::abs, 1, 1}, {"sqrt", Op::sqrt, 1, 1}, {"ceil", Op::ceil, 1, 1},
                                              {"floor", Op::floor, 1, 1}, {"log2", Op::log2, 1, 1}, {"ln", Op::ln, 1, 1},
                                              {"exp", Op::exp, 1, 1}, {"if", Op::select, 3, 3}}};

constexpr std::array<std::pair<std::string_view, Op>, 6> comparisons{
    {{"<", Op::less}, {"<=", Op::less_equal}, {">", Op::greater}, {">=", Op::greater_equal}, {"==", Op::equal}, {"!=", Op::not_equal}}};

class Parser {
 public:
  Parser(std::string_view text, const Report& report) : text_(text), report_(report), tokens_(tokenize(text, report)) {}

  NodePtr all() {
    if (next().kind == Token::Kind::end) fail("an expression is missing", "for example \"roofline.latency < 30 ms\"");
    NodePtr root = disjunction();
    if (next().kind != Token::Kind::end) unexpected("an operator");
    return root;
  }

 private:
  // Brackets, functions, `not`, and minus signs nest; nobody's expression nests this deep, and the stack is finite.
  static constexpr int max_nesting = 50;

  NodePtr disjunction() { return chain({{"or", Op::or_}}, &Parser::conjunction); }
  NodePtr conjunction() { return chain({{"and", Op::and_}}, &Parser::negation); }
  NodePtr sum() { return chain({{"+", Op::add}, {"-", Op::subtract}}, &Parser::product); }
  NodePtr product() { return chain({{"*", Op::multiply}, {"/", Op::divide}}, &Parser::signed_factor); }

  NodePtr negation() { return is("not") ? prefix(Op::not_, &Parser::negation) : comparison(); }
  NodePtr signed_factor() { return is("-") ? prefix(Op::negate, &Parser::signed_factor) : factor(); }

  NodePtr comparison() {
    NodePtr left = sum();
    if (is("contains")) {
      take();
      return binary(Op::contains, std::move(left), sum());
    }
    const auto op = comparison_here();
    if (!op) return left;
    take();
    NodePtr node = binary(*op, std::move(left), sum());
    if (comparison_here()) fail("comparisons cannot be chained", "\"a < b and b < c\"");
    return node;
  }

  NodePtr factor() {
    NodePtr base = primary();
    if (!is("^")) return base;
    take();
    const bool negative = is("-");
    if (negative) take();
    const int exponent = whole_number();
    NodePtr node = wrap(Op::power, std::move(base));
    node->slot = negative ? -exponent : exponent;
    return node;
  }

  int whole_number() {
    const std::string_view digits = next().text;
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (next().kind != Token::Kind::number || error != std::errc{} || end != digits.data() + digits.size() || value > 32)
      fail("after '^' stands a whole number up to 32");
    take();
    return value;
  }

  NodePtr primary() {
    switch (next().kind) {
      case Token::Kind::number: return leaf(Op::value);
      case Token::Kind::text: return leaf(Op::text);
      case Token::Kind::word: return word();
      case Token::Kind::symbol: if (is("(")) return bracketed(); break;
      case Token::Kind::end: break;
    }
    unexpected("a number, a name or '('");
  }

  NodePtr word() {
    const std::string_view name = next().text;
    if (name == "and" || name == "or" || name == "not" || name == "contains") unexpected("a number, a name or '('");
    if (name == "true" || name == "false") {
      NodePtr node = leaf(Op::value);
      node->kind = Kind::boolean;
      node->value = name == "true" ? 1 : 0;
      return node;
    }
    return tokens_[at_ + 1].text == "(" && tokens_[at_ + 1].kind == Token::Kind::symbol ? call() : leaf(Op::slot);
  }

  NodePtr bracketed() {
    const Nesting nesting(*this);
    const std::size_t begin = take().begin;
    NodePtr inside = disjunction();
    inside->begin = begin;
    inside->end = close();
    return inside;
  }

  NodePtr call() {
    const Nesting nesting(*this);
    const Function& function = function_here();
    const std::size_t begin = take().begin;
    take();  // '('
    std::vector<NodePtr> args;
    do args.push_back(disjunction());
    while (is(",") && (take(), true));
    if (!is(")")) unexpected("',' or ')'");
    if (args.size() < function.least || args.size() > function.most)
      fail(cat(function.name, "() got ", args.size(), args.size() == 1 ? " argument" : " arguments"), takes(function));
    const std::size_t end = close();

    if (function.most != any_number_of) return assemble(function.op, std::move(args), begin, end);
    NodePtr result = std::move(args[0]);  // max(a, b, c) = max(max(a, b), c)
    for (std::size_t i = 1; i < args.size(); ++i) result = binary(function.op, std::move(result), std::move(args[i]));
    result->begin = begin;
    result->end = end;
    return result;
  }

  const Function& function_here() const {
    std::vector<std::string_view> names;
    for (const Function& function : functions) {
      if (function.name == next().text) return function;
      names.push_back(function.name);
    }
    report_.add(next().begin, cat("there is no function '", next().text, "'"), one_of(names),
                std::string(nearest(next().text, names)));
    throw Stop{};
  }

  static std::string takes(const Function& function) {
    if (function.op == Op::select) return "if(condition, value when true, value when false)";
    return cat(function.name, "() of ", function.most == any_number_of ? "two or more" : "one");
  }

  /// One level of left-associative operators.
  NodePtr chain(std::initializer_list<std::pair<std::string_view, Op>> operators, NodePtr (Parser::*operand)()) {
    NodePtr left = (this->*operand)();
    for (bool found = true; found;) {
      found = false;
      for (const auto& [symbol, op] : operators) {
        if (!is(symbol)) continue;
        take();
        left = binary(op, std::move(left), (this->*operand)());
        found = true;
      }
    }
    return left;
  }

  NodePtr prefix(Op op, NodePtr (Parser::*operand)()) {
    const Nesting nesting(*this);
    const std::size_t begin = take().begin;
    NodePtr node = wrap(op, (this->*operand)());
    node->begin = begin;
    return node;
  }

  NodePtr wrap(Op op, NodePtr arg) {
    const std::size_t begin = arg->begin;
    std::vector<NodePtr> args;
    args.push_back(std::move(arg));
    return assemble(op, std::move(args), begin, last_end_);
  }

  NodePtr binary(Op op, NodePtr left, NodePtr right) {
    const std::size_t begin = left->begin, end = right->end;
    std::vector<NodePtr> args;
    args.push_back(std::move(left));
    args.push_back(std::move(right));
    return assemble(op, std::move(args), begin, end);
  }

  static NodePtr assemble(Op op, std::vector<NodePtr> args, std::size_t begin, std::size_t end) {
    auto node = std::make_unique<Node>();
    node->op = op;
    node->args = std::move(args);
    node->begin = begin;
    node->end = end;
    return node;
  }

  NodePtr leaf(Op op) {
    const Token& token = take();
    NodePtr node = assemble(op, {}, token.begin, last_end_);
    if (op != Op::value) node->name = token.text;
    node->value = token.measure.base;
    node->dimension = token.measure.dimension;
    return node;
  }

  std::optional<Op> comparison_here() const {
    for (const auto& [symbol, op] : comparisons)
      if (is(symbol)) return op;
    return std::nullopt;
  }

  const Token& next() const { return tokens_[at_]; }

  /// Operators and brackets, and the words among the operators; never a quoted text.
  bool is(std::string_view symbol) const {
    return (next().kind == Token::Kind::symbol || next().kind == Token::Kind::word) && next().text == symbol;
  }

  const Token& take() {
    const Token& token = tokens_[at_++];
    last_end_ = token.begin + token.text.size() + (token.kind == Token::Kind::text ? 2 : 0);
    return token;
  }

  std::size_t close() {
    if (!is(")")) unexpected("')'");
    take();
    return last_end_;
  }

  [[noreturn]] void unexpected(std::string_view expected) const {
    if (next().kind == Token::Kind::end) fail("the expression ends too early", std::string(expected));
    const std::size_t end = next().begin + next().text.size() + (next().kind == Token::Kind::text ? 2 : 0);
    fail(cat("'", text_.substr(next().begin, end - next().begin), "' cannot stand here"), std::string(expected));
  }

  [[noreturn]] void fail(std::string what, std::string expected = {}) const {
    report_.add(next().begin, std::move(what), std::move(expected));
    throw Stop{};
  }

  /// Counts what is open while it lives.
  class Nesting {
   public:
    explicit Nesting(Parser& parser) : parser_(parser) {
      if (++parser_.nesting_ > max_nesting) parser_.fail(cat("more than ", max_nesting, " brackets and signs are open here"));
    }
    ~Nesting() { --parser_.nesting_; }
    Nesting(const Nesting&) = delete;

   private:
    Parser& parser_;
  };

  std::string_view text_;
  const Report& report_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0, last_end_ = 0;
  int nesting_ = 0;
};

}  // namespace

std::unique_ptr<Node> parse(std::string_view text, const Report& report) { return Parser(text, report).all(); }

std::string_view symbol_of(Op op) {
  for (const auto& [symbol, candidate] : comparisons)
    if (candidate == op) return symbol;
  for (const Function& function : functions)
    if (function.op == op) return function.name;
  switch (op) {
    case Op::add: return "+";
    case Op::subtract: case Op::negate: return "-";
    case Op::multiply: return "*";
    case Op::divide: return "/";
    case Op::power: return "^";
    case Op::and_: return "and";
    case Op::or_: return "or";
    case Op::contains: return "contains";
    case Op::not_: return "not";
    default: return "";
  }
}

bool is_comparison(Op op) { return op >= Op::less && op <= Op::not_equal; }

}  // namespace fleetline::expression
