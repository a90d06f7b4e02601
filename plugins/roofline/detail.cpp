// What a reader of one case wants: operators, notes, a verdict. Never built in sweeps.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "fleetline/text.hpp"
#include "solver.hpp"

namespace fleetline::roofline {
namespace {

constexpr std::array<std::string_view, pass_count> pass_names = {"forward", "recompute", "backward_input",
                                                                 "backward_weight", "update"};

std::string percent(double share) { return cat(number_text(100 * share, 3), " %"); }

/// 1808.3 -> "1,808": thousands apart, four significant digits below that.
std::string grouped(double value) {
  if (value < 1000 || value >= 1e15) return number_text(value, 4);
  const std::string digits = std::to_string(std::llround(value));
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

void operator_table(const RooflineState& s, const std::vector<Row>& rows, Efficiency e, const RooflineOutputs& out,
                    Detail& detail) {
  DetailTable& table =
      detail.table("operators", "Each operator, all its runs: what it does, how long each engine is busy, its share");
  const auto text = [&](std::string name, auto value) {
    DetailColumn& c = table.add_text(std::move(name));
    for (const Row& row : rows) c.texts.emplace_back(value(row));
  };
  const auto number = [&](std::string name, Dimension dimension, std::string unit, auto value) {
    DetailColumn& c = table.add(std::move(name), dimension, std::move(unit));
    for (const Row& row : rows) c.numbers.push_back(value(row));
  };
  const auto compute = [&](const Row& r) { return r.work.compute / e.compute; };
  const auto memory = [&](const Row& r) { return r.work.memory / e.memory; };
  const auto time = [&](const Row& r) { return operator_time(r.work, e) + r.floor; };

  text("block", [](const Row& r) { return r.block.text(); });
  text("operator", [](const Row& r) { return r.name.text(); });
  if (s.request.mode == Mode::training)
    text("pass", [](const Row& r) { return pass_names[static_cast<std::size_t>(r.pass)]; });
  number("count", dimensionless, "", [](const Row& r) { return r.runs; });
  number("flops", Flops::dimension, "GFLOP", [](const Row& r) { return r.flops.base(); });
  number("bytes", Bytes::dimension, "MB", [](const Row& r) { return r.bytes.base(); });
  number("intensity", Intensity::dimension, "FLOP/B",
         [](const Row& r) { return r.bytes > Bytes(0) ? (r.flops / r.bytes).base() : 0.0; });
  number("compute", Seconds::dimension, "us", [&](const Row& r) { return compute(r).base(); });
  number("memory", Seconds::dimension, "us", [&](const Row& r) { return memory(r).base(); });
  number("time", Seconds::dimension, "us", [&](const Row& r) { return time(r).base(); });
  number("share", dimensionless, "%", [&](const Row& r) { return time(r) / out.latency; });
  text("bound", [&](const Row& r) { return compute_bound(compute(r), memory(r)) ? "compute" : "memory"; });
}

/// One note for each format of the step that multiplies as another.
void fallback_notes(const RooflineState& s, const std::vector<Row>& rows, Detail& detail) {
  std::vector<FormatId> seen;
  for (const Row& row : rows) {
    const Peak peak = s.request.hardware->peak(row.math);
    const bool known = std::find(seen.begin(), seen.end(), row.math.id) != seen.end();
    if (known || !(row.flops > Flops(0)) || !peak.used || peak.used.math == row.math.math) continue;
    seen.push_back(row.math.id);
    detail.notes.push_back(cat(name_of(row.math), " has no arithmetic on this device: computed as ", name_of(peak.used),
                               " at ", to_text(peak.rate)));
  }
}

/// "bf16", or "int4 g128 weights, bf16 activations, bf16 KV cache, bf16 arithmetic".
std::string formats_text(const PrecisionPolicy& p, bool tokens) {
  if (p.weights == p.activations && p.weights == p.kv && p.weights == p.math) return std::string(name_of(p.weights));
  return cat(name_of(p.weights), " weights, ", name_of(p.activations), " activations, ", tokens ? name_of(p.kv) : "",
             tokens ? " KV cache, " : "", name_of(p.math), " arithmetic");
}

void default_notes(const RooflineState& s, const RooflineParams& p, Detail& detail) {
  const bool tokens = s.request.workload->facts().tokens;
  if (!p.precision) {
    const bool own = static_cast<bool>(s.request.workload->facts().native.weights);
    detail.notes.push_back(cat("precision not given: ", formats_text(s.native, tokens),
                               own ? ", the workload's own" : ", the usual one"));
  }
  if (tokens && p.mode == Mode::inference)
    detail.notes.push_back(p.phase == Phase::decode
                               ? cat("decode: one token per sequence, each with ", counted_as(p.context, "token"), " cached")
                               : cat("prefill: prompts of ", counted_as(p.prompt, "token"), ", nothing cached before"));
  if (tokens && p.mode == Mode::training) detail.notes.push_back(cat("training on sequences of ", counted_as(p.sequence, "token")));
  if (p.efficiency == 1 && p.memory_efficiency == 1)
    detail.notes.push_back("efficiencies are 1: a bound that no kernel beats, not a prediction");
  if (!s.hardware.has_power) detail.notes.push_back("no energy: idle and peak power of this device are not both known");
}

void target_notes(const RooflineParams& p, const RooflineOutputs& out, Detail& detail) {
  if (!p.target_latency || (!out.required_bandwidth && !out.required_peak)) return;
  const std::string target = to_text(*p.target_latency);
  if (!out.required_bandwidth) detail.notes.push_back(cat("no bandwidth alone meets ", target, ": arithmetic takes longer"));
  if (!out.required_peak) detail.notes.push_back(cat("no peak alone meets ", target, ": memory traffic takes longer"));
}

std::string step_name(const RooflineState& s) {
  if (s.request.mode == Mode::training) return "Training step";
  if (!s.request.workload->facts().tokens) return "Inference";
  return s.request.phase == Phase::decode ? "Decode step" : "Prefill";
}

std::string why(const RooflineOutputs& out) {
  const bool compute = out.bottleneck == Bottleneck::compute;
  std::string text = compute ? cat("compute-bound (", to_text(out.compute_time, 3), " against ", to_text(out.memory_time, 3),
                                   " of memory traffic)")
                             : cat("memory-bound (", to_text(out.memory_time, 3), " of traffic against ",
                                   to_text(out.compute_time, 3), " of arithmetic)");
  if (out.dominant == Dominant::overhead)
    text += cat(" but dominated by overhead (", to_text(out.overhead_time, 3), " of ", to_text(out.latency, 3), ")");
  return text;
}

std::string rate(const RooflineState& s, const RooflineOutputs& out) {
  const Label unit = s.request.workload->facts().unit;
  const std::string items = unit ? cat(" ", unit.text(), "s/s") : std::string(" 1/s");
  return cat(to_text(out.latency), ", ", grouped(out.throughput.base()), items, ", MFU ", percent(out.mfu));
}

std::string verdict(const RooflineState& s, const RooflineParams& p, const RooflineOutputs& out, const Status& status) {
  if (s.unsupported) return cat("Cannot run: ", s.unsupported.text(), ".");
  const std::string body = cat(step_name(s), " at batch ", p.batch, " is ", why(out), ": ", rate(s, out));
  if (out.missing_memory > Bytes(0))
    return cat("Does not fit: ", to_text(out.memory_footprint), " needed, ", to_text(out.missing_memory), " too much. ",
               "If it fitted: ", body, ".");
  if (!status) return cat(body, "; but ", status.reason.text(), ".");
  return cat(body, ".");
}

}  // namespace

void describe(const RooflineState& state, const RooflineParams& params, const RooflineOutputs& out, const Status& status,
              Detail& detail) {
  detail.verdict = verdict(state, params, out, status);
  if (state.unsupported) return;
  Lowering lowering;
  const std::vector<Row> rows = state.request.rows(static_cast<double>(params.batch), lowering);
  operator_table(state, rows, {params.efficiency, params.memory_efficiency}, out, detail);
  for (const Label note : lowering.notes()) detail.notes.emplace_back(note.text());
  fallback_notes(state, rows, detail);
  default_notes(state, params, detail);
  target_notes(params, out, detail);
}

}  // namespace fleetline::roofline
