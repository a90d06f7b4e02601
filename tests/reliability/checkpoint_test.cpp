#include <gtest/gtest.h>

#include "quantiles.hpp"
#include "rates.hpp"

namespace fleetline::reliability {
namespace {

Checkpoint checkpoint(double write, double reload, double downtime, double mtbf) { return {Seconds(write), Seconds(reload), Seconds(downtime), Seconds(mtbf)}; }

// Aupy, Robert, Vivien 2013, table 2: C = R = 600 s, D = 60 s.
TEST(Checkpoints, PublishedOptimaToTheSecond) {
  const Checkpoint c = checkpoint(600, 600, 60, 3849609);
  EXPECT_NEAR(young_period(c).base(), 68567, 1);
  EXPECT_NEAR(daly_period(c).base(), 68573, 1);
  EXPECT_NEAR(rfo_period(c).base(), 67961, 1);
  EXPECT_NEAR(optimal_period(c).base() / 68240, 1, 0.0013);  // printed from a search
}

TEST(Checkpoints, NoPeriodBeatsTheExactOptimum) {
  for (const double mtbf : {2e3, 1e4, 1e5, 1e7}) {
    const Checkpoint c = checkpoint(300, 200, 100, mtbf);
    const auto efficiency = [&](Seconds period) { return (period - c.write) / expected_period(c, period); };
    const double best = efficiency(optimal_period(c));
    EXPECT_GE(best, efficiency(young_period(c)));
    EXPECT_GE(best, efficiency(daly_period(c)));
    for (const double factor : {0.5, 0.9, 0.99, 1.01, 1.1, 2.0}) EXPECT_GE(best, efficiency(optimal_period(c) * factor)) << mtbf << " x " << factor;
  }
}

TEST(Checkpoints, LossesAddUpToTheWhole) {
  const Checkpoint c = checkpoint(60, 90, 240, 7200);
  const Losses l = losses(c, Seconds(1800));
  EXPECT_NEAR(l.total() / expected_period(c, Seconds(1800)), 1, 1e-12);
  EXPECT_GT(l.rework, Seconds(0));
}

TEST(Checkpoints, MoreFailuresLeaveLessTime) {
  double before = 1;
  for (double mtbf = 1e7; mtbf > 1e3; mtbf /= 2) {
    const Checkpoint c = checkpoint(60, 60, 240, mtbf);
    const double ettr = (optimal_period(c) - c.write) / expected_period(c, optimal_period(c));
    EXPECT_LT(ettr, before);
    before = ettr;
  }
}

TEST(Spares, AreTheSmallestThatSuffice) {
  EXPECT_EQ(spares(0, 0.99), 0);
  EXPECT_EQ(spares(1, 0.99), 4);  // P(X <= 3) = 98.1 %, P(X <= 4) = 99.6 %
  for (const double mean : {0.1, 1.0, 7.0, 40.0})
    for (double q = 0.5; q < 0.9999; q = 1 - (1 - q) / 3) EXPECT_LE(spares(mean, q), spares(mean, 1 - (1 - q) / 3));
}

TEST(Availability, TwoOfThree) {
  EXPECT_NEAR(at_least(2, 3, 0.9), 3 * 0.81 * 0.1 + 0.729, 1e-12);
  EXPECT_EQ(at_least(0, 3, 0.5), 1);
  EXPECT_EQ(at_least(4, 3, 0.9), 0);
}

// Llama Team 2024: 419 interruptions in 54 days on 16,384 accelerators in 2,048 hosts.
TEST(Rates, PartsInSeriesAdd) {
  Failures f;
  f.accelerator = Seconds(1000);
  f.host = Seconds(500);
  f.nic = Seconds(4000);
  const Rates r = rates_of({.accelerators = 8, .hosts = 1, .nics = 8, .switches = 4}, f);
  EXPECT_NEAR(r.total().base(), 8 / 1000.0 + 1 / 500.0 + 8 / 4000.0, 1e-15);
}

}  // namespace
}  // namespace fleetline::reliability
