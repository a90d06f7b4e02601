// Carbon, energy and water: what published arithmetic gives, and what must hold for any fleet.
#include "sustainability/model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

#include "fleetline/sdk/power.hpp"
#include "fleetline/text.hpp"
#include "scenario/world.hpp"

namespace fleetline::sustainability {
namespace {

using test::at;
using test::run;

std::string scenario(std::string_view solve, std::string_view fleet = "node = 'DGX_H100'\nnodes = 4\nsite = 'us-average'") {
  return cat("[fleet]\n", fleet, "\n[solve.sustainability]\n", solve.find("duration") == solve.npos ? "duration = '30 d'\n" : "", solve, "\n[show]\ncolumns = ['sustainability.*']\n");
}

TEST(Sustainability, Gpt3TrainingByPattersonTakes1287MWh) {
  const auto r = run(scenario("inputs.accelerator_power = '330 W'\nduration = '3552000 h'\npue = 1.1\nnetwork_share = 0\nsite_carbon_direct = '429 gCO2e/kWh'\n",
                              "hardware = 'H100'"));
  EXPECT_NEAR(at(r, "sustainability.energy") / 3.6e9, 1287, 3.5);  // 1,289 before rounding of the inputs
  EXPECT_NEAR(at(r, "sustainability.carbon_direct") / 1e3, 552.1, 1.5);
}

TEST(Sustainability, Gpt3WaterByLiIs5439KilolitresPerMegalitre) {
  const auto r = run(scenario("inputs.accelerator_power = '500 W'\nduration = '2574000 h'\npue = 1.17\nnetwork_share = 0\nsite_water_on_site = '0.55 L/kWh'\n"
                              "site_water_of_electricity = '3.142 L/kWh'\n", "hardware = 'H100'"));
  EXPECT_NEAR(at(r, "sustainability.water") / 1e6, 5.439, 0.0005);
  EXPECT_NEAR(at(r, "sustainability.water_on_site") / 1e6, 0.708, 0.0005) << "no PUE on WUE";
}

TEST(Sustainability, ANodeOfEightH100DrawsAtMostWhatLatifMeasured) {
  const auto r = run(scenario("utilization = 1"));
  EXPECT_NEAR(at(r, "sustainability.node_power"), 8400, 0.05 * 8400);
}

TEST(Sustainability, PowerSuppliesLoseWhatTheirCertificatesSay) {
  const PowerSupplies s{.capacity = Watts(10000), .at_20 = 0.94, .at_50 = 0.96, .at_100 = 0.91};
  EXPECT_NEAR(plug_draw(s, Watts(2000)).base(), 2000 / 0.94, 1e-9);
  EXPECT_NEAR(plug_draw(s, Watts(5000)).base(), 5000 / 0.96, 1e-9);
  EXPECT_NEAR(plug_draw(s, Watts(10000)).base(), 10000 / 0.91, 1e-9);
}

// 12 kW of switches beside the nodes' draw, half of them for half of the nodes, whatever the share.
TEST(Sustainability, ANetworkThatIsCountedStandsInsteadOfItsShare) {
  for (const auto& [accelerators, watts] : {std::pair{"32", 12e3}, std::pair{"16", 6e3}}) {
    const auto r = run(scenario(cat("inputs.network_power = '12 kW'\nnetwork_share = 0.5\ninputs.accelerators = ", accelerators)));
    EXPECT_NEAR(at(r, "sustainability.it_power") - at(r, "sustainability.node_power") * at(r, "sustainability.nodes"), watts, 1e-3);
  }
}

// Of unlike size: an even split over sites would pass with sites that are alike.
TEST(Sustainability, TwoSitesAreTheSumOfBoth) {
  const auto one = [](const char* site, int nodes) { return run(scenario("", cat("node = 'DGX_H100'\nnodes = ", nodes, "\nsite = '", site, "'"))); };
  const auto both = run("[[fleet.partition]]\nnode = 'DGX_H100'\nnodes = 5\nsite = 'quebec'\n[[fleet.partition]]\nnode = 'DGX_H100'\nnodes = 2\nsite = 'iowa'\n"
                        "[solve.sustainability]\nduration = '30 d'\n[show]\ncolumns = ['sustainability.*']\n");
  const auto quebec = one("quebec", 5), iowa = one("iowa", 2);
  for (const char* part : {"accelerator_energy", "node_energy", "it_energy", "energy", "carbon_direct", "nodes"}) {
    const std::string column = cat("sustainability.", part);
    EXPECT_NEAR(at(both, column) / (at(quebec, column) + at(iowa, column)), 1, 1e-9) << part;
  }
}

// Half of a fleet of two kinds: shared out by size it would draw a mean of both, whichever of them works.
TEST(Sustainability, APartOfAnUnlikeFleetIsNotGuessed) {
  const auto half = [](const char* second) {
    return run(cat("[[fleet.partition]]\nnode = 'DGX_H100'\nsite = 'iowa'\n[[fleet.partition]]\nname = 'b'\nnode = '", second,
                   "'\nsite = 'iowa'\n[solve.sustainability]\nduration = '30 d'\ninputs.accelerators = 8\n")).status[0];
  };
  EXPECT_EQ(half("DGX_A100"), Status::Code::infeasible);
  EXPECT_EQ(half("DGX_H100"), Status::Code::ok);
}

TEST(Sustainability, MoreAcceleratorsThanTheFleetHasAreInfeasible) {
  EXPECT_EQ(run(scenario("inputs.accelerators = 33")).status[0], Status::Code::infeasible);
}

TEST(Sustainability, PartOfANodeRunsAsAWholeOne) {
  const auto figures = [](int accelerators) { return run(scenario(cat("utilization = 1\nduty = 0.5\ninputs.accelerators = ", accelerators))); };
  const auto eight = figures(8), nine = figures(9), sixteen = figures(16);
  EXPECT_EQ(at(nine, "sustainability.nodes"), 2);
  EXPECT_NEAR(at(nine, "sustainability.embodied_carbon"), at(sixteen, "sustainability.embodied_carbon"), 1e-9);
  EXPECT_NEAR(at(nine, "sustainability.provisioned_power"), at(sixteen, "sustainability.provisioned_power"), 1e-9);
  // Seven of the sixteen stay at idle for the half of 30 days in which they would have drawn their peak.
  EXPECT_NEAR(at(sixteen, "sustainability.accelerator_energy") - at(nine, "sustainability.accelerator_energy"), 7 * (700.0 - 88) * 15 * 86400, 1e-3);
  // The second node's processors, memory, network and fans run for its one accelerator.
  EXPECT_GT(at(nine, "sustainability.node_energy"), at(eight, "sustainability.node_energy") * 1.25);
  EXPECT_LT(at(nine, "sustainability.node_energy"), at(sixteen, "sustainability.node_energy"));
}

TEST(Sustainability, APueBelowOneIsRefusedWithItsPlace) {
  EXPECT_THAT(test::problems_of(scenario("pue = 0.9")), testing::HasSubstr("solve.sustainability.pue: 0.9 is out of range\n  expected at least 1"));
}

TEST(Sustainability, TwoWaysToSayTheSameThingAreRefused) {
  EXPECT_THAT(test::problems_of(scenario("steps = 10\nduration = '1 d'")), testing::HasSubstr("'steps' and 'duration' both say how long it runs\n  expected one of them"));
  EXPECT_THAT(test::problems_of(scenario("utilization = 0.9\ncompute_utilization = 0.4")), testing::HasSubstr("'utilization' and 'compute_utilization' both say what the accelerators draw"));
  EXPECT_THAT(test::problems_of(scenario("compute_utilization = 0.4\narithmetic_rate = '400 TFLOP/s'")), testing::HasSubstr("both say how much arithmetic is done"));
}

TEST(Sustainability, SharesAboveOneAndNegativeAmountsAreRefusedWithTheirPlace) {
  EXPECT_THAT(test::problems_of(scenario("utilization = 1.1")), testing::HasSubstr("solve.sustainability.utilization: 1.1 is out of range\n  expected at least 0 and at most 1"));
  EXPECT_THAT(test::problems_of(scenario("fleet_utilization = 0")), testing::HasSubstr("solve.sustainability.fleet_utilization: 0 is out of range"));
  EXPECT_THAT(test::problems_of(scenario("site_carbon_direct = '-1 gCO2e/kWh'")), testing::HasSubstr("is out of range\n  expected at least 0"));
}

TEST(Sustainability, MoreArithmeticOrTrafficThanTheHardwareHasIsInfeasible) {
  EXPECT_EQ(run(scenario("arithmetic_rate = '1000 TFLOP/s'")).status[0], Status::Code::infeasible);  // an H100 does 989.4
  EXPECT_EQ(run(scenario("traffic_rate = '3.4 TB/s'")).status[0], Status::Code::infeasible);         // and moves 3.35
  EXPECT_EQ(run(scenario("arithmetic_rate = '989 TFLOP/s'\ntraffic_rate = '3.3 TB/s'")).status[0], Status::Code::ok);
}

TEST(Sustainability, ADrawAbovePeakIsInfeasibleByTheExcess) {
  const auto r = run(scenario("inputs.accelerator_power = '5 kW'"));
  EXPECT_EQ(r.status[0], Status::Code::infeasible);  // an H100 draws 700 W
  EXPECT_EQ(run(scenario("inputs.accelerator_power = '700 W'")).status[0], Status::Code::ok);
}

TEST(Sustainability, AnUnknownDrawIsBadInputThatSaysWhichHardwareHasOne) {
  const auto r = run_scenario(test::plan(scenario("", "hardware = 'MI355X_288GB'")), {.jobs = 1, .progress = {}});
  EXPECT_TRUE(r.bad_input);
  ASSERT_FALSE(r.results.notes.empty());
  EXPECT_THAT(r.results.notes.front().message(), testing::AllOf(testing::HasSubstr("their hardware entry lacks idle_power"), testing::HasSubstr("A100_SXM4_80GB")));
}

TEST(Sustainability, WithoutASiteTheNoteSaysWhatIsCountedAsOne) {
  const auto r = run_scenario(test::plan(scenario("", "node = 'DGX_H100'\nnodes = 4")), {.jobs = 1, .progress = {}});
  bool said = false;
  for (const std::string& note : r.results.assumptions) said = said || note.find("no site is named: energy of the facility is that of its machines") != std::string::npos;
  EXPECT_TRUE(said);
  EXPECT_DOUBLE_EQ(at(r.results, "sustainability.energy"), at(r.results, "sustainability.it_energy"));
  EXPECT_TRUE(std::isnan(at(r.results, "sustainability.effective_pue"))) << "nobody said what a building adds: that is no PUE of 1";
}

TEST(Sustainability, ASiteWithoutAPublishedPueIsRefusedAndSaysWhichSitesHaveOne) {
  constexpr auto there = "node = 'DGX_H100'\nnodes = 4\nsite = 'guizhou'";
  const auto r = run_scenario(test::plan(scenario("", there)), {.jobs = 1, .progress = {}});
  EXPECT_TRUE(r.bad_input);
  ASSERT_FALSE(r.results.notes.empty());
  EXPECT_THAT(r.results.notes.front().message(), testing::AllOf(testing::HasSubstr("site 'guizhou' has none"), testing::HasSubstr("frankfurt")));
  const auto given = run(scenario("pue = 1.25", there));
  EXPECT_DOUBLE_EQ(at(given, "sustainability.energy"), 1.25 * at(given, "sustainability.it_energy"));
}

TEST(Sustainability, AHostWhoseMakingNobodyKnowsIsSaidToBeLeftOut) {
  const auto with = [](std::string_view solve) {
    return run_scenario(test::plan(scenario(cat("fabrication = 'ACT-HGX'\n", solve), "node = 'HGX_A100'\nsite = 'iowa'")), {.jobs = 1, .progress = {}}).results;
  };
  const auto said = testing::Contains(testing::HasSubstr("embodied carbon is that of the accelerators alone"));
  const Results without = with(""), host = with("embodied_host = '3000 kgCO2e'");
  EXPECT_THAT(without.assumptions, said);
  EXPECT_THAT(host.assumptions, testing::Not(said));
  // 3,000 kg over four years of which 85 % are used, for 30 days.
  EXPECT_NEAR(at(host, "sustainability.embodied_carbon") - at(without, "sustainability.embodied_carbon"), 3000 * 30 / (4 * 365 * 0.85), 1e-6);
}

TEST(Sustainability, NotesOfANamelessPartitionBeginWithTheirSentence) {
  const auto r = run_scenario(test::plan(scenario("", "hardware = 'H100'")), {.jobs = 1, .progress = {}});
  for (const auto& note : r.results.notes) EXPECT_FALSE(note.message().starts_with(":")) << note.message();
}

#define PROPERTY(name, ...) \
  TEST(SustainabilityProperty, name) { ASSERT_TRUE(rc::check(#name, [] __VA_ARGS__)); }

double any(double low, double high) { return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000.0; }

PROPERTY(CarbonIsLinearInTheIntensity, {
  const double ci = any(1, 900);
  const auto with = [&](double g) { return at(run(scenario(cat("site_carbon_direct = '", exact_text(g), " gCO2e/kWh'"))), "sustainability.carbon_direct"); };
  RC_ASSERT(std::abs(with(2 * ci) / with(ci) - 2) < 1e-9);
})

PROPERTY(EnergyIsConservedOverTheBoundaries, {
  const auto r = run(scenario(cat("utilization = ", exact_text(any(0, 1)), "\nduty = ", exact_text(any(0.01, 1)), "\npue = ", exact_text(any(1, 2)))));
  const double facility = at(r, "sustainability.energy");
  const double parts = at(r, "sustainability.it_energy") + at(r, "sustainability.cooling_energy") + at(r, "sustainability.delivery_energy");
  RC_ASSERT(std::abs(parts / facility - 1) < 1e-12);
  RC_ASSERT(at(r, "sustainability.accelerator_energy") < at(r, "sustainability.node_energy"));
  RC_ASSERT(at(r, "sustainability.node_energy") <= at(r, "sustainability.it_energy"));
  RC_ASSERT(at(r, "sustainability.it_energy") <= facility);
})

PROPERTY(TheDrawLiesBetweenIdleAndPeakAndRises, {
  HardwareFacts gpu;
  gpu.idle_power = Watts(100);
  gpu.peak_power = Watts(700);
  gpu.running_activity = any(0, 1);
  gpu.compute_activity = any(0, 2);
  gpu.memory_activity = any(0, 2);
  const double u = any(0, 1);
  const double m = any(0, 1);
  const Watts low = sdk::running_draw(gpu, u, m);
  RC_ASSERT(low >= Watts(100) && low <= Watts(700));
  RC_ASSERT(sdk::running_draw(gpu, u + 0.1, m) >= low);
  // The energy of an hour with both engines busy for these shares of it is that draw for an hour.
  const Joules above = sdk::dynamic_energy(gpu, Seconds(3600 * u), Seconds(3600 * m), Seconds(3600));
  RC_ASSERT(std::abs(((low - gpu.idle_power) * Seconds(3600) - above).base()) <= 1e-6);
})

}  // namespace
}  // namespace fleetline::sustainability
