// [[expect]] entries, all turned into one expression each.
#include <algorithm>

#include "fleetline/text.hpp"
#include "sections.hpp"

namespace fleetline {
namespace {

constexpr std::string_view expect_keys[] = {"that", "metric", "below", "above", "at_most", "at_least", "equals", "tolerance", "is", "where"};
/// Keys that compare what `metric` names; what `that` says stands by itself.
constexpr std::string_view metric_keys[] = {"metric", "below", "above", "at_most", "at_least", "equals", "tolerance", "is"};
constexpr std::string_view expect_help =
    "that = \"roofline.latency < 30 ms\", or metric = \"roofline.latency\" with below, above, at_most, at_least, equals or is";

struct Bound {
  std::string_view key, op;
};
constexpr Bound bounds[] = {{"below", "<"}, {"above", ">"}, {"at_most", "<="}, {"at_least", ">="}, {"is", "=="}};

std::string operand(const Value& v, bool label) {
  if (!v.text()) return v.written();
  return label ? cat("'", *v.text(), "'") : *v.text();
}

template <std::size_t N>
bool among(const std::string_view (&keys)[N], std::string_view key) {
  return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
}

/// Every key is known, holds what it can hold, and is used: an expectation that checks less than it says is worse than none.
void check_keys(const Table& table, Problems& problems) {
  const bool that = table.find("that") != nullptr;
  for (const Table::Entry& e : table.entries()) {
    const std::string path = cat("expect.", e.key);
    const bool expression = e.key == "that" || e.key == "metric" || e.key == "where";
    if (!among(expect_keys, e.key))
      problems.add(e.where, path, "no such key", one_of(expect_keys), std::string(nearest(e.key, expect_keys)));
    else if (expression && !e.value.text())
      problems.add(e.value.where, path, cat(e.value.type_name(), " cannot be used here"), "text in quotes");
    else if (!expression && !e.value.text() && !e.value.number() && !e.value.integer())
      problems.add(e.value.where, path, cat(e.value.type_name(), " cannot be used here"), "a number, or text in quotes");
    else if (that && among(metric_keys, e.key))
      problems.add(e.where, path, "does not go with 'that'", "that, alone or with where; or metric with the rest");
    else if (e.key == "tolerance" && !table.find("equals"))
      problems.add(e.where, path, "there is no equals that it could loosen", "tolerance beside equals only");
  }
}

std::optional<Condition> condition_of(const Table& table, const Where& where, Problems& problems) {
  if (const Value* that = table.find("that")) return Condition{*that->text(), that->where};
  const Value* metric = table.find("metric");
  if (!metric) {
    problems.add(where, "expect", "does not say what is expected", std::string(expect_help));
    return {};
  }
  std::string text;
  for (const Bound& b : bounds)
    if (const Value* v = table.find(b.key)) text += cat(text.empty() ? "" : " and ", *metric->text(), " ", b.op, " ", operand(*v, b.key == "is"));
  if (const Value* v = table.find("equals")) {
    const Value* tolerance = table.find("tolerance");
    const std::string slack = tolerance ? operand(*tolerance, false) : "1e-9";
    text += cat(text.empty() ? "" : " and ", "abs(", *metric->text(), " - (", operand(*v, false), ")) <= (", slack, ") * abs(", operand(*v, false), ")");
  }
  if (!text.empty()) return Condition{text, where};
  problems.add(where, "expect", cat("nothing is expected of ", *metric->text()), std::string(expect_help));
  return {};
}

void plan_one(Plan& plan, const Value& written, SlotNames& names, Problems& problems) {
  if (!written.table()) return problems.add(written.where, "expect", cat(written.type_name(), " cannot be used here"), std::string(expect_help));
  const std::size_t before = problems.size();
  check_keys(*written.table(), problems);
  if (problems.size() != before) return;
  const std::optional<Condition> condition = condition_of(*written.table(), written.where, problems);
  if (!condition) return;
  std::optional<Expression> expression = compile_condition(*condition, "expect", names, problems);
  std::optional<Expression> clause;
  std::string text = condition->text;
  if (const Value* where = written.table()->find("where"); where != nullptr) {
    clause = compile_condition({*where->text(), where->where}, "expect.where", names, problems);
    text += cat(" where ", *where->text());
    if (!clause) return;
  }
  if (expression) plan.expectations.push_back({std::move(*expression), std::move(clause), std::move(text), written.where});
}

}  // namespace

std::optional<Expression> compile_condition(const Condition& c, const std::string& path, SlotNames& names, Problems& problems) {
  std::optional<Expression> e = names.compile(c.text, c.where, path);
  if (e && !e->boolean()) {
    problems.add(c.where, path, cat("\"", c.text, "\" is a number, not a condition"), "a comparison, for example \"roofline.latency < 30 ms\"");
    return {};
  }
  return e;
}

void plan_expectations(Plan& plan, const Value& root, SlotNames& names, Problems& problems) {
  const Value* expect = root.table()->find("expect");
  if (!expect || !expect->array()) return;
  for (const Value& v : *expect->array()) plan_one(plan, v, names, problems);
}

}  // namespace fleetline
