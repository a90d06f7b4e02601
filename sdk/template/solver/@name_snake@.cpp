// @name@: how long a number of samples takes on one device, and how much energy.
#include <fleetline/sdk.hpp>
#include <fleetline/text.hpp>

using namespace fleetline;

namespace {

struct @Name@ : sdk::SolverOf<@Name@> {
  struct Params {  // the initialiser is the default
    int batch = 1;
    int tokens = 512;
    Format precision = *parse_format("fp16").value;
    double samples = 1e6;

    static const Schema<Params>& schema() {
      static const auto s = Schema<Params>("What to run")
        .add("batch", &Params::batch, "", "Samples in one step", {.range = at_least(1), .shapes = true})
        .add("tokens", &Params::tokens, "", "Tokens of a sample, if it has any", {.range = at_least(1), .shapes = true})
        .add("precision", &Params::precision, "", "Format of weights, activations and arithmetic", {.shapes = true})
        .add("samples", &Params::samples, "", "How many samples in all", {.range = positive});
      return s;
    }
  };

  struct Outputs {
    Seconds duration;
    std::optional<Joules> energy;  // not given when the hardware has no power figures

    static const Schema<Outputs>& schema() {
      static const auto s = Schema<Outputs>("Time and energy for all samples")
        .add("duration", &Outputs::duration, "h", "Time for all samples",
             {.direction = Direction::lower, .headline = true,
              .equation = "duration = ceil(samples / batch) * step time; step time = overheads + sum over operators of their price",
              .uses = "samples, batch, tokens, precision, hardware.dispatch_overhead, hardware.layer_overhead"})
        .add("energy", &Outputs::energy, "kWh", "Energy of the operators, and idle power all the while",
             {.direction = Direction::lower, .headline = true,
              .equation = "energy = ceil(samples / batch) * sum over operators of their energy + idle_power * duration",
              .uses = "samples, batch, precision, duration, hardware.idle_power"});
      return s;
    }
  };

  struct State : Prepared {  // what setup() finds out once, for evaluate() to use in every case
    Cost step;
    Bytes needed;
    HardwareFacts device;
  };

  // All that depends on the subjects and on parameters marked `shapes`: lower one step to operators and price them.
  std::unique_ptr<State> setup(const Subjects& subjects, const Params& p) const {
    auto state = std::make_unique<State>();
    state->device = subjects.hardware->facts();
    state->step.time = state->device.dispatch_overhead;
    const Lowering lowering = lower(*subjects.workload, p);
    Bytes activations;
    for (std::size_t b = 0; b < lowering.blocks().size(); ++b) {
      const Block& block = lowering.blocks()[b];
      for (const Operator& op : lowering.operators(b, Pass::forward))
        state->step += subjects.hardware->price(op) * (op.repeat * block.count);
      state->step.time += state->device.layer_overhead * (block.layers * block.count);
      state->needed += (block.memory.weights + block.memory.kv) * block.count;
      activations = max(activations, block.memory.activations);  // a layer's are free when the next has run
    }
    state->needed += activations;
    return state;
  }

  // Plain arithmetic, run for every case of a sweep. Physics saying no is an answer, not an exception.
  Status evaluate(const State& s, const Params& p, Outputs& out, Detail* detail) const {
    if (s.needed > s.device.memory_capacity) return Status::infeasible(too_large, s.needed, s.device.memory_capacity);
    if (!is_finite(s.step.time)) return Status::infeasible(no_arithmetic);
    const double steps = std::ceil(p.samples / p.batch);
    out.duration = steps * s.step.time;
    if (s.device.has_power) out.energy = steps * s.step.dynamic + s.device.idle_power * out.duration;
    if (detail) detail->verdict = cat("All samples take ", to_text(out.duration), ".");
    return Status::ok();
  }

  static Lowering lower(const Workload& workload, const Params& p) {
    Step step;
    const Chunk prompts{.sequences = double(p.batch), .tokens = double(p.tokens)};
    if (workload.facts().tokens) step.prefill = {&prompts, 1};
    else step.samples = p.batch;
    auto& formats = step.precision;
    formats.math = formats.weights = formats.activations = formats.kv = p.precision;
    Lowering lowering;
    workload.lower(step, Sharding{}, lowering);
    return lowering;
  }

  const Label too_large{"weights and activations do not fit in device memory"};
  const Label no_arithmetic{"the hardware has no arithmetic for this precision"};
};

}  // namespace

FLEETLINE_PLUGIN(Manifest{
    .name = "@name@",
    .version = "0.1.0",
    .summary = "Time and energy for a number of samples",
    .authors = {"you"},
    .components = {sdk::solver<@Name@>({
        .name = "@name@",
        .summary = "How long a number of samples takes on one device, and how much energy",
        .description = "Prices every operator of one step, adds the overheads, and repeats the step until all samples are done.",
        .assumptions = {"No step waits for data."},
        .needs_workload = true,
        .needs_hardware = true,
        .promises = {{.output = "duration", .parameter = "samples", .direction = Direction::higher}},
    })},
})
