// What a datasheet entry with mistakes gets to hear.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "devices.hpp"

namespace fleetline::accelerators {
namespace {

using testing::HasSubstr;

std::vector<Problem> problems_of(const DatasheetParams& params) {
  try {
    Datasheet device(params);
  } catch (const InputError& e) {
    return e.problems();
  }
  return {};
}

TEST(Parameters, ADeviceNeedsARate) {
  DatasheetParams p = round_gpu();
  p.peak.clear();
  const auto problems = problems_of(p);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].path, "hardware.peak");
  EXPECT_THAT(problems[0].text(), HasSubstr("no arithmetic rate is given"));
}

TEST(Parameters, AllMistakesAreReportedAtOnce) {
  DatasheetParams p = round_gpu();
  p.peak.push_back({"fp61x", FlopRate(1e12)});
  p.peak.push_back({"bf16", FlopRate(0)});
  p.fallback.push_back({"int4", "int88"});
  const auto problems = problems_of(p);
  ASSERT_EQ(problems.size(), 4u);
  EXPECT_EQ(problems[0].path, "hardware.peak.fp61x");
  EXPECT_THAT(problems[1].text(), HasSubstr("the rate is not positive"));
  EXPECT_EQ(problems[2].path, "hardware.fallback.int4");
  EXPECT_THAT(problems[3].text(), HasSubstr("falls back to 'int88', for which this device lists no rate"));
  EXPECT_EQ(problems[3].suggestion, "int8");
}

TEST(Parameters, EveryFieldHasADocAndAUnitThatParses) {
  for (const Field& field : DatasheetParams::schema().fields()) {
    EXPECT_FALSE(field.doc.empty()) << field.name;
    const auto unit = parse_unit(field.unit);
    ASSERT_TRUE(unit) << field.name << ": " << unit.error;
    EXPECT_TRUE(unit.value->dimension == field.dimension) << field.name;
  }
}

}  // namespace
}  // namespace fleetline::accelerators
