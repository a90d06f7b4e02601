// Tables, notes and the verdict: what a reader of one case sees.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "bench_top.hpp"

namespace fleetline::roofline {
namespace {

using testing::Contains;
using testing::HasSubstr;

TEST(Verdict, SaysWhatBindsAndHowFastItIs) {
  EXPECT_EQ(solve(two_layers(), round_gpu(), {}).detail.verdict,
            "Inference at batch 1 is memory-bound (102 us of traffic against 11 us of arithmetic): 114 us, "
            "8,772 images/s, MFU 9.65 %.");
}

TEST(Verdict, NamesThePhase) {
  EXPECT_THAT(solve(decoder(), round_gpu(), {}).detail.verdict, HasSubstr("Decode step at batch 1 is memory-bound"));
  EXPECT_THAT(solve(decoder(), round_gpu(), {.phase = Phase::prefill}).detail.verdict, HasSubstr("Prefill at batch 1"));
  EXPECT_THAT(solve(two_layers(), round_gpu(), {.mode = Mode::training}).detail.verdict, HasSubstr("Training step at batch 1"));
}

TEST(Notes, ReportFallbacksOnce) {
  const auto detail = solve(two_layers(), round_gpu(), {.precision = format("int8")}).detail;
  EXPECT_EQ(std::count(detail.notes.begin(), detail.notes.end(),
                       "int8 has no arithmetic on this device: computed as fp16 at 100 TFLOP/s"), 1);
  const auto exact = solve(two_layers(), round_gpu(), {.precision = format("fp16")}).detail;
  for (const std::string& note : exact.notes) EXPECT_THAT(note, testing::Not(HasSubstr("computed as")));
}

TEST(Notes, StateTheDefaultsInForce) {
  const auto notes = solve(decoder(), round_gpu(), {.batch = 4}).detail.notes;
  EXPECT_THAT(notes, Contains("precision not given: fp16, the workload's own"));
  auto quantised = decoder();
  quantised.about.native.weights = format("int4 g128");
  EXPECT_THAT(solve(quantised, round_gpu(), {}).detail.notes,
              Contains("precision not given: int4 g128 weights, fp16 activations, fp16 KV cache, fp16 arithmetic, the workload's own"));
  auto silent = decoder();
  silent.about.native = {};
  EXPECT_THAT(solve(silent, round_gpu(), {}).detail.notes, Contains("precision not given: fp16, the usual one"));
  EXPECT_THAT(notes, Contains("decode: one token per sequence, each with 1024 tokens cached"));
}

TEST(OperatorTable, HasARowPerOperatorWhoseSharesLeaveTheOverheads) {
  const auto [out, status, detail] = solve(two_layers(), round_gpu(), {.batch = 20});
  ASSERT_EQ(detail.tables.size(), 1u);
  const DetailTable& table = detail.tables[0];
  EXPECT_EQ(table.name, "operators");
  EXPECT_EQ(table.rows(), 2u);
  double shares = 0;
  for (const DetailColumn& column : table.columns) {
    EXPECT_EQ(std::max(column.numbers.size(), column.texts.size()), 2u) << column.name;
    if (column.name == "share") shares = column.numbers[0] + column.numbers[1];
    if (column.name == "bound") {
      EXPECT_THAT(column.texts, testing::ElementsAre("compute", "memory"));
    }
  }
  EXPECT_NEAR(shares, 310.0 / 322, 1e-12);
}

TEST(Schema, EfficienciesAreToBeCalibrated) {
  for (const char* name : {"efficiency", "memory_efficiency"})
    EXPECT_TRUE(RooflineParams::schema().find(name)->options.calibrate) << name;
}

/// The names an equation uses exist: outputs, parameters, or hardware and workload facts.
TEST(Schema, UsesOnlyNamesThatExist) {
  for (const Field& field : RooflineOutputs::schema().fields()) {
    std::stringstream uses{std::string(field.options.uses)};
    for (std::string name; std::getline(uses >> std::ws, name, ',');) {
      const bool known = RooflineOutputs::schema().find(name) || RooflineParams::schema().find(name) ||
                         (name.rfind("hardware.", 0) == 0 && accelerators::DatasheetParams::schema().find(name.substr(9)));
      EXPECT_TRUE(known) << field.name << " uses " << name;
    }
  }
}

TEST(Schema, EveryFieldHasADocAndAUnitThatParses) {
  for (const AnySchema* schema : {static_cast<const AnySchema*>(&RooflineParams::schema()),
                                  static_cast<const AnySchema*>(&RooflineOutputs::schema())})
    for (const Field& field : schema->fields()) {
      EXPECT_FALSE(field.doc.empty()) << field.name;
      const auto unit = parse_unit(field.unit);
      ASSERT_TRUE(unit) << field.name << ": " << unit.error;
      EXPECT_TRUE(unit.value->dimension == field.dimension) << field.name;
    }
}

}  // namespace
}  // namespace fleetline::roofline
