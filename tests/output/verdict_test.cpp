// The sentence over a sweep: how many cases, what changes, both ends of what was asked for, what it costs.
#include <gtest/gtest.h>

#include "samples.hpp"
#include "study/verdict.hpp"

namespace fleetline {
namespace {

using namespace samples;

ResultColumn variants(std::vector<std::string> names) {
  ResultColumn c{.name = "variant", .doc = "", .type = FieldType::text, .axis = true, .labels = {}, .values = {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    c.labels[static_cast<int>(i)] = names[i];
    c.values.push_back(static_cast<double>(i));
  }
  return c;
}

ResultColumn cost(std::vector<double> dollars) {
  return {.name = "economics.tco", .unit = "$", .doc = "", .dimension = Dollars::dimension, .direction = Direction::lower, .values = std::move(dollars)};
}

Results of(std::vector<ResultColumn> columns) {
  Results r;
  r.columns = std::move(columns);
  r.status.assign(r.columns.front().values.size(), Status::Code::ok);
  return r;
}

TEST(Verdict, OfASweepNamesTheBest) {
  EXPECT_EQ(sweep_verdict(of({batch({1, 2}), latency({2e-3, 1e-3})})), "2 cases, all feasible: latency is best, 1 ms, at batch = 2.");
}

TEST(Verdict, OfVariantsNamesBothEnds) {
  EXPECT_EQ(sweep_verdict(of({variants({"slow", "fast"}), latency({4e-3, 1e-3})})), "2 cases, all feasible: latency from 1 ms (fast) to 4 ms (slow).");
}

TEST(Verdict, SaysWhatItCosts) {
  EXPECT_EQ(sweep_verdict(of({variants({"a", "b"}), throughput({10, 20}), cost({2e6, 5e6})})),
            "2 cases, all feasible: throughput from 20 /s (b) to 10 /s (a); tco from $2M (a) to $5M (b).");
}

TEST(Verdict, NamesLinesTogetherOfWhichTheSameIsTrue) {
  EXPECT_EQ(sweep_verdict(of({variants({"a", "b", "c"}), bottleneck({1, 0, 1})})), "3 cases, all feasible: a and c: bottleneck is memory; b: bottleneck is compute.");
  EXPECT_EQ(sweep_verdict(of({variants({"a", "b"}), bottleneck({1, 1})})), "2 cases, all feasible: bottleneck is memory throughout.");
}

TEST(Verdict, OfNothingFeasibleSaysWhyByBothNumbers) {
  Results r = of({batch({1, 2}), latency({none, none})});
  r.status.assign(2, Status::Code::infeasible);
  const Status no = Status::infeasible(Label("weights do not fit"), Bytes(92e9), Bytes(80e9));
  r.notes = {{0, {}, no}, {1, {}, no}};
  EXPECT_EQ(sweep_verdict(r), "2 cases, none feasible: weights do not fit (needs 92 GB, limit 80 GB, 12 GB missing).");
}

TEST(Verdict, TellsFormatsOfTheSameNameTogether) {
  const auto format = [](const char* name, double code) {
    return ResultColumn{.name = name, .doc = "", .type = FieldType::format, .axis = true, .labels = {{0, "fp8"}, {1, "fp16"}}, .values = {code}};
  };
  const Results r = of({format("serving.weights", 0), format("serving.kv", 0), format("serving.math", 1), batch({8})});
  EXPECT_EQ(case_axes(r, 0), "weights = kv = fp8, math = fp16, batch = 8");
}

}  // namespace
}  // namespace fleetline
