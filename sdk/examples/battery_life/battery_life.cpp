// battery-life: how long a battery lasts that wakes a device for one step every so often.
//
// It knows nothing of workloads: energy and latency of the step come from whichever stage provides them.
#include <fleetline/sdk.hpp>
#include <fleetline/text.hpp>
#include <fleetline/units.hpp>

#include "model.hpp"

using namespace fleetline;

namespace {

struct BatteryLife : sdk::SolverOf<BatteryLife> {
  struct Params {
    Joules capacity{0.225 * 3.0 * 3600};
    double usable = 0.85;
    double self_discharge = 0.01;
    Seconds period{60};
    Watts sleep_power{5e-6};

    static const Schema<Params>& schema() {
      static const auto s = Schema<Params>("A battery and how often it is used")
        .add("capacity", &Params::capacity, "Wh", "Energy of the full battery",
             {.range = positive, .source = "CR2032: 225 mAh at 3 V nominal"})
        .add("usable", &Params::usable, "1", "Share of it above the voltage the device needs",
             {.range = fraction, .calibrate = true})
        .add("self_discharge", &Params::self_discharge, "1", "Share of the charge lost in a year without use",
             {.range = {.low = 0, .high = 1, .open_high = true}})
        .add("period", &Params::period, "s", "Time from one step to the next", {.range = positive})
        .add("sleep_power", &Params::sleep_power, "uW", "Draw between steps", {.range = positive, .calibrate = true});
      return s;
    }
  };

  struct Inputs {  // outputs of other stages, bound by name and dimension, or by [solve.battery-life.inputs]
    Seconds latency;
    std::optional<Joules> energy;

    static const Schema<Inputs>& schema() {
      static const auto s = Schema<Inputs>("One step")
        .add("latency", &Inputs::latency, "ms", "Time of the step", {.required = true})
        .add("energy", &Inputs::energy, "mJ", "Energy of the step", {.required = true});
      return s;
    }
  };

  struct Outputs {
    Seconds lifetime;
    Watts average_power;
    double duty_cycle = 0;

    static const Schema<Outputs>& schema() {
      static const auto s = Schema<Outputs>("How long the battery lasts")
        .add("lifetime", &Outputs::lifetime, "d", "Until the battery is empty",
             {.direction = Direction::higher, .headline = true,
              .equation = "lifetime = ln(1 + k * capacity * usable / average_power) / k, k = -ln(1 - self_discharge) / year",
              .uses = "capacity, usable, average_power, self_discharge"})
        .add("average_power", &Outputs::average_power, "uW", "Over a period",
             {.direction = Direction::lower, .headline = true,
              .equation = "average_power = (energy + sleep_power * (period - latency)) / period",
              .uses = "energy, sleep_power, period, latency"})
        .add("duty_cycle", &Outputs::duty_cycle, "%", "Share of time awake",
             {.direction = Direction::lower, .equation = "duty_cycle = latency / period", .uses = "latency, period"});
      return s;
    }
  };

  struct State : Prepared {};  // nothing depends on subjects

  std::unique_ptr<State> setup(const Subjects&, const Params&) const { return std::make_unique<State>(); }

  Status evaluate(const State&, const Params& p, const Inputs& in, Outputs& out, Detail* detail) const {
    if (!in.energy || !is_finite(*in.energy)) return Status::infeasible(no_energy);
    if (in.latency > p.period) return Status::infeasible(too_slow, in.latency, p.period);
    out.duty_cycle = in.latency / p.period;
    out.average_power = battery_life::average_power(*in.energy, in.latency, p.sleep_power, p.period);
    out.lifetime = battery_life::lifetime(p.capacity * p.usable, out.average_power, p.self_discharge);
    if (detail) detail->verdict = cat("The battery lasts ", to_text(out.lifetime), ".");
    return Status::ok();
  }

  const Label no_energy{"the step's energy is not known: its hardware has no power figures"};
  const Label too_slow{"a step takes longer than the period"};
};

}  // namespace

FLEETLINE_PLUGIN(Manifest{
    .name = "battery-life",
    .version = "0.1.0",
    .summary = "Battery life of a duty-cycled device",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {sdk::solver<BatteryLife>({
        .name = "battery-life",
        .summary = "How long a battery lasts that wakes a device for one step every so often",
        .description = "A constant average draw against a charge that also fades by itself. Not modelled: falling voltage, "
                       "temperature, pulse currents, radio.",
        .assumptions = {"The battery gives the same energy at any draw."},
        .promises = {{.output = "lifetime", .parameter = "capacity", .direction = Direction::higher},
                     {.output = "lifetime", .parameter = "period", .direction = Direction::higher},
                     {.output = "lifetime", .parameter = "self_discharge", .direction = Direction::lower}},
    })},
})
