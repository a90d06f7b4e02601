// The solver as a scenario asks it: inputs of other stages, bands, refusals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fleetline/text.hpp"
#include "scenario/world.hpp"

namespace fleetline::reliability {
namespace {

using test::at;
using test::problems_of;
using test::run;
using testing::HasSubstr;

std::string scenario(std::string_view solve,
                     std::string_view fleet = "node = 'DGX_H100'\nnodes = 4\nnode_fabric = ''") {
  return cat("[fleet]\n", fleet, "\n[solve.reliability]\n", solve, "\n[show]\ncolumns = ['reliability.*']\n");
}

// 100 steps of 10 s; C = R = 0.1 TB / 100 GB/s = 1 s, D = 4 min, mu = 1 h.
TEST(Training, StepTimeAndStateComeFromOtherStages) {
  const auto r =
      run(scenario("mtbf = '1 h'\nsteps = 100\ninputs.step_time = '10 s'\ninputs.training_state = '0.1 "
                   "TB'\ninputs.tokens_per_second = '1000 token/s'"));
  EXPECT_DOUBLE_EQ(at(r, "reliability.write_time"), 1);
  const double ettr = at(r, "reliability.ettr");
  EXPECT_NEAR(at(r, "reliability.job_duration"), 100 * 10 / ettr, 1e-6);
  EXPECT_NEAR(at(r, "reliability.goodput"), 1000 * ettr, 1e-9);
  EXPECT_NEAR(at(r, "reliability.checkpoint_steps"), (at(r, "reliability.checkpoint_period") - 1) / 10, 1e-9);
  EXPECT_NEAR(at(r, "reliability.expected_failures"), at(r, "reliability.job_duration") / 3600, 1e-9);
  EXPECT_NEAR(ettr + at(r, "reliability.checkpoint_loss") + at(r, "reliability.downtime_loss") +
                  at(r, "reliability.rework_loss"),
              1, 1e-12);
}

TEST(Training, ACheckpointHoldsTheWorkloadsParameters) {
  const auto r = run(cat("workload = 'Llama-3-8B'\n", scenario("mtbf = '10 h'")));
  EXPECT_NEAR(at(r, "reliability.checkpoint_size"), 8.03e9 * 14, 0.01e9 * 14);
}

TEST(Training, HalfOfTheFleetFailsHalfAsOften) {
  const std::string failures = "failures = 'RSC-1'\n";
  const double all = at(run(scenario(failures)), "reliability.job_mtbf"),
               half = at(run(scenario(failures + "inputs.accelerators = 16")), "reliability.job_mtbf");
  EXPECT_NEAR(half / all, 2, 1e-12);
  EXPECT_NEAR(all, 1000 / 6.5 * 86400 / 4, 1) << "four nodes of the mean time on record";
}

TEST(Band, OfAGivenMeanTimeIsWhatItsFailuresCanSay) {
  const auto r = run(scenario("mtbf = '10 h'\nobserved_failures = 10"));
  EXPECT_NEAR(at(r, "reliability.job_mtbf_low") / 36000, 10 / 16.962, 1e-4);
  EXPECT_NEAR(at(r, "reliability.job_mtbf_high") / 36000, 10 / 5.425, 1e-3);
  EXPECT_LT(at(r, "reliability.ettr_low"), at(r, "reliability.ettr"));
  EXPECT_GT(at(r, "reliability.ettr_high"), at(r, "reliability.ettr"));
}

TEST(Band, WithoutACountIsThatOfTheRun) {
  const auto day = run(scenario("mtbf = '10 h'\nduration = '1 d'")),
             year = run(scenario("mtbf = '10 h'\nduration = '1 yr'"));
  const auto width = [](const Results& r) {
    return at(r, "reliability.job_mtbf_high") / at(r, "reliability.job_mtbf_low");
  };
  EXPECT_GT(width(day), 3);
  EXPECT_LT(width(year), 1.2);
  EXPECT_TRUE(std::isnan(at(run(scenario("mtbf = '10 h'\nduration = '1 h'")), "reliability.job_mtbf_high")))
      << "a tenth of a failure is no evidence";
}

// Four nodes, one replica each, a fleet's failure every 100 h: a node is down 24 of 424 h. Three of four needed.
TEST(Serving, ThreeOfFourNodes) {
  const auto r = run(scenario("mtbf = '100 h'\nreplica_count = 4\nreplicas_needed = 3\nsite_availability = 1"));
  const double down = 24.0 / 424, up = 1 - down;
  EXPECT_NEAR(at(r, "reliability.demand_met"), up * up * up * up + 4 * up * up * up * down, 1e-12);
  EXPECT_DOUBLE_EQ(at(r, "reliability.left_node_down"), 0.75);
  EXPECT_TRUE(std::isnan(at(r, "reliability.ettr"))) << "a service writes no checkpoints";
}

TEST(Serving, DemandIsAShareOfTheStagesCapacity) {
  const auto r =
      run(scenario("mtbf = '100 h'\nsite_availability = 1\ndemand = '30 request/s'\ninputs.capacity = '40 "
                   "request/s'\ninputs.replicas = 4\ninputs.accelerators = 32"));
  EXPECT_NEAR(at(r, "reliability.spare_capacity"), 0.25, 1e-12);
  EXPECT_NEAR(at(r, "reliability.capacity_node_down"), 30, 1e-9);
  EXPECT_GT(at(r, "reliability.demand_met"), 0.98);
  EXPECT_GT(at(r, "reliability.served"), at(r, "reliability.demand_met"));
}

TEST(Serving, ADemandBeyondTheCapacityIsNeverMetInFull) {
  const auto r =
      run(scenario("mtbf = '1e9 h'\nsite_availability = 1\ndemand = '2 request/s'\ninputs.capacity = '1 request/s'"));
  EXPECT_EQ(r.status[0], Status::Code::ok);
  EXPECT_EQ(at(r, "reliability.demand_met"), 0);
  EXPECT_NEAR(at(r, "reliability.served"), 0.5, 1e-5);
}

TEST(Serving, TwoSitesSurviveOneIfEachCarriesAll) {
  const std::string fleet =
      "fabric = ''\n[[fleet.partition]]\nname = 'a'\nnode = 'DGX_H100'\nnodes = 2\nnode_fabric = ''\nsite = "
      "'virginia'\n"
      "[[fleet.partition]]\nname = 'b'\nnode = 'DGX_H100'\nnodes = 2\nnode_fabric = ''\nsite = 'quebec'\n";
  const auto availability = [&](int needed) {
    return at(
        run(scenario(cat("mtbf = '1e9 h'\nreplica_count = 4\nsite_availability = 0.99\nreplicas_needed = ", needed),
                     fleet)),
        "reliability.demand_met");
  };
  EXPECT_NEAR(availability(2), 1 - 0.01 * 0.01, 1e-6);
  EXPECT_NEAR(availability(3), 0.99 * 0.99, 1e-6);
}

TEST(Infeasible, SaysWhatIsMissing) {
  const auto status = [](std::string_view solve) { return run(scenario(solve)).status[0]; };
  EXPECT_EQ(status(""), Status::Code::infeasible);
  EXPECT_EQ(status("mtbf = '10 s'"), Status::Code::infeasible) << "a checkpoint takes longer than that";
  EXPECT_EQ(status("mtbf = '10 h'\ninputs.accelerators = 64"), Status::Code::infeasible);
  EXPECT_EQ(status("mtbf = '10 h'\ndemand = '1 request/s'"), Status::Code::infeasible);
  EXPECT_EQ(status("mtbf = '10 h'\nreplicas_needed = 5\ninputs.replicas = 4"), Status::Code::infeasible);
}

TEST(Refused, WithNumbersAndTheNearestValidChoice) {
  EXPECT_THAT(problems_of(scenario("mtbf = '10 h'\nsite_availability = 1.2")),
              HasSubstr("expected above 0 and at most 1"));
  EXPECT_THAT(problems_of(scenario("mtbf = '-10 h'")), HasSubstr("expected above 0 h"));
  EXPECT_THAT(problems_of(scenario("mtbf = '10 h'\nreplica_count = 3\nreplicas_needed = 4")),
              HasSubstr("4 are needed, and there are 3"));
  EXPECT_THAT(problems_of(scenario("mtbf = '10 h'\nspare_quantile = 1")), HasSubstr("below 1"));
  EXPECT_THAT(problems_of(scenario("mtbf = '10 h'\nfailures = 'Llama-3'")), HasSubstr("one of them"));
  EXPECT_THAT(problems_of(scenario("failures = 'Llama3'")), HasSubstr("Llama-3"));
  EXPECT_THAT(problems_of(scenario("mtbf = '10 h'\npolicy = 'given'")), HasSubstr("interval"));
}

}  // namespace
}  // namespace fleetline::reliability
