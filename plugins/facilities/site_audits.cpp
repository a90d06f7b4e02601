#include <cmath>

#include "audits.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline::facilities {
namespace {

std::string text(double base, std::string_view unit) { return write_short(base, parse_unit(unit).value->dimension); }

/// What the plants emit is part of what they emit from cradle to grave. Years and methods differ between sources: 10 %
/// are let pass.
void carbon(const EntryView& site, Findings& findings) {
  const double direct = site.number("carbon_direct"), life_cycle = site.number("carbon_life_cycle");
  if (direct > 1.1 * life_cycle)
    findings.error("carbon_direct",
                   cat(text(direct, "gCO2e/kWh"), " from the plants, and ", text(life_cycle, "gCO2e/kWh"),
                       " over their life cycle"),
                   "at most the life cycle's");
  else if (direct > life_cycle)
    findings.warning("carbon_direct", cat(text(direct, "gCO2e/kWh"), " is a little above the life cycle's ",
                                          text(life_cycle, "gCO2e/kWh")));
  for (const char* field : {"carbon_direct", "carbon_life_cycle", "carbon_marginal"})
    if (const double value = site.number(field) * 3.6e9; value > 1500)  // kg/J to g/kWh; lignite alone: about 1200
      findings.error(field, cat(number_text(value, 4), " gCO2e/kWh"), "at most 1500 gCO2e/kWh: lignite is about 1200");
  // Plants that follow the load burn something nearly everywhere; where all is water and steam, the margin is told as
  // 0.
  const double average = std::isnan(life_cycle) ? direct : life_cycle, marginal = site.number("carbon_marginal");
  if (marginal > 0 && marginal < 0.3 * average)
    findings.error("carbon_marginal",
                   cat(text(marginal, "gCO2e/kWh"), " for one kWh more, ", text(average, "gCO2e/kWh"), " on average"),
                   "30 % of the average at least: are the two exchanged?");
  if (!std::isnan(site.number("carbon_marginal")) && std::isnan(direct) && std::isnan(life_cycle))
    findings.warning("carbon_marginal", "a marginal intensity alone: no inventory can be made", "an average beside it");
}

void building(const EntryView& site, Findings& findings) {
  if (const double pue = site.number("pue"); pue > 3)
    findings.error("pue", cat("a PUE of ", number_text(pue)), "1 to 3");
  if (const double water = site.number("water_on_site") * 3.6e6; water > 10)  // L/J to L/kWh
    findings.error("water_on_site", cat(number_text(water, 4), " L/kWh evaporated"),
                   "at most 10 L/kWh: evaporating 1.5 L takes 1 kWh");
  // Reservoirs of hydropower evaporate most: 39 L/kWh on average in the United States (Lampert et al., Argonne: 10.2
  // gallons).
  if (const double water = site.number("water_of_electricity") * 3.6e6; water > 100)
    findings.error("water_of_electricity", cat(number_text(water, 4), " L/kWh in power plants"), "at most 100 L/kWh");
}

void electricity(const EntryView& site, Findings& findings) {
  const double price = site.number("electricity_price") * 3.6e6;  // $/J to $/kWh
  if (price < 0.005 || price > 0.6)
    findings.error("electricity_price", cat("$", number_text(price, 4), "/kWh"), "$0.005/kWh to $0.60/kWh");
}

}  // namespace

std::vector<Audit> site_audits() {
  return {{"carbon",
           "Direct emissions are within the life cycle's, all below those of lignite, and the margin is at least 30 % "
           "of the average",
           carbon},
          {"building", "PUE lies in 1 to 3, and no more water evaporates than heat there is", building},
          {"electricity", "A kWh costs between half a cent and sixty", electricity}};
}

}  // namespace fleetline::facilities
