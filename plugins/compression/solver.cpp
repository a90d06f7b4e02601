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
  if (workload.facts().tokens)
    step.decode = {.sequences = batch, .context_sum = batch * context, .context_max = context};
  else
    step.samples = batch;
  return step;
}

Anatomy anatomy_of(const Workload& workload, const Step& step) {
  Lowering lowering;
  workload.lower(step, {}, lowering);
  return anatomy(lowering);
}

/// "bf16 2:4" where the device multiplies it at a rate of its own; else nothing.
Format sparse_math(const Hardware& hardware, Format math) {
  const Parsed<Format> sparse = parse_format(cat(name_of(math), " 2:4"));
  return sparse && hardware.peak(*sparse.value).used == *sparse.value ? *sparse.value : Format{};
}

FileFormats file_formats(const CompressionParams& p, Format native) {
  const Format weights = with_zero_points(p.weights, p.zero_bits);
  const auto end = [&](const std::optional<Format>& own) {
    if (!own) return p.keep_ends ? native : weights;
    return *own == p.weights ? weights : *own;
  };
  return {.layers = stored(weights, p.sparsity_kind, p.sparsity),
          .embedding = end(p.embedding),
          .head = end(p.head),
          .native = native};
}

/// Zeros are left out of memory where something reads weights without them: sparse tensor cores, or a kernel that fills
/// them in.
Format resident(const CompressionParams& p, bool sparse_arithmetic) {
  const Format weights = with_zero_points(p.weights, p.zero_bits);
  if (p.sparsity_kind == Sparsity::two_of_four && sparse_arithmetic) return two_of_four(weights);
  return p.sparsity_kind == Sparsity::unstructured && p.kernel && p.kernel->unstructured ? bitmask(weights, p.sparsity)
                                                                                         : weights;
}

void set_kernel(const CompressionParams& p, CompressionState& s) {
  s.memory_efficiency = p.memory_efficiency.value_or(p.kernel ? p.kernel->memory_efficiency : 1);
  if (p.kernel) s.kernel.widening_arithmetic = p.kernel->arithmetic, s.kernel.widening_bandwidth = p.kernel->bandwidth;
}

void find_scores(const CompressionParams& p, CompressionState& s) {
  if (!p.accuracy || p.structure().any()) return;
  // Activations are quantised where products take them so, whatever they are stored in between.
  const Format activations = p.activations ? *p.activations : p.math ? format_of(p.math->math) : Format{};
  const Treatment t{p.weights, activations, p.sparsity_kind, p.sparsity, p.method};
  s.accuracy = loss_range(*p.accuracy, Metric::accuracy, t);
  s.perplexity = loss_range(*p.accuracy, Metric::perplexity, t);
}

}  // namespace

std::unique_ptr<CompressionState> Compression::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  State& s = *state;
  const Workload& original = *subjects.workload;
  const Hardware& hardware = *subjects.hardware;
  const Step before = step_of(original, params, fp16_);
  const Format native = before.precision.weights,
               math = params.math ? format_of(params.math->math) : before.precision.math;
  const Anatomy whole = anatomy_of(original, before);
  check(params, whole, original, native);
  const Format sparse =
      params.sparsity_kind == Sparsity::two_of_four ? sparse_math(hardware, hardware.peak(math).used) : Format{};
  s.sparse_arithmetic = bool(sparse);
  s.file = file_formats(params, native);
  s.resident = resident(params, s.sparse_arithmetic);
  const auto compressed =
      std::make_shared<const Compressed>(original,
                                         Recipe{.native = native,
                                                .weights = s.resident,
                                                .embedding = s.file.embedding,
                                                .head = s.file.head,
                                                .activations = params.activations.value_or(Format{}),
                                                .kv = params.kv.value_or(Format{}),
                                                .math = params.math.value_or(Format{}),
                                                .sparse_math = sparse,
                                                .structure = params.structure()},
                                         whole);
  s.original_parameters = whole.parameters();
  s.kept = anatomy_of(
      Compressed(original, {.native = native, .weights = native, .structure = params.structure()}, whole), before);
  s.before = price(original, hardware, before);
  const Step after = step_of(*compressed, params, fp16_);
  s.after = price(*compressed, hardware, after);
  const Peak weights = hardware.peak(format_of(params.weights.math));
  s.native_arithmetic = weights.rate > FlopRate(0) && weights.used.id == params.weights.math;
  s.arithmetic = std::string(name_of(hardware.peak(after.precision.math).used));
  set_kernel(params, s);
  find_scores(params, s);
  s.objects.push_back({.name = Label("workload"), .workload = compressed, .hardware = nullptr});
  return state;
}

Status Compression::evaluate(const State& s, const Params& p, Outputs& out, Detail* detail) const {
  const Anatomy& kept = s.kept;
  out.fp32_size = fp32_.bytes(s.original_parameters);
  out.original_size = s.file.native.bytes(s.original_parameters);
  out.bare_size =
      Bytes(kept.parameters() * static_cast<double>(p.weights.bits) * kept_share(p.sparsity_kind, p.sparsity) / 8);
  const Bytes untouched = s.file.native.bytes(kept.rest);
  out.embedding_size = s.file.embedding.bytes(kept.first);
  out.head_size = s.file.head.bytes(kept.last);
  out.layers_size = s.file.layers.bytes(kept.matrices) + untouched;
  out.compressed_size = out.embedding_size + out.layers_size + out.head_size;
  out.weight_memory = out.embedding_size + s.resident.bytes(kept.matrices) + untouched + out.head_size;
  out.bits_per_weight = 8 * out.compressed_size.base() / kept.parameters();
  out.bare_savings = saving(out.fp32_size, out.bare_size);
  out.savings = saving(out.fp32_size, out.compressed_size);
  out.ratio = out.original_size / out.compressed_size;
  out.ratio_from_fp32 = out.fp32_size / out.compressed_size;

  const Efficiency before{p.efficiency, s.memory_efficiency};
  const Efficiency after{p.efficiency, s.memory_efficiency, s.kernel.widening_arithmetic, s.kernel.widening_bandwidth};
  out.original_flops = s.before.flops;
  out.flops = s.after.flops;
  out.original_latency = s.before.latency(before);
  out.latency = s.after.latency(after);
  out.original_memory_time = s.before.memory_time(before);
  out.memory_time = s.after.memory_time(after);
  out.speedup = out.latency > Seconds(0) ? out.original_latency / out.latency : 1.0;
  out.memory_speedup = out.memory_time > Seconds(0) ? out.original_memory_time / out.memory_time : 1.0;
  out.native_arithmetic = s.native_arithmetic;
  out.sparse_arithmetic = s.sparse_arithmetic;
  if (s.accuracy.n > 0)
    out.accuracy_loss_low = s.accuracy.low, out.accuracy_loss_high = s.accuracy.high,
    out.accuracy_loss_mean = s.accuracy.mean;
  if (s.perplexity.n > 0)
    out.perplexity_increase_low = s.perplexity.low, out.perplexity_increase_high = s.perplexity.high;
  if (detail) describe(s, p, out, *detail);
  return Status::ok();
}

}  // namespace fleetline::compression
