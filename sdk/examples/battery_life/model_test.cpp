#include "model.hpp"

#include <gtest/gtest.h>

namespace battery_life {
namespace {

constexpr double year = 365.25 * 86400;

TEST(AveragePower, IsTheSleepPowerWhenNothingRuns) {
  EXPECT_DOUBLE_EQ(average_power(Joules(0), Seconds(0), Watts(5e-6), Seconds(60)).base(), 5e-6);
}

TEST(AveragePower, IsTheActivePowerWhenAlwaysAwake) {
  EXPECT_DOUBLE_EQ(average_power(Joules(0.02), Seconds(1), Watts(5e-6), Seconds(1)).base(), 0.02);
}

TEST(Lifetime, IsChargeOverDrawForAPerfectBattery) {
  EXPECT_DOUBLE_EQ(lifetime(Joules(100), Watts(2), 0).base(), 50);
}

TEST(Lifetime, ApproachesThePerfectBatteryAsLossVanishes) {
  const double perfect = lifetime(Joules(2430), Watts(1e-4), 0).base();
  EXPECT_NEAR(lifetime(Joules(2430), Watts(1e-4), 1e-9).base() / perfect, 1, 1e-8);
}

// Integrates dE/dt = -P - k E in small steps and finds when nothing is left.
TEST(Lifetime, AgreesWithNumericalIntegration) {
  const double loss = 0.3, draw = 2e-5, k = -std::log(1 - loss) / year, dt = year / 1e5;
  double charge = 2430, time = 0;
  for (; charge > 0; time += dt) {
    const double half = charge + dt / 2 * (-draw - k * charge);
    charge += dt * (-draw - k * half);
  }
  EXPECT_NEAR(lifetime(Joules(2430), Watts(draw), loss).base() / time, 1, 1e-4);
}

}  // namespace
}  // namespace battery_life
