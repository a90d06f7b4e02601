// What the parts of the expression compiler hand to one another: text -> tokens -> tree -> checked tree -> program.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "expression.hpp"

namespace fleetline::expression {

/// Where problems of one expression go.
class Report {
 public:
  Report(std::string_view text, Where where, const std::string& path, Problems& problems)
      : text_(text), where_(where), path_(path), problems_(problems) {}

  void add(std::size_t at, std::string what, std::string expected = {}, std::string suggestion = {}) const;

 private:
  std::string_view text_;
  Where where_;
  const std::string& path_;
  Problems& problems_;
};

/// Thrown after a syntax problem was reported; never leaves compile().
struct Stop {};

struct Token {
  enum class Kind : unsigned char { end, number, text, word, symbol };
  Kind kind = Kind::end;
  std::size_t begin = 0;
  std::string_view text;  ///< as written; of texts without the quotes
  Measure measure;        ///< of numbers
};

/// The last token is `end`. Throws Stop.
std::vector<Token> tokenize(std::string_view text, const Report& report);
/// What follows a number from `begin` to `end` and is its unit: the token's end and value.
Token read_number(std::string_view text, std::size_t begin, const Report& report);
bool is_word_start(char c);
bool is_word(char c);

/// What an expression may be. `broken` was reported already and silences follow-up problems.
enum class Kind : unsigned char { number, boolean, coded, text, broken };

struct Node {
  Op op = Op::value;
  std::size_t begin = 0, end = 0;  ///< in the text
  std::vector<std::unique_ptr<Node>> args;
  std::string name;                ///< of slots and texts
  double value = 0;
  int slot = 0;                    ///< also the exponent of `power`
  std::vector<int> codes;          ///< of `contains`: those whose text does, set by check()
  // set by check()
  Kind kind = Kind::number;
  Dimension dimension;
  FieldType type = FieldType::number;
  const std::map<int, std::string>* labels = nullptr;
};

/// Throws Stop.
std::unique_ptr<Node> parse(std::string_view text, const Report& report);

/// Resolves names and settles the kind and dimension of every node; turns texts into codes.
void check(Node& root, std::string_view text, const Names& names, const Report& report);

struct Emitted {
  Program program;
  std::size_t depth = 0;  ///< of the stack it needs
};
Emitted emit(const Node& root);

std::string_view symbol_of(Op op);
bool is_comparison(Op op);

}  // namespace fleetline::expression
