#include "fleetline/text.hpp"
#include "groups.hpp"
#include "probes.hpp"

namespace fleetline::conformance {
namespace {

/// FLOPs and bytes of everything in a lowering, copies and repeats counted.
struct Totals {
  double flops = 0, bytes = 0;
};

Totals totals(const Lowering& lowering) {
  Totals total;
  for (std::size_t b = 0; b < lowering.blocks().size(); ++b)
    for (std::size_t pass = 0; pass < pass_count; ++pass)
      for (const Operator& op : lowering.operators(b, static_cast<Pass>(pass))) {
        total.flops += op.flops.base() * op.repeat * lowering.blocks()[b].count;
        total.bytes += op.bytes.total().base() * op.repeat * lowering.blocks()[b].count;
      }
  return total;
}

/// False when the workload refuses the step.
bool lowers(const Workload& workload, const Step& step, Lowering& out) {
  out.clear();
  try {
    workload.lower(step, {}, out);
    return true;
  } catch (const InputError&) {
    return false;
  }
}

Finding has_work(const Specimen& specimen) {
  const auto workload = make_workload(specimen.loaded, specimen.params);
  Finding finding;
  Lowering lowering;
  bool any = false;
  for (const NamedStep& step : test_steps(workload->facts())) {
    if (!lowers(*workload, step.step, lowering)) continue;
    any = true;
    if (lowering.blocks().empty()) finding.fail(cat(step.name, ": no block at all"));
    else if (totals(lowering).flops <= 0) finding.fail(cat(step.name, ": not a single FLOP"));
  }
  if (!any) finding.fail("refuses every step: decode, prefill, samples and training");
  return finding;
}

Step doubled(Step step, std::vector<Chunk>& chunks) {
  step.samples *= 2;
  step.decode.sequences *= 2;
  step.decode.context_sum *= 2;
  step.train.sequences *= 2;
  chunks.assign(step.prefill.begin(), step.prefill.end());
  for (Chunk& chunk : chunks) chunk.sequences *= 2;
  step.prefill = chunks;
  return step;
}

Finding more_samples(const Specimen& specimen) {
  const auto workload = make_workload(specimen.loaded, specimen.params);
  Finding finding;
  Lowering one, two;
  for (const NamedStep& step : test_steps(workload->facts())) {
    std::vector<Chunk> chunks;
    const Step larger = doubled(step.step, chunks);
    if (!lowers(*workload, step.step, one) || !lowers(*workload, larger, two)) continue;
    const Totals small = totals(one), large = totals(two);
    if (large.flops < small.flops)
      finding.fail(cat(step.name, ", doubled: ", number_text(large.flops), " FLOPs instead of ", number_text(small.flops)));
    if (large.bytes < small.bytes)
      finding.fail(cat(step.name, ", doubled: ", number_text(large.bytes), " bytes instead of ", number_text(small.bytes)));
  }
  return finding;
}

/// workload.hpp: a context that is too long is an InputError.
Finding context_limit(const Specimen& specimen) {
  const auto workload = make_workload(specimen.loaded, specimen.params);
  const WorkloadFacts& facts = workload->facts();
  if (!facts.tokens || facts.max_context <= 0) return Finding::skip("it has no longest context");
  NamedStep decode = test_steps(facts).front();
  decode.step.decode = {.sequences = 1, .context_sum = 2 * facts.max_context, .context_max = 2 * facts.max_context};
  Finding finding;
  Lowering lowering;
  if (lowers(*workload, decode.step, lowering))
    finding.fail(cat("lowers a context of ", number_text(2 * facts.max_context), " tokens, though its longest is ",
                     number_text(facts.max_context)));
  return finding;
}

}  // namespace

std::vector<Check> workload_checks(const Specimen& specimen) {
  const std::string prefix = specimen.name + ": ";
  return {{prefix + "has-work", "a step becomes blocks with work in them", [&] { return has_work(specimen); }},
          {prefix + "more-samples", "a larger batch never means less work", [&] { return more_samples(specimen); }},
          {prefix + "context-limit", "a context beyond its longest is refused", [&] { return context_limit(specimen); }}};
}

}  // namespace fleetline::conformance
