#include "costs.hpp"

#include <cmath>

namespace fleetline::serving {
namespace {

constexpr double reference_tokens = 64;  ///< any number of them

/// (x^4 + y^4)^(1/4) without a call to pow: attention kernels, in the hot loop.
double overlap4(double x, double y) {
  const double a = x * x, b = y * y;
  return std::sqrt(std::sqrt(a * a + b * b));
}

Sharding sharding_of(const Division& d) { return {.tensor = d.tensor, .expert = d.expert}; }

Lowering lowered(const Workload& workload, const Step& step, const Division& d) {
  Lowering out;
  workload.lower(step, sharding_of(d), out);
  return out;
}

double layers_in(const Lowering& low) {
  double layers = 0;
  for (const Block& block : low.blocks()) layers += block.layers * block.count;
  return layers;
}

Step decoding(double sequences, double context, const PrecisionPolicy& p) {
  return {.decode = {sequences, sequences * context, context}, .precision = p};
}

/// Blocks that see only the last token of each sequence: two tokens of one sequence are one row to them.
std::vector<bool> per_sequence(const Workload& workload, const PrecisionPolicy& p, const Division& d) {
  const Chunk two{.sequences = 1, .tokens = 2, .context = 0};
  const Lowering low = lowered(workload, {.prefill = {&two, 1}, .precision = p}, d);
  std::vector<bool> out;
  for (std::size_t b = 0; b < low.blocks().size(); ++b) {
    bool once = false;
    for (const Operator& op : low.operators(b, Pass::forward))
      if (const Gemm* g = std::get_if<Gemm>(&op.shape)) once = once || g->m == 1;
    out.push_back(once);
  }
  return out;
}

}  // namespace

double CountTable::count(std::size_t i) { return std::exp2(static_cast<double>(i) / per_octave); }

void CountTable::set(std::size_t i, const Price& p) {
  at_[i] = p;
  if (i == 0) return;
  const double low = count(i - 1), each = (p.time_s - at_[i - 1].time_s) / (count(i) - low);
  times_[i - 1] = {at_[i - 1].time_s - each * low, each};
}

namespace {

const std::array<double, CountTable::samples> counts = [] {
  std::array<double, CountTable::samples> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = CountTable::count(i);
  return all;
}();

}  // namespace

void CountTable::extend(std::size_t i) {
  const double t = (counts[i] - counts[i - 1]) / (counts[i - 1] - counts[i - 2]);
  set(i, at_[i - 1] * (1 + t) + at_[i - 2] * -t);
}

Price CountTable::operator()(double n) const {
  if (n <= 0) return {};
  if (n < 1) return at_[0];
  const std::size_t i = segment(n);
  const double t = (n - counts[i]) / (counts[i + 1] - counts[i]);
  return at_[i] * (1 - t) + at_[i + 1] * t;
}

double layers_of(const Workload& workload, const PrecisionPolicy& precision) {
  return layers_in(lowered(workload, decoding(1, 0, precision), {}));
}

StepCosts::StepCosts(const Workload& workload, const Hardware& hardware, const PrecisionPolicy& precision,
                     const Division& division, const ServingStack& stack)
    : stack_(stack),
      bandwidth_(hardware.facts().memory_bandwidth.base()),
      kv_share_(kv_share(stack, precision.kv)),
      pipeline_(division.pipeline),
      per_stage_at_once_(stack.pipelined ? 1.0 / division.pipeline : 1) {
  sample(workload, hardware, precision, division);
  needs(workload, precision, division);
  sample_lengths(workload, hardware, precision, division);
  sends_s_ = division.hand_overs.base();
  attention_floors_s_ = lengths_.kernels * stack_.attention_floor.base();
  step_fixed_s_ = attention_floors_s_ + stack_.step_overhead.base() + sends_s_;
  per_token_sent_s_ = send_bytes_ * division.hand_overs_s_per_byte;
}

StepCosts::Kernels StepCosts::beside_attention(const Lowering& low, const Hardware& hardware, const Division& d,
                                               const std::vector<bool>& once) {
  Kernels kernels;
  for (std::size_t b = 0; b < low.blocks().size(); ++b) {
    const Block& block = low.blocks()[b];
    Price sum{.time_s = block.layers * stack_.layer_overhead.base()};
    bool routes = false;
    for (const Operator& op : low.operators(b, Pass::forward)) {
      routes = routes || op.kind == OperatorKind::gather;
      if (op.kind == OperatorKind::attention) continue;
      if (op.flops > Flops(0) && !(hardware.peak(op.math).rate > FlopRate(0))) unsupported_ = op.math;
      sum = sum + price(op, stack_, hardware) * op.repeat;
    }
    // Layers that gather tokens send them to experts.
    if (routes) sum.time_s += block.layers * stack_.routing_overhead.base();
    for (const Collective& c : low.collectives(b, Pass::forward))
      sum.time_s += c.repeat * (stack_.collective_overhead + stack_.collective_scale * d.collective(c)).base();
    (once[b] ? kernels.sequences : kernels.tokens) = (once[b] ? kernels.sequences : kernels.tokens) + sum * block.count;
  }
  return kernels;
}

void StepCosts::sample(const Workload& workload, const Hardware& hardware, const PrecisionPolicy& precision,
                       const Division& d) {
  const std::vector<bool> once = per_sequence(workload, precision, d);
  Lowering low;
  for (std::size_t i = 0; i < CountTable::samples; ++i) {
    low.clear();
    workload.lower(decoding(CountTable::count(i), 0, precision), sharding_of(d), low);
    const Kernels kernels = beside_attention(low, hardware, d, once);
    tokens_.set(i, kernels.tokens);
    sequences_.set(i, kernels.sequences);
    step_.set(i, kernels.tokens + kernels.sequences);
  }
}

/// At lengths of 1, sqrt 2, 2, ...: windows are powers of two as a rule, and bend the lines at a sample. Beyond what
/// the model takes the lines go straight on, for contexts that are stretched.
void StepCosts::sample_lengths(const Workload& workload, const Hardware& hardware, const PrecisionPolicy& precision,
                               const Division& d) {
  const std::vector<bool> once = per_sequence(workload, precision, d);
  double rate = hardware.peak(precision.activations).rate.base();
  if (!(rate > 0)) rate = hardware.peak(precision.math).rate.base();
  Lowering low;
  const auto attention = [&](auto take) {
    double total = 0;
    for (std::size_t b = 0; b < low.blocks().size(); ++b)
      for (const Operator& op : low.operators(b, Pass::forward))
        if (op.kind == OperatorKind::attention) total += low.blocks()[b].count * op.repeat * take(op);
    return total;
  };
  const auto busy = [&](double compute_flops, double bytes) {
    return Price{.compute_s = compute_flops / rate, .memory_s = bytes / bandwidth_};
  };
  const auto flops = [](const Operator& op) { return op.flops.base(); };
  const auto kv = [](const Operator& op) { return op.bytes.kv.base(); };
  const auto io = [](const Operator& op) { return op.bytes.activations.base(); };

  low.clear();
  workload.lower(decoding(1, 0, precision), sharding_of(d), low);
  // Keys and values of a new token; that a prompt's queries read them again stays on the device.
  const double written = attention(kv);
  lengths_.kernels = attention([](const Operator&) { return 1.0; });
  const auto beyond_decoding = [&](double n) {
    const Chunk chunk{.sequences = 1, .tokens = n, .context = 0};
    low.clear();
    workload.lower({.prefill = {&chunk, 1}, .precision = precision}, sharding_of(d), low);
    return (beside_attention(low, hardware, d, once).tokens + tokens_(n) * -1) * (1 / n);
  };
  // Latent attention and recurrent states make prompts differ there, all others not at all: pricing once is enough.
  const Price one = beyond_decoding(reference_tokens);
  const bool differ = one.time_s != 0 || one.compute_s != 0 || one.memory_s != 0;
  const double longest = workload.facts().max_context;
  for (std::size_t i = 0; i < CountTable::samples; ++i) {
    const double n = CountTable::count(i);
    if (longest > 0 && n > longest) {
      for (CountTable* table : {&lengths_.decode, &lengths_.prefill, &lengths_.apart, &lengths_.cache})
        table->extend(i);
      continue;
    }
    low.clear();
    workload.lower(decoding(1, n, precision), sharding_of(d), low);
    lengths_.decode.set(i, busy(attention(flops), attention(kv) + attention(io)));

    lengths_.apart.set(i, differ ? beyond_decoding(n) : Price{});
    const Chunk chunk{.sequences = 1, .tokens = n, .context = 0};
    low.clear();
    workload.lower({.prefill = {&chunk, 1}, .precision = precision}, sharding_of(d), low);
    lengths_.prefill.set(i, busy(attention(flops), attention(io) + n * written) * (1 / n));
    double held = 0;
    for (const Block& block : low.blocks()) held += block.count * block.memory.kv.base();
    lengths_.cache.set(i, {.memory_s = held * fullest_});
  }
}

void StepCosts::needs(const Workload& workload, const PrecisionPolicy& precision, const Division& d) {
  const double largest = stack_.token_budget;
  const Chunk prompts{.sequences = largest / reference_tokens, .tokens = reference_tokens, .context = 0};
  const Lowering low = lowered(workload, {.prefill = {&prompts, 1}, .precision = precision}, d);
  Bytes layers, first, last;
  bool seen_layers = false;
  for (std::size_t b = 0; b < low.blocks().size(); ++b) {
    const Block& block = low.blocks()[b];
    for (const Operator& op : low.operators(b, Pass::forward)) launches_ += block.count * op.repeat;
    for (const Collective& c : low.collectives(b, Pass::forward)) launches_ += block.count * c.repeat;
    const Bytes weights = block.memory.weights * block.count;
    memory_.activations = max(memory_.activations, block.memory.activations);
    send_bytes_ = std::max(send_bytes_, block.boundary.base() / largest);
    if (block.layers > 0) {
      layers += weights;
      seen_layers = true;
    } else {
      (seen_layers ? last : first) += weights;
    }
  }
  // Whole layers; the first stage has the embedding, the last the head.
  const double count = layers_in(low), stages = d.pipeline;
  if (stages > 1) fullest_ = count > 0 ? std::ceil(count / stages) / count : 1 / stages;
  memory_.weights = stages > 1 ? layers * fullest_ + max(first, last) : layers + first + last;
}

Price StepCosts::decode_attention(double context) const {
  Price p = lengths_.decode(context);
  p.time_s = overlap4(p.compute_s / stack_.compute_16, p.memory_s / kv_share_);
  return p;
}

Prompt StepCosts::prompt(double length) const {
  Price p = lengths_.prefill(length) * length;
  p.time_s = overlap4(p.compute_s / prefill_share(stack_, length), p.memory_s / stack_.activations);
  return {length, p + lengths_.apart(length) * length};
}

Price StepCosts::decode(double decodes, const Price& attention) const {
  const double share = share_of(decodes), rows = padded(share);
  Price p = tokens_(rows) + sequences_(rows) + attention * share;
  p.time_s = decode_s(decodes, attention);
  return p;
}

Price StepCosts::prefill(double prompts, const Prompt& each) const {
  const double tokens = prompts * each.length;
  const double steps =
      std::max(1.0, tokens / stack_.token_budget);  // full steps: a fraction of the last counts as such
  Price p = tokens_(tokens / steps) * steps + sequences_(prompts) + each.attention * prompts;
  p.time_s = prefill_s(prompts, each);
  return p;
}

double StepCosts::prefill_s(double prompts, const Prompt& each) const {
  const double tokens = prompts * each.length, steps = std::max(1.0, tokens / stack_.token_budget);
  return tokens_.time_s(tokens / steps) * steps + sequences_.time_s(prompts) + each.attention.time_s * prompts +
         steps * (stack_.step_overhead.base() + sends_s_ + attention_floors_s_) +
         stack_.sequence_overhead.base() * prompts + per_token_sent_s_ * tokens;
}

/// Engines that read prompts first read those that wait together, as many as fit a step.
double StepCosts::together(double decodes, double length) const {
  return std::max(1.0, std::min(std::floor(stack_.token_budget / length), std::sqrt(decodes)));
}

Price StepCosts::added_prefill(double decodes, const Prompt& prompt) const {
  if (stack_.scheduling == Scheduling::prefill_first) {
    const double n = together(decodes, prompt.length);
    return prefill(n, prompt) * (1 / n);
  }
  const double share = share_of(decodes), some = chunk(share, prompt.length);
  Price p = (tokens_(share + some) + tokens_(share) * -1) * (prompt.length / some) + prompt.attention +
            sequences_(share + 1) + sequences_(share) * -1;
  p.time_s = added_prefill_s(decodes, prompt);
  return p;
}

double StepCosts::prefill_together_s(double decodes, const Prompt& prompt) const {
  const double n = together(decodes, prompt.length);
  return prefill_s(n, prompt) / n;
}

double StepCosts::prompts_ahead(double length) const {
  const double in_two_steps = 2 * std::max(1.0, stack_.token_budget / length) - 1;
  return std::min(stack_.prompts_ahead, in_two_steps);
}

double StepCosts::floor_s(double context) const {
  return tokens_(1).memory_s + sequences_(1).memory_s + cache(context).base() / fullest_ / bandwidth_;
}

}  // namespace fleetline::serving
