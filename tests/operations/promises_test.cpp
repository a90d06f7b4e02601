// What the two solvers promise ("when the tariff rises, the bill never falls") is checked by the conformance kit, and
// none is passed over.
#include <gtest/gtest.h>

#include "catalog/conformance/conformance.hpp"

namespace fleetline {
namespace {

class Promises : public testing::TestWithParam<const char*> {};

TEST_P(Promises, AreAllKept) {
  const auto file = std::filesystem::path(PLUGIN_DIRECTORY) / (std::string(GetParam()) + ".fleet.so");
  const conformance::Verification verification = conformance::verify(file, {REGISTRY_DIRECTORY});
  std::size_t promises = 0;
  for (const conformance::Outcome& outcome : verification.outcomes) {
    EXPECT_NE(outcome.finding.state, conformance::Finding::State::fail) << outcome.name;
    if (outcome.name.find(": promise-") == std::string::npos) continue;
    ++promises;
    EXPECT_EQ(outcome.finding.state, conformance::Finding::State::pass)
        << outcome.name << ": " << (outcome.finding.reasons.empty() ? "" : outcome.finding.reasons.front());
  }
  EXPECT_GE(promises, 9u);
}

INSTANTIATE_TEST_SUITE_P(Operations, Promises, testing::Values("sustainability", "economics"));

}  // namespace
}  // namespace fleetline
