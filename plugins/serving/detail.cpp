// What a reader of one case wants: where memory and time go, notes, a verdict. Never built in sweeps.
#include <limits>

#include "fleetline/text.hpp"
#include "solver.hpp"

namespace fleetline::serving {
namespace {

void memory_table(const ServingOutputs& out, Detail& detail) {
  DetailTable& table = detail.table("memory", "Memory of one accelerator at max_batch");
  DetailColumn& what = table.add_text("what");
  DetailColumn& bytes = table.add("bytes", Bytes::dimension, "GB");
  const auto row = [&](std::string name, Bytes b) {
    what.texts.push_back(std::move(name));
    bytes.numbers.push_back(b.base());
  };
  row("weights", out.weight_memory);
  row("KV cache", out.kv_memory);
  row("activations", out.activation_memory);
  row("runtime", out.reserved_memory);
}

/// The curve behind the answer: what batches cost and bring.
void batch_table(const ServingState& s, const ServingParams& p, const ServingOutputs& out, Detail& detail) {
  const Pool& pool = s.pools.front();
  const Engine engine(pool.costs, s.stack, lengths_of(p));
  DetailTable& table = detail.table(
      "batches", cat("One replica", s.pools.size() > 1 ? cat(" of '", pool.name.text(), "'") : std::string(),
                     " at batches up to the largest that fits"));
  DetailColumn& batch = table.add("batch", dimensionless, "");
  DetailColumn& decode = table.add("decode_step", Seconds::dimension, "ms");
  DetailColumn& prefill = table.add("prefill", Seconds::dimension, "ms");
  DetailColumn& itl = table.add("itl", Seconds::dimension, "ms");
  DetailColumn& tokens = table.add("tokens_per_second", TokenRate::dimension, "token/s");
  for (double b = 1; b <= static_cast<double>(out.max_batch) && b <= 4096; b *= 2) {
    const Cycle c = engine.at(b);
    batch.numbers.push_back(b);
    decode.numbers.push_back(c.decode_s);
    prefill.numbers.push_back(c.added_prefill_s);
    itl.numbers.push_back(p.answer() > 1 ? c.tpot_s : std::numeric_limits<double>::quiet_NaN());
    tokens.numbers.push_back(c.requests_per_s * static_cast<double>(p.answer()));
  }
}

/// A mixed fleet, partition by partition.
void partition_table(const ServingParams& p, const ServingOutputs& all, const std::vector<PoolAnswer>& parts,
                     Detail& detail) {
  DetailTable& table =
      detail.table("partitions", "Replicas by hardware; requests are shared in proportion to capacity");
  DetailColumn& name = table.add_text("partition");
  const auto column = [&](const char* title, Dimension dimension, const char* unit, auto value) {
    DetailColumn& c = table.add(title, dimension, unit);
    for (const PoolAnswer& part : parts) c.numbers.push_back(value(part.out));
  };
  for (const PoolAnswer& part : parts) name.texts.emplace_back(part.pool->name.text());
  using O = ServingOutputs;
  column("replicas", dimensionless, "", [](const O& o) { return static_cast<double>(o.replicas); });
  column("share", dimensionless, "%", [&](const O& o) { return o.capacity / all.capacity; });
  column("batch", dimensionless, "", [](const O& o) { return o.batch; });
  column("max_batch", dimensionless, "", [](const O& o) { return static_cast<double>(o.max_batch); });
  column("ttft", Seconds::dimension, "ms", [](const O& o) { return o.ttft.base(); });
  if (p.answer() > 1) column("itl", Seconds::dimension, "ms", [](const O& o) { return o.itl->base(); });
  column("latency", Seconds::dimension, "ms", [](const O& o) { return o.latency.base(); });
  column("tokens_per_second", TokenRate::dimension, "token/s", [](const O& o) { return o.tokens_per_second.base(); });
}

std::string formats_text(const PrecisionPolicy& p) {
  if (p.weights == p.activations && p.weights == p.kv && p.weights == p.math) return std::string(name_of(p.weights));
  return cat(name_of(p.weights), " weights, ", name_of(p.activations), " activations, ", name_of(p.kv), " KV cache, ",
             name_of(p.math), " arithmetic");
}

void notes(const ServingState& s, const ServingParams& p, Detail& detail) {
  if (!p.precision) detail.notes.push_back(cat("formats: ", formats_text(s.precision)));
  for (const Pool& pool : s.pools) {
    const std::string where = s.pools.size() > 1 ? cat(" in '", pool.name.text(), "'") : std::string();
    if (pool.peak.used && pool.peak.used.math != s.precision.math.math)
      detail.notes.push_back(cat(name_of(s.precision.math), " has no arithmetic on this device", where,
                                 ": computed as ", name_of(pool.peak.used), " at ", to_text(pool.peak.rate)));
    if (!pool.hardware.has_power)
      detail.notes.push_back(cat("no energy: idle and peak power of this device", where, " are not both known"));
  }
  if (!p.stack)
    detail.notes.push_back("no stack: kernels at datasheet rates and no overheads, a bound that no engine beats");
  else
    detail.notes.push_back(
        cat("stack ", p.stack.name, ": ", s.stack.software, " ", s.stack.versions, " on ", s.stack.device));
  for (const Label name : s.idle)
    detail.notes.push_back(
        cat("'", name.text(), "' serves nothing: a replica takes ", s.group, " devices of one kind"));
}

/// What does not fit, part by part.
std::string parts_text(const ServingState& s, const ServingParams& p, const ServingOutputs& out) {
  if (out.missing_memory <= Bytes(0) || out.weight_memory <= Bytes(0)) return "";
  const double utilization = p.memory_utilization.value_or(s.stack.memory_utilization);
  return cat(": an accelerator needs ", to_text(out.weight_memory, 4), " for weights, ",
             to_text(out.activation_memory, 3), " for activations, ", to_text(out.reserved_memory, 3),
             " for the runtime and ", to_text(out.kv_per_request, 3),
             " for the cache of one request, the engine takes ", number_text(utilization * 100, 4), " % of ",
             s.stack.utilization_of == UtilizationOf::rest ? "what the others leave of " : "", "its memory");
}

/// Limits that were asked for beside the floors under them.
std::string floors(const ServingParams& p, const ServingOutputs& out) {
  std::string text;
  if (p.itl_limit) text += cat("; itl_limit is ", to_text(*p.itl_limit, 4), ", itl_floor ", to_text(out.itl_floor, 4));
  if (p.ttft_limit)
    text += cat("; ttft_limit is ", to_text(*p.ttft_limit, 4), ", ttft_floor ", to_text(out.ttft_floor, 4));
  return text;
}

std::string verdict(const ServingState& s, const ServingParams& p, const ServingOutputs& out, const Status& status) {
  if (!status) return cat("Cannot serve: ", status.text(), parts_text(s, p, out), floors(p, out), ".");
  const std::string where = cat(out.replicas, out.replicas == 1 ? " replica on " : " replicas on ", out.accelerators,
                                out.accelerators == 1 ? " accelerator" : " accelerators");
  return cat(where, ": ", out.max_batch, " requests of ", p.prompt() + p.answer(), " tokens fit each (",
             to_text(out.kv_per_request, 3), " of KV cache a request and device, ", to_text(out.weight_memory, 3),
             " of weights); at batch ", number_text(out.batch, 4), " the first token comes after ",
             to_text(out.ttft, 3), out.itl ? cat(", each further one after ", to_text(*out.itl, 3)) : std::string(),
             ", ", to_text(out.tokens_per_second, 4), " in all.");
}

}  // namespace

void describe(const ServingState& state, const ServingParams& params, const ServingOutputs& out, const Status& status,
              const std::vector<PoolAnswer>& parts, Detail& detail) {
  detail.verdict = verdict(state, params, out, status);
  memory_table(out, detail);
  if (!parts.empty()) partition_table(params, out, parts, detail);
  if (out.max_batch >= 1) batch_table(state, params, out, detail);
  notes(state, params, detail);
}

}  // namespace fleetline::serving
