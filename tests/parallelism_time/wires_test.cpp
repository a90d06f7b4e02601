// Which of a fleet's links a layout is priced by.
#include <gtest/gtest.h>

#include <array>

#include "parallelism/pricing.hpp"

namespace fleetline::parallelism {
namespace {

/// Sixteen devices, eight at each of two sites. Inside a site a byte takes 1 ns, from one to the other 100.
class TwoSites final : public Fleet {
 public:
  explicit TwoSites(std::size_t partitions) : shown_(partitions) {}
  std::span<const Partition> partitions() const override { return std::span(parts_).first(shown_); }
  std::uint32_t device_count() const override { return 16; }
  const TopologyView* topology() const override { return nullptr; }
  Profiles profiles(const Group&) const override { return {}; }
  Cost price(const Collective& c, const Group& g) const override {
    const std::uint32_t last = g.start + (g.counts[0] - 1) * g.strides[0];
    return {.time = c.payload.base() * Seconds(g.start < 8 && last >= 8 ? 100e-9 : 1e-9)};
  }

 private:
  std::size_t shown_;
  std::array<Partition, 2> parts_{Partition{.first_device = 0, .devices = 8, .devices_per_node = 8}, Partition{.first_device = 8, .devices = 8, .devices_per_node = 8}};
};

LayoutChoice stages(std::uint32_t p) { return {.tensor = 1, .pipeline = p, .data = 16 / p}; }

double per_byte(const Fleet& fleet, std::uint32_t p) {
  TrainingStack stack;
  stack.network_efficiency = 1;
  return wires_of(fleet, stack, stages(p)).stage.seconds_per_byte;
}

// Of four stages of four devices only the second and the third stand at different sites; each micro-batch passes all of them.
TEST(Wires, StagesArePricedByTheSlowestOfTheirBoundaries) {
  EXPECT_NEAR(per_byte(TwoSites(2), 4), 100e-9, 1e-15);
  EXPECT_NEAR(per_byte(TwoSites(2), 2), 100e-9, 1e-15);
  EXPECT_EQ(per_byte(TwoSites(2), 1), 0);
}

// Stages of two devices: the first boundary lies inside the first eight, the fourth leaves them.
TEST(Wires, TheBoundaryThatLeavesTheNodeCountsInOnePartition) { EXPECT_NEAR(per_byte(TwoSites(1), 8), 100e-9, 1e-15); }

TEST(Wires, ReplicasAtTwoSitesTalkOverTheLine) {
  TrainingStack stack;
  stack.network_efficiency = 1;
  EXPECT_NEAR(wires_of(TwoSites(2), stack, stages(1)).all_reduce.seconds_per_byte, 100e-9, 1e-15);
  EXPECT_NEAR(wires_of(TwoSites(2), stack, stages(2)).all_reduce.seconds_per_byte, 1e-9, 1e-15);
}

}  // namespace
}  // namespace fleetline::parallelism
