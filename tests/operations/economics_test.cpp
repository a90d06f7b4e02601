// Costs: formulas against values worked out by hand, refusals, and what must hold for any fleet.
#include "economics/model.hpp"

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

TEST(Economics, AtBreakEvenOccupancyOwningCostsTheSame) {
  const auto r = run(scenario(""));
  EXPECT_NEAR(at(r, "economics.tco_rent") * at(r, "economics.break_even_occupancy"), at(r, "economics.tco_own"), 1e-6);
}

TEST(Economics, TheBudgetPaysTheNodesItSays) {
  const auto r = run(scenario("budget = '$1M'"));
  const double per_node = at(r, "economics.tco") / 4, nodes = at(r, "economics.affordable_nodes");
  EXPECT_LE(nodes * per_node, 1e6);
  EXPECT_GT((nodes + 1) * per_node, 1e6);
}

TEST(Economics, ABudgetBelowOneNodeIsInfeasible) { EXPECT_EQ(run(scenario("budget = '$1000'")).status[0], Status::Code::infeasible); }

TEST(Economics, AnUnknownPriceIsNotTakenAsZero) {
  EXPECT_EQ(run(scenario("", "hardware = 'H100'")).status[0], Status::Code::infeasible);
  EXPECT_EQ(run(scenario("tenure = 'spot'")).status[0], Status::Code::infeasible);
}

TEST(Economics, OtherCurrenciesNegativePricesAndImpossibleSharesAreRefused) {
  EXPECT_THAT(test::problems_of(scenario("node_price = '300000 EUR'")), testing::HasSubstr("money is in US dollars"));
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
