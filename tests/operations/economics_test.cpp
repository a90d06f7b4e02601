// Costs: formulas against values worked out by hand, refusals, and what must hold for any fleet.
#include "economics/model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "fleetline/text.hpp"
#include "scenario/world.hpp"

namespace fleetline::economics {
namespace {

using test::at;
using test::run;

std::string scenario(std::string_view solve, std::string_view fleet = "node = 'DGX_H100'\nnodes = 4\nsite = 'us-average'") {
  return cat("[fleet]\n", fleet, "\n[solve.economics]\n", solve, "\n[show]\ncolumns = ['economics.*']\n");
}

TEST(Economics, CapitalRecoveryFactorIsTheAnnuity) {
  EXPECT_NEAR(capital_recovery(0.08, 4), 0.3019208, 1e-7);
  EXPECT_DOUBLE_EQ(capital_recovery(0, 4), 0.25);
  EXPECT_NEAR(capital_recovery(1e-9, 4), 0.25, 1e-8);
}

TEST(Economics, PaymentsOfAnAnnuityAreWorthThePrice) {
  const double yearly = (annuity(Dollars(1000), 0.2, 0.07, 5 * year) * year).base();
  double worth = 0.2 * 1000 / std::pow(1.07, 5);
  for (int y = 1; y <= 5; ++y) worth += yearly / std::pow(1.07, y);
  EXPECT_NEAR(worth, 1000, 1e-9);
}

TEST(Economics, DeepSeekPaysForItsHours) {
  const auto r = run(scenario("tenure = 'on_demand'\nrent = '2 USD/h'\nperiod = '2788000 h'", "hardware = 'H100'"));
  EXPECT_NEAR(at(r, "economics.tco"), 5'576'000, 1e-3);
}

// Four nodes of $300,000 and a network of $100,000; with half of the accelerators half of either.
TEST(Economics, ANetworkThatIsCountedStandsInsteadOfItsShare) {
  const char* solve = "node_price = '$300000'\ninputs.network_price = '$100000'\nnetwork_share = 0.3\n";
  EXPECT_NEAR(at(run(scenario(solve)), "economics.capex"), 1'300'000, 1e-6);
  EXPECT_NEAR(at(run(scenario(cat(solve, "inputs.accelerators = 16"))), "economics.capex"), 650'000, 1e-6);
}

// Guizhou has neither a published PUE nor a tariff; the tariff is asked for, of the PUE it is said what is taken.
TEST(Economics, APueThatNobodyPublishedIsTakenFromTheStageAndSaid) {
  const auto r = run(scenario("electricity_price = '0.08 USD/kWh'", "node = 'DGX_H100'\nnodes = 4\nsite = 'guizhou'"));
  EXPECT_THAT(r.assumptions, testing::Contains(testing::HasSubstr("site 'guizhou' has no PUE: 1.17 is taken")));
  EXPECT_THAT(run(scenario("")).assumptions, testing::Not(testing::Contains(testing::HasSubstr("has no PUE"))));
}

TEST(Economics, AtBreakEvenOccupancyOwningCostsTheSame) {
  const auto r = run(scenario(""));
  EXPECT_NEAR(at(r, "economics.tco_rent") * at(r, "economics.break_even_occupancy"), at(r, "economics.tco_own"), 1e-6);
}

/// A run of 30 d on a node of which `occupancy` is used.
auto month(std::string_view tenure, double occupancy) {
  return run(scenario(cat("tenure = '", tenure, "'\nstaff = '10000 USD/yr'\ninputs.run_time = '30 d'\ninputs.availability = 0.9\ninputs.tokens_per_second = '1000 token/s'\noccupancy = ", exact_text(occupancy))));
}

TEST(Economics, ARentedRunPaysForItsOwnTimeWhateverTheOccupancy) {
  const auto busy = month("on_demand", 1), idle = month("on_demand", 0.1);
  EXPECT_NEAR(at(idle, "economics.paid_time"), 30 * 86400 / 0.9, 1e-6);
  EXPECT_NEAR(at(idle, "economics.tco") / at(busy, "economics.tco"), 1, 1e-12);
  EXPECT_NEAR(at(idle, "economics.cost_per_token") / at(busy, "economics.cost_per_token"), 1, 1e-12);
  EXPECT_NEAR(at(idle, "economics.cost_per_token") * 1000 * 30 * 86400 / at(idle, "economics.tco"), 1, 1e-12) << "tokens of the run, all paid by its bill";
  EXPECT_NEAR(at(idle, "economics.tco_own") / at(busy, "economics.tco_own"), 10, 1e-9) << "owned for ten times as long";
}

TEST(Economics, OwningAndRentingCostTheSameUnderEveryTenure) {
  for (const char* solve : {"inputs.run_time = '30 d'\noccupancy = 0.3", "period = '1 yr'\noccupancy = 0.3", "occupancy = 0.3"}) {
    const auto own = run(scenario(solve)), rent = run(scenario(cat(solve, "\ntenure = 'on_demand'")));
    for (const char* figure : {"economics.tco_own", "economics.tco_rent", "economics.break_even_occupancy"})
      EXPECT_NEAR(at(own, figure) / at(rent, figure), 1, 1e-12) << figure << ": " << solve;
  }
}

TEST(Economics, OwningIsCheaperExactlyAboveBreakEvenOccupancy) {
  const double even = at(month("own", 1), "economics.break_even_occupancy");
  ASSERT_LT(even, 0.95);
  for (const char* tenure : {"own", "on_demand"}) {
    const auto above = month(tenure, even * 1.01), below = month(tenure, even * 0.99);
    EXPECT_LT(at(above, "economics.tco_own"), at(above, "economics.tco_rent")) << tenure;
    EXPECT_GT(at(below, "economics.tco_own"), at(below, "economics.tco_rent")) << tenure;
  }
}

TEST(Economics, EachSitePaysForWhatItDraws) {
  const auto site = [](const char* name) { return cat("[[fleet.partition]]\nname = '", name, "'\nnode = 'DGX_H100'\nnodes = 4\nsite = '", name, "'\n"); };
  const auto bill = [](const std::string& fleet) {
    return at(run(fleet + "[solve.sustainability]\nduration = '1 yr'\n[solve.economics]\nperiod = '1 yr'\ninputs.average_power = 'sustainability.average_power'\n[show]\ncolumns = ['economics.*']\n"),
              "economics.energy_cost");
  };
  const double apart = bill(site("virginia")) + bill(site("quebec"));
  EXPECT_NEAR(bill(site("virginia") + site("quebec")) / apart, 1, 1e-9) << "PUE differs between them, and so do tariffs";
}

TEST(Economics, TheBudgetPaysTheNodesItSays) {
  const auto r = run(scenario("budget = '$1M'"));
  const double per_node = at(r, "economics.tco") / 4, nodes = at(r, "economics.affordable_nodes");
  EXPECT_LE(nodes * per_node, 1e6);
  EXPECT_GT((nodes + 1) * per_node, 1e6);
}

// Half of a fleet of two kinds: paid by size it would be a node of each, whichever of them works.
TEST(Economics, APartOfAnUnlikeFleetIsNotGuessed) {
  const auto half = [](const char* second) {
    return run(cat("[[fleet.partition]]\nnode = 'DGX_H100'\n[[fleet.partition]]\nname = 'b'\nnode = '", second,
                   "'\n[solve.economics]\ntenure = 'on_demand'\ninputs.accelerators = 8\n")).status[0];
  };
  EXPECT_EQ(half("DGX_A100"), Status::Code::infeasible);
  EXPECT_EQ(half("DGX_H100"), Status::Code::ok);
}

TEST(Economics, ABudgetBelowOneNodeIsInfeasible) { EXPECT_EQ(run(scenario("budget = '$1000'")).status[0], Status::Code::infeasible); }

/// What a case that failed says.
std::string failure_of(std::string_view solve, std::string_view fleet) {
  const auto r = run_scenario(test::plan(scenario(solve, fleet)), {.jobs = 1, .progress = {}});
  EXPECT_TRUE(r.bad_input) << "exit code 1, not 2 or 4";
  EXPECT_EQ(r.results.status[0], Status::Code::failed);
  return r.results.notes.empty() ? std::string() : r.results.notes.front().message();
}

TEST(Economics, AnUnknownPriceIsBadInputThatSaysWhoHasOne) {
  const std::string nothing = failure_of("", "hardware = 'H100'");
  EXPECT_THAT(nothing, testing::HasSubstr("owning needs the price of a node, and [fleet] names no node"));
  EXPECT_THAT(nothing, testing::HasSubstr("owning needs the price of electricity, and [fleet] names no site"));
  EXPECT_THAT(nothing, testing::ContainsRegex("electricity_price = \"\\$0.08/kWh\", or a site with a tariff: [a-z-]+, [a-z-]+, ")) << "all at once, with those that have one";
  EXPECT_THAT(failure_of("", "node = 'DGX_H100'\nnodes = 4\nsite = 'bahrain'"), testing::HasSubstr("and site 'bahrain' has none"));
  EXPECT_THAT(failure_of("tenure = 'spot'", "node = 'DGX_H100'\nnodes = 4"), testing::HasSubstr("node 'DGX_H100' has no rent_spot"));
}

TEST(Economics, OfSeveralPartitionsTheOneWithoutAPriceIsNamed) {
  const auto r = run_scenario(test::plan("[[fleet.partition]]\nname = 'home'\nnode = 'DGX_H100'\nsite = 'iowa'\n[[fleet.partition]]\nname = 'away'\nnode = 'DGX_H100'\nsite = 'bahrain'\n"
                                        "[solve.economics]\n"), {.jobs = 1, .progress = {}});
  EXPECT_TRUE(r.bad_input);
  ASSERT_FALSE(r.results.notes.empty());
  EXPECT_THAT(r.results.notes.front().message(), testing::HasSubstr("of partition 'away', and site 'bahrain' has none"));
  EXPECT_THAT(r.results.notes.front().message(), testing::Not(testing::HasSubstr("'home'")));
}

TEST(Economics, MarketDecayIsTheSlopeOfThePriceCurve) {
  // 10,000 dollars at age 2 lose 10000 * 0.14 * ln 10 * 10^-0.28 = 1691.8 a year; the finite difference over a day agrees.
  const double rate = (market_decay(Dollars(10000), 0.14, 2 * year) * year).base();
  EXPECT_NEAR(rate, 1691.8, 0.1);
  const auto value = [](double t) { return 10000 * std::pow(10, -0.14 * t); };
  EXPECT_NEAR(rate, (value(2 - 0.5 / 365) - value(2 + 0.5 / 365)) * 365, 1e-3);
}

TEST(Economics, OtherCurrenciesNegativePricesAndImpossibleSharesAreRefused) {
  EXPECT_THAT(test::problems_of(scenario("node_price = '300000 EUR'")), testing::HasSubstr("amounts of money are in US dollars"));
  EXPECT_THAT(test::problems_of(scenario("node_price = '-5 USD'")), testing::HasSubstr("expected at least $0"));
  EXPECT_THAT(test::problems_of(scenario("inputs.availability = 1.2")), testing::HasSubstr("expected above 0 and at most 1"));
  EXPECT_THAT(test::problems_of(scenario("pue = 0.9")), testing::HasSubstr("expected at least 1"));
}

#define PROPERTY(name, ...) \
  TEST(EconomicsProperty, name) { ASSERT_TRUE(rc::check(#name, [] __VA_ARGS__)); }

double any(double low, double high) { return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000.0; }
double tco(std::string_view solve) { return at(run(scenario(solve)), "economics.tco"); }

PROPERTY(CostRisesWithEveryPrice, {
  const double price = any(1e4, 1e6);
  const double tariff = any(0, 0.5);
  const double interest = any(0, 0.3);
  const auto with = [](double p, double t, double i) {
    return tco(cat("node_price = '", exact_text(p), " USD'\nelectricity_price = '", exact_text(t), " USD/kWh'\ninterest = ", exact_text(i)));
  };
  const double base = with(price, tariff, interest);
  RC_ASSERT(with(price * 1.1, tariff, interest) > base);
  RC_ASSERT(with(price, tariff + 0.01, interest) > base);
  RC_ASSERT(with(price, tariff, interest + 0.01) > base);
})

PROPERTY(AYearCostsTwelveTimesATwelfth, {
  const double years = any(0.1, 5);
  RC_ASSERT(std::abs(tco(cat("period = '", exact_text(years), " yr'")) / tco("period = '1 yr'") / years - 1) < 1e-9);
})

}  // namespace
}  // namespace fleetline::economics
