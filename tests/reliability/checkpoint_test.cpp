// Checkpoint intervals: published figures, and what must hold for any.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "quantiles.hpp"

namespace fleetline::reliability {
namespace {

Checkpoint checkpoint(double write, double reload, double downtime, double mtbf) {
  return {Seconds(write), Seconds(reload), Seconds(downtime), Seconds(mtbf)};
}

double ettr(const Checkpoint& c, Seconds period) { return (period - c.write) / expected_period(c, period); }

// Aupy, Robert, Vivien, Zaidouni 2013, as transcribed by others: C = R = 600 s, D = 60 s.
TEST(Checkpoints, PublishedOptimaToTheSecond) {
  const Checkpoint c = checkpoint(600, 600, 60, 3849609);
  EXPECT_NEAR(young_period(c).base(), 68567, 1);
  EXPECT_NEAR(daly_first_order_period(c).base(), 68573, 1);
  EXPECT_NEAR(rfo_period(c).base(), 67961, 1);
  EXPECT_NEAR(optimal_period(c).base() / 68240, 1, 0.0013);  // printed from a search
}

// Daly 2006, figures 3 to 5: writing takes 5 min, reloading 10; the best work between two checkpoints is 117, 57
// and 9.1 min at 24 h, 6 h and 15 min between failures. By hand, 24 h: sqrt(2 * 5 * 1440) = 120; x = sqrt(5 / 2880) =
// 0.04167; 120 * (1 + 0.01389 + 0.00019) - 5 = 116.7.
TEST(Checkpoints, DalysOwnFigures) {
  struct Row {
    double mtbf, work, step;
  };
  for (const auto& [mtbf, work, step] : {Row{1440, 117, 0.5}, Row{360, 57, 0.5}, Row{15, 9.1, 0.05}}) {
    const Checkpoint c = checkpoint(5, 10, 0, mtbf);
    EXPECT_NEAR((daly_period(c) - c.write).base(), work, step) << mtbf;
    EXPECT_NEAR((optimal_period(c) - c.write).base() / work, 1, 0.01) << mtbf << ": a series for the exact optimum";
  }
}

TEST(Checkpoints, BeyondTwiceTheMeanTimeDalyWorksOneMeanTime) {
  const Checkpoint c = checkpoint(200, 0, 0, 100);
  EXPECT_DOUBLE_EQ((daly_period(c) - c.write).base(), 100);
}

TEST(Checkpoints, LossesAddUpToTheWhole) {
  const Checkpoint c = checkpoint(60, 90, 240, 7200);
  const Losses l = losses(c, Seconds(1800));
  EXPECT_NEAR(l.total() / expected_period(c, Seconds(1800)), 1, 1e-12);
  EXPECT_GT(l.rework, Seconds(0));
}

// Kokolis et al. 2025 estimate 1 - (D + R + T / 2) / mu - C / T for rare failures: the first terms of the exact ratio.
TEST(Checkpoints, RareFailuresLeaveTheFirstOrderRatio) {
  const Checkpoint c = checkpoint(10, 60, 300, 1e6);
  const double period = 3600, first_order = 1 - (360 + period / 2) / 1e6 - 10 / period;
  EXPECT_NEAR(ettr(c, Seconds(period)), first_order, 2e-5);
}

#define PROPERTY(name, ...) \
  TEST(CheckpointsProperty, name) { ASSERT_TRUE(rc::check(#name, [] __VA_ARGS__)); }

double any(double low, double high) { return low * std::pow(high / low, *rc::gen::inRange(0, 1001) / 1000.0); }
Checkpoint any_checkpoint() { return checkpoint(any(1, 1e3), any(1, 1e3), any(1, 1e3), any(1e4, 1e7)); }

PROPERTY(NoPeriodBeatsTheExactOptimum, {
  const Checkpoint c = any_checkpoint();
  const double best = ettr(c, optimal_period(c)) * (1 + 1e-12);
  RC_ASSERT(best >= ettr(c, young_period(c)));
  RC_ASSERT(best >= ettr(c, daly_period(c)));
  RC_ASSERT(best >= ettr(c, daly_first_order_period(c)));
  RC_ASSERT(best >= ettr(c, optimal_period(c) * any(0.3, 3)));
})

PROPERTY(DalysSeriesIsNearTheOptimum, {
  const Checkpoint c = checkpoint(any(1, 1e3), 0, 0, any(1e4, 1e7));
  RC_ASSERT(std::abs(daly_period(c) / optimal_period(c) - 1) < 1e-3);
})

PROPERTY(MoreFailuresLongerWritesAndSlowerRestartsLeaveLess, {
  const Checkpoint c = any_checkpoint();
  const auto best = [](const Checkpoint& of) { return ettr(of, optimal_period(of)); };
  const double factor = any(1.01, 3);
  Checkpoint worse = c;
  worse.mtbf = c.mtbf / factor;
  RC_ASSERT(best(worse) < best(c));
  worse = c;
  worse.write = c.write * factor;
  RC_ASSERT(best(worse) < best(c));
  worse = c;
  worse.downtime = c.downtime * factor;
  RC_ASSERT(best(worse) < best(c));
})

PROPERTY(UnitsOfTimeDoNotMatter, {
  const Checkpoint c = any_checkpoint();
  const double k = any(0.01, 100);
  const Checkpoint scaled =
      checkpoint(c.write.base() * k, c.reload.base() * k, c.downtime.base() * k, c.mtbf.base() * k);
  RC_ASSERT(std::abs(optimal_period(scaled).base() / (k * optimal_period(c).base()) - 1) < 1e-9);
  RC_ASSERT(std::abs(ettr(scaled, optimal_period(scaled)) - ettr(c, optimal_period(c))) < 1e-12);
})

}  // namespace
}  // namespace fleetline::reliability
