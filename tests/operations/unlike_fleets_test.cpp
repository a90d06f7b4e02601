// Fleets of several kinds of hardware, from the stage that places work to those that bill it, power it and break it:
// a part of such a fleet comes to what its partitions come to on their own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "fleetline/text.hpp"
#include "scenario/world.hpp"

namespace fleetline {
namespace {

using test::at;
using test::run;

constexpr const char* h100 = "[[fleet.partition]]\nname = 'hopper'\nnode = 'DGX_H100'\nsite = 'iowa'\nnodes = ";
constexpr const char* a100 = "[[fleet.partition]]\nname = 'ampere'\nnode = 'DGX_A100'\nsite = 'quebec'\nnodes = ";

std::string fleet(int hoppers, int amperes) {
  return cat(hoppers > 0 ? cat(h100, hoppers, "\n") : std::string(),
             amperes > 0 ? cat(a100, amperes, "\n") : std::string());
}

/// What a scenario of one case that failed, or of which a note is looked for, says.
std::string told(const std::string& scenario) {
  const auto r = run_scenario(test::plan(scenario), {.jobs = 1, .progress = {}});
  std::string out;
  for (const auto& note : r.results.notes) out += note.message() + "\n";
  for (const std::string& note : r.results.assumptions) out += note + "\n";
  return out;
}

void expect_sum(const Results& all, const Results& a, const Results& b, std::initializer_list<const char*> columns) {
  for (const char* column : columns) {
    ASSERT_TRUE(std::isfinite(at(all, column))) << column;
    EXPECT_NEAR(at(all, column) / (at(a, column) + at(b, column)), 1, 1e-9) << column;
  }
}

// ---- one stage, told which accelerators work -----------------------------------------------------------------------

std::string bill(const std::string& on, std::string_view solve) {
  return cat(on, "[solve.economics]\nperiod = '1 yr'\n", solve, "\n[show]\ncolumns = ['economics.*']\n");
}

// Twelve A100 take two nodes of eight, eight H100 one; the second H100 node is somebody else's.
TEST(UnlikeFleets, CostWhatTheirNodesAtWorkCost) {
  const Results part = run(bill(fleet(2, 3), "inputs.accelerators_by_partition = [8, 12]"));
  const Results hopper = run(bill(fleet(1, 0), "")), ampere = run(bill(fleet(0, 2), ""));
  EXPECT_EQ(at(part, "economics.nodes_paid"), 3);
  expect_sum(part, hopper, ampere,
             {"economics.tco", "economics.capex", "economics.energy_cost", "economics.maintenance_cost",
              "economics.tco_rent", "economics.accelerators_paid"});
}

TEST(UnlikeFleets, APartitionThatDoesNotWorkNeedsNoPrice) {
  const char* nameless = "[[fleet.partition]]\nname = 'bare'\nhardware = 'L4'\nnodes = 2\n";
  const Results part = run(bill(cat(fleet(1, 0), nameless), "inputs.accelerators_by_partition = [8, 0]"));
  EXPECT_NEAR(at(part, "economics.tco") / at(run(bill(fleet(1, 0), "")), "economics.tco"), 1, 1e-12);
}

TEST(UnlikeFleets, AListMustFitTheFleet) {
  EXPECT_THAT(told(bill(fleet(1, 1), "inputs.accelerators_by_partition = [8]")),
              testing::HasSubstr("1 value for 2 partitions"));
  EXPECT_THAT(told(bill(fleet(1, 1), "inputs.accelerators_by_partition = [0, 0]")),
              testing::HasSubstr("no accelerator of any partition is at work"));
  EXPECT_THAT(told(bill(fleet(1, 1), "inputs.accelerators_by_partition = [9, 0]")),
              testing::HasSubstr("more accelerators of one partition are asked for than it has (needs 9, limit 8"));
  EXPECT_THAT(told(bill(fleet(1, 1), "inputs.accelerators = 8")),
              testing::HasSubstr("inputs.accelerators_by_partition = [8, 0], says it"));
}

std::string carbon(const std::string& on, std::string_view solve) {
  return cat(on, "[solve.sustainability]\nduration = '30 d'\n", solve, "\n[show]\ncolumns = ['sustainability.*']\n");
}

// 600 W on the one, 350 W on the other: a mean of 475 W would be drawn in Iowa and in Quebec alike.
TEST(UnlikeFleets, EmitWhatEachDrawsWhereItStands) {
  const Results part = run(carbon(fleet(2, 3),
                                  "inputs.accelerators_by_partition = [8, 12]\n"
                                  "inputs.accelerator_power_by_partition = ['600 W', '350 W']"));
  const Results hopper = run(carbon(fleet(1, 0), "inputs.accelerator_power = '600 W'"));
  const Results ampere = run(carbon(fleet(0, 2), "inputs.accelerator_power = '350 W'\ninputs.accelerators = 12"));
  expect_sum(part, hopper, ampere,
             {"sustainability.energy", "sustainability.accelerator_energy", "sustainability.node_energy",
              "sustainability.carbon_direct", "sustainability.embodied_carbon", "sustainability.nodes",
              "sustainability.average_power"});
  EXPECT_NEAR(at(part, "sustainability.accelerator_draw"), (8 * 600 + 12 * 350) / 20.0, 1e-9);
}

TEST(UnlikeFleets, ADrawAboveThePeakOfOneOfThemIsInfeasible) {
  // An A100 draws at most 400 W, though the mean of both may be 550 W.
  const Results r = run(carbon(fleet(1, 1), "inputs.accelerator_power_by_partition = ['600 W', '500 W']"));
  EXPECT_EQ(r.status[0], Status::Code::infeasible);
}

std::string breaks(const std::string& on, std::string_view solve) {
  return cat(on, "[solve.reliability]\n", solve, "\n[show]\ncolumns = ['reliability.*']\n");
}

// Rates add up: each partition's by its own record, weighted by the accelerators of it that work.
TEST(UnlikeFleets, FailAtTheSumOfTheirOwnRates) {
  const auto rate = [](const Results& r) { return 1 / at(r, "reliability.job_mtbf"); };
  const double hopper = rate(run(breaks(fleet(4, 0), "failures = 'Llama-3'"))),
               ampere = rate(run(breaks(fleet(0, 2), "failures = 'RSC-1'")));
  const char* both = "failures = ['Llama-3', 'RSC-1']\n";
  EXPECT_NEAR(rate(run(breaks(fleet(4, 2), both))) / (hopper + ampere), 1, 1e-12);
  EXPECT_NEAR(rate(run(breaks(fleet(4, 2), cat(both, "inputs.accelerators_by_partition = [8, 16]")))) /
                  (hopper / 4 + ampere),
              1, 1e-12);
  EXPECT_THAT(told(breaks(fleet(4, 2), "failures = ['Llama-3', 'RSC-1', 'RSC-2']")),
              testing::HasSubstr("3 records for 2 partitions"));
  EXPECT_THAT(told(breaks(fleet(4, 2), cat(both, "inputs.accelerators = 16"))),
              testing::HasSubstr("which ones is not said"));
}

// Two nodes of one replica each, one of either kind: one is enough, so the service fails when both do.
TEST(UnlikeFleets, AServiceFallsByTheRatesOfWhereItsReplicasStand) {
  const char* solve = "replica_count = 2\nreplicas_needed = 1\nsite_availability = 1\n";
  const auto fails = [&](const std::string& on, std::string_view failures) {
    return 1 - at(run(breaks(on, cat(solve, "failures = ", failures))), "reliability.demand_met");
  };
  const double hopper = std::sqrt(fails(fleet(2, 0), "'Llama-3'")), ampere = std::sqrt(fails(fleet(0, 2), "'RSC-1'"));
  ASSERT_GT(std::abs(hopper / ampere - 1), 0.05) << "records that tell them apart";
  EXPECT_NEAR(fails(fleet(1, 1), "['Llama-3', 'RSC-1']") / (hopper * ampere), 1, 1e-6);
}

// ---- from the stage that places the work ---------------------------------------------------------------------------

std::string served(const std::string& on, int replicas) {
  return cat(on, "[workload]\nuse = 'Llama-3-8B'\n[solve.serving]\ninput_tokens = 512\noutput_tokens = 128\nreplica_count = ",
             replicas,
             "\n[solve.sustainability]\nduration = '1 yr'\n[solve.economics]\nperiod = '1 yr'\n"
             "[solve.reliability]\nfailures = 'Llama-3'\n"
             "[show]\ncolumns = ['serving.*', 'sustainability.*', 'economics.*', 'reliability.*']\n");
}

// Sixteen replicas on eight H100 and twenty-four A100: all of the one, and eight of the other, in one of its nodes.
TEST(UnlikeFleets, WhatServingPlacesIsBilledPoweredAndBrokenAsPlaced) {
  const Results all = run(served(fleet(1, 3), 16));
  ASSERT_EQ(all.status[0], Status::Code::ok) << told(served(fleet(1, 3), 16));
  const Results hopper = run(served(fleet(1, 0), 8)), ampere = run(served(fleet(0, 1), 8));
  EXPECT_EQ(at(all, "serving.accelerators"), 16);
  expect_sum(all, hopper, ampere,
             {"serving.tokens_per_second", "sustainability.accelerator_energy", "sustainability.energy",
              "sustainability.carbon_direct", "sustainability.embodied_carbon", "sustainability.nodes",
              "economics.tco", "economics.energy_cost", "economics.capex", "economics.accelerators_paid"});
  EXPECT_NEAR(at(all, "reliability.job_mtbf") * (1 / at(hopper, "reliability.job_mtbf") + 1 / at(ampere, "reliability.job_mtbf")),
              1, 1e-9);
}

// ---- offers ----------------------------------------------------------------------------------------------------------

TEST(UnlikeFleets, EachKindIsPaidByItsOwnOffers) {
  const char* rent = "tenure = 'on_demand'\nprices = ";
  const Results both = run(bill(fleet(1, 2), cat(rent, "['H100', 'A100']")));
  expect_sum(both, run(bill(fleet(1, 0), cat(rent, "'H100'"))), run(bill(fleet(0, 2), cat(rent, "'A100'"))),
             {"economics.tco"});
  // A record for one of them leaves the other to its node, and says so.
  expect_sum(run(bill(fleet(1, 2), cat(rent, "'H100'"))), run(bill(fleet(1, 0), cat(rent, "'H100'"))),
             run(bill(fleet(0, 2), "tenure = 'on_demand'")), {"economics.tco"});
  EXPECT_THAT(told(bill(fleet(1, 2), cat(rent, "'H100'"))),
              testing::HasSubstr("partition 'ampere' has A100_SXM4_80GB, of which no record of `prices` is"));
}

TEST(UnlikeFleets, OffersOfWhatTheFleetHasNotAreRefusedWithThoseThatExist) {
  const std::string refused = told(bill(fleet(1, 1), "tenure = 'on_demand'\nprices = ['H100', 'L4']"));
  EXPECT_THAT(refused, testing::HasSubstr("'L4' has the prices of L4_24GB, and the fleet has H100_SXM5_80GB and A100_SXM4_80GB"));
  EXPECT_THAT(refused, testing::HasSubstr("prices of A100_SXM4_80GB: A100_SXM4_80GB"));
  EXPECT_THAT(told(bill(fleet(1, 1), "tenure = 'on_demand'\nprices = ['H100', 'H100_SXM5_80GB']")),
              testing::HasSubstr("'H100' and 'H100_SXM5_80GB' both pay partition 'hopper'"));
  // A fleet without nodes knows its hardware, too; one that the scenario describes itself is taken at its word.
  EXPECT_THAT(told(bill("[fleet]\nhardware = 'H100'\n", "tenure = 'on_demand'\nprices = 'A100'")),
              testing::HasSubstr("'A100' has the prices of A100_SXM4_80GB, and the fleet has H100_SXM5_80GB"));
  EXPECT_THAT(told(bill("[hardware]\nuse = 'H100'\n", "tenure = 'on_demand'\nprices = 'A100'")),
              testing::HasSubstr("and the fleet has H100_SXM5_80GB"));
}

}  // namespace
}  // namespace fleetline
