// What each constraint of a search costs: the objective without it, against brute force.
#include "brute_force.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline::test {
namespace {

constexpr double fast = 20e-3;
constexpr double few = 40;

/// The highest throughput of the sweep among cases that meet both limits, or one of them, or none.
double best(bool with_latency, bool with_batch) {
  double out = 0;
  for (std::size_t i = 0; i < swept().rows(); ++i) {
    if (swept().status[i] != Status::Code::ok) continue;
    if (with_latency && at(swept(), "roofline.latency", i) >= fast) continue;
    if (with_batch && at(swept(), "roofline.batch", i) > few) continue;
    out = std::max(out, at(swept(), "roofline.throughput", i));
  }
  return out;
}

std::vector<std::string> facts_of(const Results& found, std::string_view word) {
  for (const auto& [name, items] : found.findings.at(0).facts)
    if (name == word) return items;
  return {};
}

std::string would_be(double throughput) { return cat("without it throughput would be ", write_short(throughput, Frequency::dimension)); }

TEST(Binding, PricesEachConstraintByTheBestWithoutIt) {
  const Results found = run(searched("maximize = 'roofline.throughput'\nsubject_to = ['roofline.latency < 20 ms', 'roofline.batch <= 40']\n"));
  const std::vector<std::string> binds = facts_of(found, "binds");
  ASSERT_FALSE(binds.empty());
  const double both = best(true, true), slow = best(false, true), large = best(true, false);
  ASSERT_GT(large, both) << "a limit on the batch that binds";
  std::vector<std::string> expected;
  if (slow > both) expected.push_back("'roofline.latency < 20 ms': " + would_be(slow));
  expected.push_back("'roofline.batch <= 40': " + would_be(large));
  EXPECT_EQ(binds, expected);
  EXPECT_EQ(facts_of(found, "within").size(), 2u);
}

TEST(Binding, SaysThatNothingBinds) {
  const Results found = run(searched("maximize = 'roofline.throughput'\nsubject_to = 'roofline.latency < 1 s'\n"));
  EXPECT_EQ(facts_of(found, "binds"), std::vector<std::string>{"no constraint: without them it would be no better"});
}

TEST(Binding, SaysWhereOnlySeveralTogetherBind) {
  // Each says the same: either alone lets in nothing.
  const Results found = run(searched("maximize = 'roofline.throughput'\nsubject_to = ['roofline.batch <= 40', 'roofline.batch < 41']\n"));
  const std::vector<std::string> binds = facts_of(found, "binds");
  ASSERT_EQ(binds.size(), 1u);
  EXPECT_EQ(binds[0], cat("no constraint alone, only several together: without any throughput would be ", write_short(best(false, false), Frequency::dimension)));
}

TEST(Binding, IsTheSameForAnyNumberOfThreads) {
  const std::string text = searched("minimize = 'roofline.latency'\nsubject_to = ['roofline.latency < 20 ms', 'roofline.batch >= 30']\n");
  EXPECT_EQ(facts_of(run(text, 1), "binds"), facts_of(run(text, 3), "binds"));
}

}  // namespace
}  // namespace fleetline::test
