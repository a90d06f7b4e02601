#include "solver.hpp"

#include "fleetline/text.hpp"

namespace fleetline::compression {
namespace {

PrecisionPolicy policy_of(const PrecisionPolicy& native, Format usual) {
  PrecisionPolicy p = native;
  for (Format* f : {&p.math, &p.weights, &p.activations, &p.kv})
    if (!*f) *f = usual;
  p.math = format_of(p.math.math);
  return p;
}

Step step_of(const Workload& workload, const CompressionParams& p, Format usual) {
  Step step;
  step.precision = policy_of(workload.facts().native, usual);
  const auto batch = static_cast<double>(p.batch), context = static_cast<double>(p.context);
  if (workload.facts().tokens) step.decode = {.sequences = batch, .context_sum = batch * context, .context_max = context};
  else step.samples = batch;
  return step;
}

Priced price(const Workload& workload, const Hardware& hardware, const Step& step) {
  Lowering lowering;
  workload.lower(step, {}, lowering);
  Priced priced;
  priced.fixed = hardware.facts().dispatch_overhead;
  for (std::size_t b = 0; b < lowering.blocks().size(); ++b) {
    const Block& block = lowering.blocks()[b];
    priced.fixed += hardware.facts().layer_overhead * (block.layers * block.count);
    for (const Operator& op : lowering.operators(b, Pass::forward)) {
      priced.operators.push_back(hardware.price(op) * (op.repeat * block.count));
      priced.memory += priced.operators.back().memory;
      priced.fixed += priced.operators.back().floor;
    }
  }
  return priced;
}

/// Parameters by where they stand, from the bytes a one-byte format would take.
void count_parameters(const Workload& workload, Step step, CompressionState& state) {
  Lowering lowering;
  step.precision.weights = *parse_format("int8").value;
  workload.lower(step, {}, lowering);
  for (const Block& b : lowering.blocks()) (b.layers > 0 ? state.layer_parameters : state.end_parameters) += b.memory.weights.base() * b.count;
}

void check(const Workload& workload, const CompressionParams& p, Format native) {
  Problems problems;
  if (p.weights.bits > native.bits)
    problems.add({}, "weights", cat(name_of(p.weights), " is wider than the ", name_of(native), " that the weights have"), "a narrower format, for example \"int4 g128\"");
  if (p.sparsity_kind == Sparsity::unstructured && !workload.facts().tokens && workload.facts().parameters <= 0)
    problems.add({}, "sparsity_kind", "the workload has no weights to leave out");
  problems.raise();
}

}  // namespace

Seconds Priced::latency(double efficiency, double memory_efficiency) const {
  Seconds sum = fixed;
  for (const Cost& c : operators) sum += max(c.compute / efficiency, c.memory / memory_efficiency);
  return sum;
}

std::unique_ptr<CompressionState> Compression::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  const Workload& original = *subjects.workload;
  state->native = policy_of(original.facts().native, fp16_).weights;
  check(original, params, state->native);
  const Recipe recipe{params.weights, params.activations.value_or(Format{}), params.kv.value_or(Format{}), params.math.value_or(Format{}), params.keep_ends};
  const auto compressed = std::make_shared<const Compressed>(original, recipe);
  const Step before = step_of(original, params, fp16_), after = step_of(*compressed, params, fp16_);
  count_parameters(original, before, *state);
  state->before = price(original, *subjects.hardware, before);
  state->after = price(*compressed, *subjects.hardware, after);
  const Peak weights = subjects.hardware->peak(format_of(params.weights.math));
  state->native_arithmetic = weights.rate > FlopRate(0) && weights.used.id == params.weights.math;
  state->arithmetic = std::string(name_of(subjects.hardware->peak(after.precision.math).used));
  state->objects.push_back({.name = Label("workload"), .workload = compressed, .hardware = nullptr});
  return state;
}

Status Compression::evaluate(const State& s, const Params& p, Outputs& out, Detail* detail) const {
  const double all = s.layer_parameters + s.end_parameters;
  const Bytes ends = p.keep_ends ? s.native.bytes(s.end_parameters) : p.weights.bytes(s.end_parameters);
  out.fp32_size = fp32_.bytes(all);
  out.original_size = s.native.bytes(all);
  out.bare_size = stored(all, Format{.bits = p.weights.bits}, p.sparsity_kind, p.sparsity);
  out.compressed_size = stored(s.layer_parameters, p.weights, p.sparsity_kind, p.sparsity) + ends;
  out.bare_savings = saving(out.fp32_size, out.bare_size);
  out.savings = saving(out.fp32_size, out.compressed_size);
  out.ratio = out.original_size / out.compressed_size;
  out.ratio_from_fp32 = out.fp32_size / out.compressed_size;
  out.original_latency = s.before.latency(p.efficiency, p.memory_efficiency);
  out.latency = s.after.latency(p.efficiency, p.memory_efficiency);
  out.original_memory_time = s.before.memory / p.memory_efficiency;
  out.memory_time = s.after.memory / p.memory_efficiency;
  out.speedup = out.latency > Seconds(0) ? out.original_latency / out.latency : 1.0;
  out.memory_speedup = out.memory_time > Seconds(0) ? out.original_memory_time / out.memory_time : 1.0;
  out.native_arithmetic = s.native_arithmetic;
  const bool scored = p.accuracy && p.sparsity_kind == Sparsity::none;  // the scores are of weights that are all there
  if (scored) {
    if (const LossRange r = loss_range(*p.accuracy, Metric::accuracy, p.weights); r.n > 0) out.accuracy_loss_low = r.low, out.accuracy_loss_high = r.high;
    if (const LossRange r = loss_range(*p.accuracy, Metric::perplexity, p.weights); r.n > 0) out.perplexity_increase_low = r.low, out.perplexity_increase_high = r.high;
  }
  if (detail) {
    if (!s.native_arithmetic) detail->notes.push_back(cat(name_of(format_of(p.weights.math)), " has no arithmetic here: products run as ", s.arithmetic));
    if (p.sparsity_kind != Sparsity::none) detail->notes.push_back("sparse weights save storage; times are those of dense kernels, which read zeros like any number");
    if (!p.accuracy) detail->notes.push_back("what it costs in accuracy is not given: name a study (accuracy = ...)");
    else if (!scored) detail->notes.push_back("the study named has scores of weights that are all there: what sparsity costs in accuracy is not known");
    else if (detail->notes.push_back(cat("accuracy: scores of ", p.accuracy->model)); !out.accuracy_loss_low && !out.perplexity_increase_low) detail->notes.push_back(cat("the study named has no score at ", name_of(p.weights)));
    detail->verdict = cat(name_of(p.weights), " weights take ", to_text(out.compressed_size), " instead of ", to_text(out.original_size), ", and a step ",
                          to_text(out.latency), " instead of ", to_text(out.original_latency), ".");
  }
  return Status::ok();
}

}  // namespace fleetline::compression
