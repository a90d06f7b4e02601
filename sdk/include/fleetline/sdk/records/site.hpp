// Record kind `site`: where machines stand: the grid that feeds them, the building around them, what its electricity costs.
//
// Everything is optional: what nobody has published stays unknown, and a solver that needs it says so. Registry entries are
// registry/sites/NAME.toml; a partition of the fleet names one, `site = "quebec"`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fleetline/quantity.hpp"
#include "fleetline/schema.hpp"

namespace fleetline {

using WaterIntensity = Quantity<Dimension{.joule = -1, .litre = 1}>;

struct Site {
  static constexpr std::string_view record_kind = "site";

  std::string location, grid;
  std::optional<CarbonIntensity> carbon_direct, carbon_life_cycle, carbon_marginal;
  std::optional<double> pue;
  std::optional<WaterIntensity> water_on_site, water_of_electricity;
  std::optional<EnergyPrice> electricity_price;
  double cooling_share = 0.7;

  static const Schema<Site>& schema() {
    using S = Site;
    static const auto s =
        Schema<S>("A data centre's place: grid, building, electricity price")
            .add("location", &S::location, "", "Where it is, in words")
            .add("grid", &S::grid, "", "The grid or zone the intensities are those of")
            .add("carbon_direct", &S::carbon_direct, "gCO2e/kWh",
                 "Yearly average of what the plants of the grid emit, by location; not mixed with the life cycle", {.range = non_negative})
            .add("carbon_life_cycle", &S::carbon_life_cycle, "gCO2e/kWh",
                 "The same with building the plants, mining the fuel, and methane of reservoirs", {.range = non_negative})
            .add("carbon_marginal", &S::carbon_marginal, "gCO2e/kWh", "What one kWh more emits: for decisions, never for an inventory",
                 {.range = non_negative})
            .add("pue", &S::pue, "1", "Power usage effectiveness: energy of the facility over energy of its machines", {.range = at_least(1)})
            .add("water_on_site", &S::water_on_site, "L/kWh", "WUE: water evaporated on site per energy of the machines (not of the facility)",
                 {.range = non_negative})
            .add("water_of_electricity", &S::water_of_electricity, "L/kWh", "Water consumed by the power plants per energy delivered",
                 {.range = non_negative})
            .add("electricity_price", &S::electricity_price, "$/kWh", "What the facility pays, all charges in", {.range = non_negative})
            .add("cooling_share", &S::cooling_share, "1", "Share of cooling in what the facility adds to its machines; the rest is power delivery",
                 {.range = share, .source = "Uptime and LBNL break-downs of PUE: cooling is about 70 % of the overhead"});
    return s;
  }
};

}  // namespace fleetline
