// The inverse question: which bandwidth or peak meets a target.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "bench_top.hpp"

namespace fleetline::roofline {
namespace {

double latency_with(const accelerators::DatasheetParams& device, const RooflineParams& p) {
  return solve(two_layers(), device, p).out.latency.base();
}

TEST(Inverse, TheRequiredBandwidthMeetsTheTarget) {
  for (const std::int64_t batch : {1, 10, 20, 64})
    for (const double share : {1.3, 0.9, 0.8}) {
      RooflineParams p{.batch = batch, .efficiency = 0.6, .memory_efficiency = 0.7};
      p.target_latency = Seconds(latency_with(round_gpu(), p) * share);
      const auto needed = solve(two_layers(), round_gpu(), p).out.required_bandwidth;
      if (!needed) continue;
      auto device = round_gpu();
      device.memory_bandwidth = *needed;
      EXPECT_NEAR(latency_with(device, p) / p.target_latency->base(), 1, 1e-12) << batch << ", " << share;
    }
}

TEST(Inverse, TheRequiredPeakMeetsTheTarget) {
  int answered = 0;
  for (const std::int64_t batch : {20, 64, 512})
    for (const double share : {1.3, 0.9, 0.8}) {
      RooflineParams p{.batch = batch, .efficiency = 0.6, .memory_efficiency = 0.7};
      p.target_latency = Seconds(latency_with(round_gpu(), p) * share);
      const auto needed = solve(two_layers(), round_gpu(), p).out.required_peak;
      if (!needed) continue;
      ++answered;
      auto device = round_gpu();
      const double factor = needed->base() / 100e12;
      for (auto& peak : device.peak) peak.value *= factor;
      EXPECT_NEAR(latency_with(device, p) / p.target_latency->base(), 1, 1e-12) << batch << ", " << share;
    }
  EXPECT_GE(answered, 6);
}

TEST(Inverse, HandComputed) {
  // Batch 20: max(200, 30 x) + max(20, 110 x) us with x the inverse of the speed-up; 12 us of overheads. For 272 us in
  // all, 200 + 110 x = 260: x = 60 / 110.
  RooflineParams p{.batch = 20, .target_latency = Seconds(272e-6)};
  const auto [out, status, detail] = solve(two_layers(), round_gpu(), p);
  ASSERT_TRUE(out.required_bandwidth);
  EXPECT_NEAR(out.required_bandwidth->base(), 1e12 * 110 / 60, 1);
  // Arithmetic alone: max(200 x, 30) + max(20 x, 110) = 260: x = 150 / 200.
  ASSERT_TRUE(out.required_peak);
  EXPECT_NEAR(out.required_peak->base(), 100e12 * 200 / 150, 100);
}

TEST(Inverse, SaysWhenOverheadsAloneExceedTheTarget) {
  const auto [out, status, detail] = solve(two_layers(), round_gpu(), {.target_latency = Seconds(11e-6)});
  EXPECT_EQ(status.code, Status::Code::infeasible);
  EXPECT_EQ(status.reason.text(), "overheads alone take longer than the target latency");
  EXPECT_NEAR(status.missing, 1e-6, 1e-15);
  EXPECT_FALSE(out.required_bandwidth);
  EXPECT_GT(out.latency.base(), 0) << "times are filled in all the same";
}

TEST(Inverse, SaysWhenNeitherEngineAloneIsEnough) {
  // Batch 20: arithmetic 220 us, traffic 140 us; 100 us + 12 us of overheads is out of reach of either alone.
  const auto [out, status, detail] = solve(two_layers(), round_gpu(), {.batch = 20, .target_latency = Seconds(112e-6)});
  EXPECT_EQ(status.code, Status::Code::infeasible);
  EXPECT_NEAR(status.missing, 40e-6, 1e-12);
}

TEST(Inverse, OneEngineMayBeEnoughWhereTheOtherIsNot) {
  // Batch 1: traffic 102 us, arithmetic 11 us. 62 us are reached by bandwidth, never by arithmetic.
  const auto [out, status, detail] = solve(two_layers(), round_gpu(), {.target_latency = Seconds(62e-6)});
  EXPECT_TRUE(status);
  EXPECT_TRUE(out.required_bandwidth);
  EXPECT_FALSE(out.required_peak);
  ASSERT_FALSE(detail.notes.empty());
  EXPECT_NE(detail.notes.back().find("no peak alone meets 62 us"), std::string::npos);
}

TEST(Inverse, IsNotAnsweredWhenNotAsked) {
  const auto out = solve(two_layers(), round_gpu(), {}).out;
  EXPECT_FALSE(out.required_bandwidth);
  EXPECT_FALSE(out.required_peak);
}

}  // namespace
}  // namespace fleetline::roofline
