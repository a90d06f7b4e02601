// Offers: what stands for several of them, the entries of registry/prices, and what economics makes of them.
#include "fleetline/sdk/records/prices.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <regex>

#include "catalog/entries.hpp"
#include "economics/offers.hpp"
#include "fleetline/text.hpp"
#include "scenario/subjects.hpp"
#include "scenario/world.hpp"

namespace fleetline::economics {
namespace {

using test::at;
using test::run;

constexpr Rent hourly(double dollars) { return Rent(dollars / 3600); }

Prices of(std::initializer_list<double> rents) {
  Prices prices;
  for (const double rent : rents)
    prices.rents.push_back({.provider = "x", .terms = Terms::on_demand, .price = hourly(rent)});
  return prices;
}

TEST(Offers, TheMedianStandsForThem) {
  EXPECT_DOUBLE_EQ(of({9, 1, 2}).rent(Terms::on_demand)->median.base(), hourly(2).base())
      << "one dear offer does not move it";
  EXPECT_DOUBLE_EQ(of({4, 1, 2, 9}).rent(Terms::on_demand)->median.base(), hourly(3).base())
      << "of four the mean of the middle two";
  const auto range = of({4, 1, 2, 9}).rent(Terms::on_demand);
  EXPECT_DOUBLE_EQ(range->low.base(), hourly(1).base());
  EXPECT_DOUBLE_EQ(range->high.base(), hourly(9).base());
  EXPECT_EQ(range->offers, 4U);
}

TEST(Offers, WhatNobodyOffersHasNoPrice) {
  EXPECT_FALSE(of({1}).rent(Terms::spot));
  EXPECT_FALSE(of({1}).sale());
}

TEST(Offers, AMachineIsSharedByItsAccelerators) {
  Prices prices;
  prices.rents.push_back(
      {.provider = "Oracle Cloud", .terms = Terms::on_demand, .price = hourly(80), .accelerators = 8});
  EXPECT_DOUBLE_EQ(prices.rent(Terms::on_demand)->median.base(), hourly(10).base());
}

// $25,000 an accelerator, eight of them, 1.64 for the server: 25,000 * 8 * 1.64 = $328,000.
TEST(Offers, AServerCostsItsAcceleratorsAndWhatIsAroundThem) {
  EXPECT_DOUBLE_EQ(server_price(Dollars(25'000), 8, 1.64).base(), 328'000);
}

std::string rented(std::string_view fleet, std::string_view solve) {
  return cat("[fleet]\n", fleet, "\n[solve.economics]\nperiod = '1 yr'\n", solve,
             "\n[show]\ncolumns = ['economics.*']\n");
}

double per_hour(std::string_view fleet, std::string_view solve) {
  return at(run(rented(fleet, solve)), "economics.cost_per_accelerator_hour") * 3600;
}

constexpr auto alone = "hardware = 'TPU-v4'", server = "node = 'DGX_H100'";

// Google's page of March 2025: $3.22 on demand, $2.03 for a year, $1.45 for three (us-central2-b), the only offers of a
// TPU v4.
TEST(Offers, EachTermHasItsPrice) {
  EXPECT_NEAR(per_hour(alone, "prices = 'TPU-v4'\ntenure = 'on_demand'"), 3.22, 1e-9);
  EXPECT_NEAR(per_hour(alone, "prices = 'TPU-v4'\ntenure = 'reserved'"), 2.03, 1e-9);
  EXPECT_NEAR(per_hour(alone, "prices = 'TPU-v4'\ntenure = 'reserved_3y'"), 1.45, 1e-9);
}

TEST(Offers, TheyComeBeforeTheNodeAndLessThanARentThatIsGiven) {
  const double node = per_hour(server, "tenure = 'on_demand'"),
               low = per_hour(server, "prices = 'H100'\nquote = 'low'\ntenure = 'on_demand'"),
               median = per_hour(server, "prices = 'H100'\ntenure = 'on_demand'"),
               high = per_hour(server, "prices = 'H100'\nquote = 'high'\ntenure = 'on_demand'");
  EXPECT_LT(low, median);
  EXPECT_LT(median, high);
  EXPECT_NE(node, high) << "two records, two prices";
  EXPECT_NEAR(per_hour(server, "prices = 'H100'\nrent = '2 USD/h'\ntenure = 'on_demand'"), 2, 1e-9);
}

TEST(Offers, WhereNobodySellsTheNodesPriceStays) {
  const std::string_view owned = "electricity_price = '0.1 USD/kWh'\n";
  const auto capex = [&](std::string_view fleet, std::string_view prices) {
    return at(run(rented(fleet, cat(owned, prices))), "economics.capex");
  };
  EXPECT_DOUBLE_EQ(capex("node = 'DGX_B200'", ""), capex("node = 'DGX_B200'", "prices = 'B200'"))
      << "B200 are rented, and sold only in servers";
  EXPECT_NE(capex("node = 'DGX_H100'", ""), capex("node = 'DGX_H100'", "prices = 'H100'"));
}

TEST(Offers, PricesOfOtherAcceleratorsAreRefused) {
  const auto r =
      run_scenario(test::plan(rented(server, "prices = 'A100'\ntenure = 'on_demand'")), {.jobs = 1, .progress = {}});
  EXPECT_TRUE(r.bad_input);
  ASSERT_FALSE(r.results.notes.empty());
  EXPECT_THAT(r.results.notes.front().message(),
              testing::HasSubstr("has the prices of A100_SXM4_80GB, and the fleet has H100_SXM5_80GB"));
}

TEST(Offers, ATermThatNobodyListsIsNamedWithThoseWhoMight) {
  const auto r =
      run_scenario(test::plan(rented(alone, "prices = 'TPU-v4'\ntenure = 'spot'")), {.jobs = 1, .progress = {}});
  EXPECT_TRUE(r.bad_input);
  EXPECT_THAT(r.results.notes.front().message(), testing::HasSubstr("and prices 'TPU-v4' list no spot rent"));
}

// ---- the entries -------------------------------------------------------------------------------------------------

/// Every figure of an entry has a title, an address and a date; a copy without a day bears its year.
void expect_sourced(const Value& value, const std::string& path) {
  static const std::regex date(R"(20\d\d(-\d\d-\d\d)?)");
  if (const Table* table = value.table())
    for (const auto& entry : table->entries()) expect_sourced(entry.value, cat(path, ".", entry.key));
  if (const Array* array = value.array())
    for (std::size_t i = 0; i < array->size(); ++i) expect_sourced((*array)[i], cat(path, "[", i, "]"));
  if (!path.ends_with(".price")) return;
  ASSERT_NE(value.provenance, nullptr) << path;
  EXPECT_FALSE(value.provenance->title.empty()) << path;
  const std::string& url = value.provenance->url;  // a list price that is quoted all over has no address of its own
  EXPECT_TRUE(url.empty() || url.starts_with("https://")) << path << ": " << url;
  EXPECT_TRUE(std::regex_match(value.provenance->as_of, date)) << path << ": " << value.provenance->as_of;
}

TEST(PricesOfTheRegistry, EachOfferIsSourcedAndItsHardwareIsThere) {
  test::World& w = test::world();
  const auto devices = w.registry.names("hardware");
  ASSERT_GE(w.registry.names("prices").size(), 43U);
  for (const std::string& name : w.registry.names("prices")) {
    SCOPED_TRACE(name);
    Problems problems;
    const RegistryEntry* entry = w.registry.find("prices", name, {}, name, problems);
    problems.raise();
    expect_sourced(entry->root, name);
    const Value* hardware = entry->root.table()->find("hardware");
    EXPECT_EQ(*hardware->text(), name) << "an entry bears the name of its hardware";
    EXPECT_NE(std::find(devices.begin(), devices.end(), name), devices.end());
  }
}

/// Of an entry, a number by its column, in dollars an hour.
double hourly_of(const std::string& node, std::string_view column) {
  test::World& w = test::world();
  RegistryRecords records(w.session);
  Entries entries(w.plugins, w.registry, records);
  Problems problems;
  const Entry* entry = entries.find("nodes", node, problems);
  problems.raise();
  return entry->number(column) * 3600;
}

// A node is rented whole at the price of the offers that name it: Amazon's p5.48xlarge of us-east-1, $55.04; Azure's by
// its name of the size, which is an alias.
TEST(PricesOfTheRegistry, MachinesOfCloudsCostWhatTheOffersSayThatNameThem) {
  EXPECT_NEAR(hourly_of("p5.48xlarge", "on_demand_per_node"), 55.04, 1e-9);
  EXPECT_LT(hourly_of("p5.48xlarge", "spot_per_node"), 55.04);
  EXPECT_NEAR(hourly_of("ND_H100_v5", "on_demand_per_node"), 98.32, 1e-9);
  EXPECT_TRUE(std::isnan(hourly_of("ND_H100_v5", "reserved_3y_per_node")))
      << "nobody names it in one: the offers of others are not its own";
}

// Without offers of its own, a server costs what its entry says of one accelerator, for all of them: 8 * $2.99.
TEST(PricesOfTheRegistry, ServersThatNoOfferNamesCostTheirAcceleratorsRent) {
  EXPECT_NEAR(hourly_of("HGX_H100", "on_demand_per_node"), 8 * 2.99, 1e-9);
  EXPECT_NEAR(hourly_of("HGX_H100", "on_demand_per_node"), 8 * hourly_of("HGX_H100", "rent_on_demand"), 1e-9);
  EXPECT_NEAR(hourly_of("HGX_H100", "reserved_per_node"), 8 * 1.30, 1e-9);
  EXPECT_TRUE(std::isnan(hourly_of("HGX_H100", "reserved_1y_per_node"))) << "its 1.30 dollars are of three years, a quarter paid up front";
}

}  // namespace
}  // namespace fleetline::economics
