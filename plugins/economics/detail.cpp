// What a reader of one case wants: the bill, owning beside renting, and what stands for what nobody said.
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "solver.hpp"

namespace fleetline::economics {
namespace {

void bill(const EconomicsOutputs& out, const EconomicsParams& p, Detail& detail) {
  if (!out.tco_own) return;
  DetailTable& table = detail.table("bill", "What owning costs, item by item");
  DetailColumn& name = table.add_text("item");
  DetailColumn& cost = table.add("cost", Dollars::dimension, "$");
  DetailColumn& share = table.add("share", dimensionless, "%");
  DetailColumn& hourly = table.add("per_accelerator_hour", Rent::dimension, "$/h");
  const Seconds owned = p.tenure == Tenure::own ? out.paid_time : out.paid_time / p.occupancy;
  const auto row = [&](const char* text, Dollars d) {
    name.texts.emplace_back(text);
    cost.numbers.push_back(d.base());
    share.numbers.push_back(*out.tco_own > Dollars(0) ? double(d / *out.tco_own) : 0);
    hourly.numbers.push_back((d / owned / out.accelerators_paid).base());
  };
  row("nodes", *out.capital_cost);
  row("network", *out.network_cost);
  row("energy", *out.energy_cost);
  row("maintenance", *out.maintenance_cost);
  row("building", *out.facility_cost);
  row("people and other", (p.staff + p.other) * owned);
}

void notes(const EconomicsState& state, const EconomicsParams& p, const EconomicsInputs& in, const EconomicsOutputs& out, const sdk::FleetUse& use, Detail& detail) {
  if (!p.period && !in.run_time) detail.notes.emplace_back("no period is given: costs are for a year");
  if (p.tenure == Tenure::own && !in.average_power && in.average_power_by_partition.empty()) {
    detail.notes.push_back(cat("no stage says what the fleet draws: nodes at ", number_text(100 * p.rated_fraction, 3), " % of their rating"));
    for (std::size_t i = 0; i < state.stocks.size(); ++i)
      if (const Stock& stock = state.stocks[i]; use.of(i) > 0 && !stock.pue)
        detail.notes.push_back(cat(stock.site_name ? cat("site '", stock.site_name.text(), "' has no PUE") : std::string("no site is named"), ": ", number_text(p.pue), " is taken, pue of this stage"));
  }
  if (p.tenure == Tenure::own && !p.facility_price) detail.notes.emplace_back("the building is not counted: give facility_price to do so");
  for (const std::string& paid : state.paid) detail.notes.push_back(paid);
  if (out.accelerators_paid > use.all + 0.5)
    detail.notes.push_back(cat("whole nodes are paid: ", counted_as(out.accelerators_paid, "accelerator"), ", of which ", number_text(use.all, 6), " work"));
}

}  // namespace

void describe(const EconomicsState& state, const EconomicsParams& params, const EconomicsInputs& inputs, const EconomicsOutputs& out,
              const sdk::FleetUse& use, Detail& detail) {
  bill(out, params, detail);
  notes(state, params, inputs, out, use, detail);
  std::string text = cat(params.tenure == Tenure::own ? "Owned" : "Rented", ", ", counted_as(out.accelerators_paid, "accelerator"), out.accelerators_paid == 1 ? " costs " : " cost ", to_text(out.tco), " over ",
                         to_text(out.paid_time), ", ", write_short(out.cost_per_accelerator_hour.base() * 3600, Dollars::dimension), " an accelerator hour");
  if (out.break_even_occupancy) text += cat("; owning is cheaper than renting above ", number_text(100 * *out.break_even_occupancy, 3), " % occupancy");
  if (out.affordable_nodes) text += cat("; the budget pays ", counted_as(*out.affordable_nodes, "node"));
  detail.verdict = text + ".";
}

}  // namespace fleetline::economics
