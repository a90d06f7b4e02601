// Devices that do not overlap arithmetic and traffic, and that add a floor of their own.
#include <gtest/gtest.h>

#include "bench_top.hpp"

namespace fleetline::roofline {
namespace {

/// Arithmetic, then traffic, then 2 us to drain: time = compute + memory + floor.
class OneAfterTheOther final : public Hardware {
 public:
  explicit OneAfterTheOther(const accelerators::DatasheetParams& params) : sheet_(params) {}

  Cost price(const Operator& op) const override {
    Cost cost = sheet_.price(op);
    cost.floor = Seconds(2e-6);
    cost.time = cost.compute + cost.memory + cost.floor;
    cost.dynamic = Watts(400) * (cost.compute + cost.memory);
    return cost;
  }
  Peak peak(Format math) const override { return sheet_.peak(math); }
  const HardwareFacts& facts() const override { return sheet_.facts(); }
  std::span<const MemoryLevel> levels() const override { return sheet_.levels(); }

 private:
  accelerators::Datasheet sheet_;
};

Solved solve_serial(const RooflineParams& p, accelerators::DatasheetParams device = round_gpu()) {
  return solve(two_layers(), OneAfterTheOther(device), p);
}

// Batch 20: 200 + 30 us and 20 + 110 us of work; dispatch 10 us, 2 layers of 1 us, 2 floors of 2 us.
TEST(Overlap, WithoutAnyTheBusyTimesAdd) {
  const auto out = solve_serial({.batch = 20}).out;
  EXPECT_NEAR(out.latency.base(), 360e-6 + 16e-6, 1e-15);
  EXPECT_NEAR(out.overhead_time.base(), 16e-6, 1e-18) << "only floors are overhead: 30 + 20 us are work";
  EXPECT_NEAR(out.compute_time.base(), 220e-6, 1e-15);
  EXPECT_NEAR(out.memory_time.base(), 140e-6, 1e-15);
}

TEST(Overlap, WithoutAnyEfficienciesStretchBothEngines) {
  const auto out = solve_serial({.batch = 20, .efficiency = 0.5, .memory_efficiency = 0.25}).out;
  EXPECT_NEAR(out.latency.base(), 220e-6 / 0.5 + 140e-6 / 0.25 + 16e-6, 1e-15);
}

TEST(Overlap, WithoutAnyEnergyFollowsTheBusyTimes) {
  const auto out = solve_serial({.batch = 20}).out;
  ASSERT_TRUE(out.energy);
  EXPECT_NEAR(out.energy->base(), 400 * 360e-6 + 100 * 376e-6, 1e-12);
}

TEST(Overlap, WithoutAnyInversesStillMeetTheTarget) {
  RooflineParams p{.batch = 20, .efficiency = 0.6, .memory_efficiency = 0.7};
  for (const double target : {500e-6, 400e-6, 385e-6}) {
    p.target_latency = Seconds(target);
    const auto out = solve_serial(p).out;
    ASSERT_TRUE(out.required_bandwidth) << target;
    auto device = round_gpu();
    device.memory_bandwidth = *out.required_bandwidth;
    EXPECT_NEAR(solve_serial(p, device).out.latency.base() / target, 1, 1e-12) << target;
  }
}

TEST(Overlap, WithoutAnyTheOperatorTableAddsUpToTheLatency) {
  const auto [out, status, detail] = solve_serial({.batch = 20, .efficiency = 0.5});
  for (const DetailColumn& column : detail.tables.at(0).columns)
    if (column.name == "time") {
      EXPECT_NEAR(column.numbers.at(0) + column.numbers.at(1), out.latency.base() - 12e-6, 1e-15);
    }
}

}  // namespace
}  // namespace fleetline::roofline
