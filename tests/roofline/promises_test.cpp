// What the manifest promises, for any workload and device: directions, bounds, consistency.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

#include "bench_top.hpp"

namespace fleetline::roofline {
namespace {

double any(double low, double high) { return low * std::pow(high / low, *rc::gen::inRange(0, 1001) / 1000.0); }

TestWorkload any_workload() {
  TestWorkload w;
  const auto count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i) w.layers.push_back({any(1e5, 1e12), any(1e2, 1e8), any(1e2, 1e9), any(1, 1e4)});
  w.copies = *rc::gen::inRange(1, 5);
  w.about.tokens = *rc::gen::arbitrary<bool>();
  return w;
}

RooflineParams any_params() {
  RooflineParams p{.batch = *rc::gen::inRange(1, 300), .context = *rc::gen::inRange(0, 5000)};
  p.mode = *rc::gen::element(Mode::inference, Mode::training);
  p.recompute = *rc::gen::element(Recompute::none, Recompute::full);
  p.efficiency = any(0.01, 1);
  p.memory_efficiency = any(0.01, 1);
  return p;
}

template <class Change>
void with_and_without(Change change) {
  EXPECT_TRUE(rc::check([&] {
    const TestWorkload w = any_workload();
    RooflineParams p = any_params();
    auto device = round_gpu();
    const auto before = solve(w, device, p).out;
    change(p, device);
    const auto after = solve(w, device, p).out;
    RC_ASSERT(after.latency <= before.latency * (1 + 1e-12));
    RC_ASSERT(after.throughput >= before.throughput * (1 - 1e-12));
  }));
}

TEST(Promise, MoreBandwidthIsNeverSlower) {
  with_and_without([](RooflineParams&, auto& device) { device.memory_bandwidth *= 1.7; });
}

TEST(Promise, MoreArithmeticIsNeverSlower) {
  with_and_without([](RooflineParams&, auto& device) { for (auto& peak : device.peak) peak.value *= 1.7; });
}

TEST(Promise, BetterKernelsAreNeverSlower) {
  with_and_without([](RooflineParams& p, auto&) { p.efficiency = std::min(1.0, p.efficiency * 1.3); });
  with_and_without([](RooflineParams& p, auto&) { p.memory_efficiency = std::min(1.0, p.memory_efficiency * 1.3); });
}

TEST(Promise, ALargerBatchTakesLongerAndYieldsMorePerSecond) {
  EXPECT_TRUE(rc::check([] {
    const TestWorkload w = any_workload();
    RooflineParams p = any_params();
    const auto small = solve(w, round_gpu(), p).out;
    p.batch += *rc::gen::inRange(1, 100);
    const auto large = solve(w, round_gpu(), p).out;
    RC_ASSERT(large.latency >= small.latency);
    RC_ASSERT(large.throughput >= small.throughput * (1 - 1e-12));
    RC_ASSERT(large.memory_footprint >= small.memory_footprint);
    RC_ASSERT(large.mfu >= small.mfu * (1 - 1e-12));
  }));
}

TEST(Promise, BoundsHoldForEveryCase) {
  EXPECT_TRUE(rc::check([] {
    const auto out = solve(any_workload(), round_gpu(), any_params()).out;
    const double slack = 1 + 1e-12;
    RC_ASSERT(out.mfu <= out.hfu * slack);
    RC_ASSERT(out.hfu <= slack);
    RC_ASSERT(out.roofline_latency <= out.latency * slack);
    RC_ASSERT(out.latency <= (out.compute_time + out.memory_time + out.overhead_time) * slack);
    RC_ASSERT(*out.average_power >= Watts(100) * (1 - 1e-12));
    RC_ASSERT(*out.average_power <= Watts(500) * slack);
    const Bytes parts = out.weight_memory + out.activation_memory + out.kv_memory + out.state_memory;
    RC_ASSERT(std::abs((parts - out.memory_footprint).base()) <= 1e-9 * parts.base());
  }));
}

TEST(Promise, TheSameCaseGivesTheSameBits) {
  const auto a = solve(two_layers(), round_gpu(), {.batch = 37, .efficiency = 0.37}).out;
  const auto b = solve(two_layers(), round_gpu(), {.batch = 37, .efficiency = 0.37}).out;
  for (const Field& field : RooflineOutputs::schema().fields()) {
    if (!field.numeric()) continue;
    const double x = field.codec.get(field.in(&a)), y = field.codec.get(field.in(&b));
    EXPECT_TRUE(x == y || (std::isnan(x) && std::isnan(y))) << field.name;
  }
}

}  // namespace
}  // namespace fleetline::roofline
