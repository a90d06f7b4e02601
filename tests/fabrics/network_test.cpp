#include "network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragonfly.hpp"
#include "fleetline/problem.hpp"
#include "fleets.hpp"

namespace fleetline::fabrics::test {
namespace {

Ref<Switch> quantum2() {
  const auto model = std::make_shared<Switch>();
  model->ports = 64;
  model->port_bandwidth = Bandwidth(50e9);
  model->power_typical = Watts(700);
  model->power_maximum = Watts(1700);
  model->price = Dollars(36000);
  return {.name = "QM9700", .record = model};
}

NetworkOutputs of(const BuiltFleet& fleet, const NetworkParams& params) {
  const NetworkSolver solver;
  Subjects subjects;
  subjects.fleet = &fleet;
  const auto state = solver.setup(subjects, params);
  NetworkOutputs out;
  EXPECT_EQ(solver.evaluate(*state, params, out, nullptr).code, Status::Code::ok) << state->trouble.text();
  return out;
}

double switches_of(std::uint32_t nodes) {
  NetworkParams params;
  params.model = quantum2();
  return of(fleet_of(nodes, nullptr, cluster_of<RailOptimised>(cluster_params())), params).switches;
}

// E. Cheah's table of clusters of eight H100 with 64-port switches (H100 Freakonomics, August 2024): 48 switches for 128 nodes, 96 for
// 256, 2,560 for 4,096.
TEST(Network, HasAsManySwitchesAsPublished) {
  EXPECT_EQ(switches_of(128), 48);
  EXPECT_EQ(switches_of(256), 96);
  EXPECT_EQ(switches_of(4096), 2560);
}

// 64 ports: one switch up to 64 cables; 2048 cables in two layers, 64 switches below and 32 above; beyond, three layers.
TEST(Network, LayersOfSwitchesCarryWhatOneCannot) {
  EXPECT_EQ(switches_for(0, 0, 64).switches, 0);
  EXPECT_EQ(switches_for(64, 0, 64).switches, 1);
  EXPECT_EQ(switches_for(2048, 0, 64).switches, 96);
  EXPECT_EQ(switches_for(2048, 0, 64).ports, 96 * 64);
  EXPECT_EQ(switches_for(2048, 0, 64).cables, 2048);
  EXPECT_EQ(switches_for(32768, 0, 64).switches, 2560);
}

// 65 cables: three switches of 32 below and two above, not the four of 3 * 65 / 64. Of a pod with 512 cables below and 64 beyond 16 leaves and
// nine above them: 512 up from leaves, 64 on.
TEST(Network, EveryLayerHasWholeSwitches) {
  EXPECT_EQ(switches_for(65, 0, 64).switches, 3 + 2);
  EXPECT_EQ(switches_for(512, 64, 64).switches, 16 + 9);
  EXPECT_EQ(switches_for(512, 64, 64).ports, 2 * 512 + 576);
  EXPECT_EQ(switches_for(32, 32, 64).switches, 1);
}

// The same table, 128 nodes: switches of 36,000 dollars for 1,728,000, links of 1,280 dollars for 2,621,440. 48 * 64 ports are in use, of them 1024 to
// adapters: (3072 + 1024) / 2 cables. At 700 W and 10 W a port 48 * 700 + 3072 * 10, all lit 48 * 1700.
TEST(Network, PowerAndPriceAreThoseOfItsParts) {
  NetworkParams params;
  params.model = quantum2();
  params.cable_price = Dollars(1280);
  const BuiltFleet fleet = fleet_of(128, nullptr, cluster_of<RailOptimised>(cluster_params()));
  const NetworkOutputs lit = of(fleet, params);
  EXPECT_EQ(lit.ports, 3072);
  EXPECT_EQ(lit.cables, 2048);
  EXPECT_NEAR(lit.price->base(), 1'728'000 + 2'621'440, 1e-6);
  EXPECT_NEAR(lit.price_per_accelerator->base(), (1'728'000 + 2'621'440) / 1024.0, 1e-6);
  EXPECT_FALSE(lit.share_of_price);  // the nodes have no price
  EXPECT_NEAR(lit.power->base(), 48 * 1700, 1e-6);
  params.transceiver_power = Watts(10);
  EXPECT_NEAR(of(fleet, params).power->base(), 48 * 700 + 3072 * 10, 1e-6);
}

// The same cluster: every port has its transceiver, and so has every adapter; with copper to the nodes those of 1024 cables are none.
TEST(Network, TransceiversAreAtBothEndsOfWhatCarriesLight) {
  NetworkParams params;
  params.model = quantum2();
  params.transceiver_power = Watts(10);
  const BuiltFleet fleet = fleet_of(128, nullptr, cluster_of<RailOptimised>(cluster_params()));
  EXPECT_EQ(of(fleet, params).transceivers, 3072 + 1024);
  EXPECT_NEAR(of(fleet, params).transceivers_power->base(), 30'720, 1e-6);
  params.optical = Light::between_switches;
  EXPECT_EQ(of(fleet, params).transceivers, 2048);
  EXPECT_NEAR(of(fleet, params).power->base(), 48 * 700 + 2048 * 10, 1e-6);
}

// A price without cables would be too low by half: there is none, but that of the switches. The entry may say what they cost and draw.
TEST(Network, CablesAreInThePriceOrThereIsNone) {
  NetworkParams params;
  params.model = quantum2();
  const BuiltFleet fleet = fleet_of(128, nullptr, cluster_of<RailOptimised>(cluster_params()));
  EXPECT_FALSE(of(fleet, params).price);
  EXPECT_NEAR(of(fleet, params).switches_price->base(), 1'728'000, 1e-6);
  const auto model = std::make_shared<Switch>(*quantum2().record);
  model->cable_price = Dollars(1280);
  model->transceiver_power = Watts(8.5);
  params.model.record = model;
  EXPECT_NEAR(of(fleet, params).price->base(), 1'728'000 + 2'621'440, 1e-6);
  EXPECT_NEAR(of(fleet, params).power->base(), 48 * 700 + 3072 * 8.5, 1e-6);
}

// Four groups of two nodes of eight on four switches, two cables between any two groups: 16 switches; cables 64 to adapters, 4 x 6 inside
// groups, 6 x 2 between them. Ports: 64 adapters and either end of the others.
TEST(Network, ADragonflyIsCountedCableByCable) {
  DragonflyParams p;
  p.bandwidth = Bandwidth(50e9);
  p.group_nodes = 2;
  p.group_switches = 4;
  p.global_links = 2;
  NetworkParams params;
  params.model = quantum2();
  const NetworkOutputs out = of(fleet_of(8, nullptr, std::make_shared<const Dragonfly>(p)), params);
  EXPECT_EQ(out.switches, 16);
  EXPECT_NEAR(out.cables, 64 + 24 + 12, 1e-9);
  EXPECT_NEAR(out.ports, 64 + 2 * (24 + 12), 1e-9);
}

TEST(Network, IsNotWhereNoNodesAreJoined) {
  NetworkParams params;
  params.model = quantum2();
  const BuiltFleet fleet = fleet_of(2, node_of(), nullptr);
  Subjects subjects;
  subjects.fleet = &fleet;
  const NetworkSolver solver;
  const auto state = solver.setup(subjects, params);
  NetworkOutputs out;
  EXPECT_EQ(solver.evaluate(*state, params, out, nullptr).code, Status::Code::infeasible);
}

TEST(Network, SwitchesTooSlowForTheAdaptersAreRefused) {
  NetworkParams params;
  params.model = quantum2();
  ClosParams p = cluster_params();
  p.bandwidth = Bandwidth(100e9);
  const BuiltFleet fleet = fleet_of(2, nullptr, cluster_of<RailOptimised>(p));
  Subjects subjects;
  subjects.fleet = &fleet;
  try {
    NetworkSolver().setup(subjects, params);
    FAIL();
  } catch (const InputError& e) {
    EXPECT_THAT(e.problems().front().what, testing::HasSubstr("'QM9700' has no ports for 100 GB/s adapters: a port carries 50 GB/s"));
  }
  p.model = quantum2();
  EXPECT_THROW(cluster_of<RailOptimised>(p), InputError);
}

// Ports faster than adapters are split: 64 of 400 Gbit/s are 128 of 200. 64 nodes hang below one leaf for each rail, and 8 x 64 cables
// go up to four spines.
TEST(Network, TheSwitchSaysHowManyPortsThereAre) {
  ClosParams p = cluster_params();
  p.model = quantum2();
  EXPECT_EQ(p.model->ports_of(Bandwidth(25e9)), 128);
  p.bandwidth = Bandwidth(25e9);
  const BuiltFleet fleet = fleet_of(64, nullptr, cluster_of<RailOptimised>(p));
  NetworkParams params;
  params.model = p.model;
  EXPECT_EQ(of(fleet, params).switches, 8 + 4);
  p.radix = 256;
  EXPECT_THROW(cluster_of<RailOptimised>(p), InputError);
}

}  // namespace
}  // namespace fleetline::fabrics::test
