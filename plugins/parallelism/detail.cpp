// What a reader of one case wants: the layouts and why they lose, the memory of each stage, a verdict. Never built in
// sweeps.
#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <string>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "memory_detail.hpp"
#include "solver.hpp"

namespace fleetline::parallelism {
namespace {

constexpr std::array<std::string_view, part_count> part_names = {
    "kernels of the slowest stage",        "recomputation",   "tensor-parallel communication",
    "exchange of tokens among experts",    "pipeline bubble", "sending from stage to stage",
    "exposed data-parallel communication", "optimizer step",  "host overhead"};

constexpr double not_timed = std::numeric_limits<double>::quiet_NaN();

/// Memory as the table has it: GiB, whatever sellers of devices count in.
std::string gib(Bytes bytes) { return cat(number_text(bytes.base() / (1024.0 * 1024.0 * 1024.0), 3), " GiB"); }

std::string percent(double share) { return cat(number_text(100 * share, 3), " %"); }

/// What takes longer than in the best layout: the part that grows most, and the next one where it matters.
std::string why(const Timed& other, const Timed& best, const LayoutChoice& choice, std::uint32_t devices_per_node) {
  std::array<std::size_t, part_count> order;
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto more = [&](std::size_t i) { return other.parts[i] - best.parts[i]; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return more(a) > more(b); });
  if (!(more(order[0]) > Seconds(0))) return "as fast as the best";
  constexpr double matters = 0.25;  // of the larger one
  std::string text;
  for (std::size_t n = 0; n < 2; ++n) {
    if (n > 0 && more(order[n]) < matters * more(order[0])) break;
    text += cat(n > 0 ? ", " : "", part_names[order[n]], " +", to_text(more(order[n]), 3));
    if (static_cast<Part>(order[n]) == Part::tensor && choice.tensor > devices_per_node)
      text += " (groups leave the node)";
  }
  return text;
}

void layouts(const ParallelismState& s, const ParallelismParams& params, std::uint32_t devices_per_node,
             Detail& detail) {
  DetailTable& table = detail.table("layouts", "The best layout of each split in degrees, in order");
  const auto number = [&table](const char* name) -> DetailColumn& { return table.add(name, dimensionless, ""); };
  DetailColumn &rank = number("rank"), &tp = number("tp"), &pp = number("pp"), &dp = number("dp");
  const bool mixture = s.space.expert_degrees.size() > 1 || s.space.expert_degrees.front() > 1;
  DetailColumn* ep = mixture ? &number("ep") : nullptr;
  DetailColumn &vpp = number("vpp"), &mb = number("micro_batch");
  DetailColumn &sp = table.add_text("sp"), &recompute = table.add_text("recompute");
  DetailColumn &zero = number("zero"), &step = table.add("step_time", Seconds::dimension, "s"),
               &gap = table.add("gap", dimensionless, "%");
  DetailColumn &memory = table.add("memory", Bytes::dimension, "GiB"), &reason = table.add_text("why");
  for (std::size_t i = 0; i < s.found.splits.size() && i < static_cast<std::size_t>(params.top); ++i) {
    const Split& split = s.found.splits[i];
    const LayoutChoice& c = split.best.choice;
    rank.numbers.push_back(static_cast<double>(i + 1));
    tp.numbers.push_back(c.tensor);
    pp.numbers.push_back(c.pipeline);
    dp.numbers.push_back(c.data);
    if (ep != nullptr) ep->numbers.push_back(c.expert);
    vpp.numbers.push_back(c.virtual_stages);
    mb.numbers.push_back(c.micro_batch);
    sp.texts.push_back(c.sequence_parallel ? "yes" : "no");
    recompute.texts.push_back(c.recompute == Recompute::full        ? "full"
                              : c.recompute == Recompute::selective ? "selective"
                                                                    : "none");
    zero.numbers.push_back(static_cast<double>(c.zero));
    step.numbers.push_back(split.fits ? split.best.step.base() : not_timed);
    gap.numbers.push_back(split.fits ? split.best.step / s.best.step - 1.0 : not_timed);
    memory.numbers.push_back(split.best.memory.base());
    reason.texts.push_back(!split.fits ? cat("does not fit: ", gib(split.best.memory - s.usable), " missing")
                           : i == 0    ? "the fastest that fits"
                                       : why(s.others[i], s.timed, c, devices_per_node));
  }
}

void notes(const ParallelismState& s, Detail& detail) {
  detail.notes.push_back(cat(
      s.tokens ? cat("Sequences of ", number_text(s.sequence), " tokens") : std::string("Samples without a token axis"),
      "; MFU counts causal attention, nothing that is computed again"));
  if (s.free_communication)
    detail.notes.push_back("Communication takes no time: the times are bounds, memory is not touched by it");
  if (s.found.searched <= 1) return;
  const Undivided& u = s.found.undivided;
  detail.notes.push_back(cat(s.found.searched, " layouts searched: ", s.found.too_large, " (",
                             percent(double(s.found.too_large) / double(s.found.searched)),
                             ") do not fit and were discarded before they were timed; ", u.batch,
                             " splits do not divide the batch, ", u.stages, " have more stages than layers"));
}

/// Where the time goes: what takes most of it, three parts at most.
std::string limit_text(const Timed& t) {
  std::array<std::size_t, part_count> order;
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return t.parts[a] > t.parts[b]; });
  constexpr double matters = 0.01;
  std::string text = " Limited by";
  for (std::size_t n = 0; n < 3; ++n) {
    const double part = t.parts[order[n]] / t.step;
    if (n > 0 && part < matters) break;
    text += cat(n > 0 ? ", " : " ", part_names[order[n]], " (", percent(part), n > 0 ? ")" : " of the step)");
  }
  return text + ".";
}

/// By how much the next split loses, and to what.
std::string runner_up_text(const ParallelismState& s) {
  if (s.others.size() < 2) return s.found.searched > 1 ? " No other split in degrees fits." : "";
  const Split& next = s.found.splits[1];
  return cat(" It beats the next split, ", split_text(next.best.choice), ", by ",
             percent(next.best.step / s.best.step - 1), " (",
             why(s.others[1], s.timed, next.best.choice, s.devices_per_node), ").");
}

std::string reference_text(const ParallelismState& s, const ParallelismParams& params, const ParallelismOutputs& out) {
  if (!params.reference.given()) return {};
  const LayoutChoice wish{.tensor = static_cast<std::uint32_t>(params.reference.tensor_parallel),
                          .pipeline = static_cast<std::uint32_t>(params.reference.pipeline_parallel),
                          .data = static_cast<std::uint32_t>(params.reference.data_parallel)};
  const std::string name = split_text(wish);
  if (out.reference_rank)
    return cat(" ", name, " stands at rank ", *out.reference_rank, " of ", s.found.splits.size(), " splits, ",
               percent(*out.reference_gap), " behind the best.");
  const std::size_t rank = s.found.rank(wish);
  if (rank == 0) return cat(" ", name, " is not among the layouts of these devices and this batch.");
  return cat(" ", name, " does not fit: ", gib(s.found.splits[rank - 1].best.memory - s.usable), " missing.");
}

}  // namespace

std::string split_text(const LayoutChoice& c) { return cat("TP=", c.tensor, " PP=", c.pipeline, " DP=", c.data); }

std::string layout_text(const LayoutChoice& c) {
  std::string text =
      cat(split_text(c), c.expert > 1 ? cat(" EP=", c.expert) : std::string(), ", micro-batch ", c.micro_batch);
  if (c.virtual_stages > 1) text += cat(", ", c.virtual_stages, " chunks");
  if (c.sequence_parallel) text += ", sequence parallel";
  if (c.recompute != Recompute::none)
    text += c.recompute == Recompute::full ? ", full recomputation" : ", selective recomputation";
  if (c.zero != Zero::none) text += cat(", ZeRO ", static_cast<int>(c.zero));
  return text;
}

void describe(const ParallelismState& s, const ParallelismParams& params, const ParallelismOutputs& out,
              const Status& status, Detail& detail) {
  const LayoutChoice& c = s.best.choice;
  layouts(s, params, s.devices_per_node, detail);
  describe_memory(s.memory.of(c), MemoryTable::stage_layout(c, s.space.batch), s.usable, detail);
  notes(s, detail);
  if (status) {
    detail.verdict = cat(
        layout_text(c), ": ", to_text(out.step_time, 3), " a step, MFU ", percent(out.mfu), ", ", gib(out.peak_memory),
        params.fit == Fit::ignored ? std::string(", fit not judged") : cat(" of ", gib(out.usable_memory)), ".",
        limit_text(s.timed), runner_up_text(s), reference_text(s, params, out));
  } else {
    detail.verdict =
        cat("Does not fit: ", s.found.searched > 1 ? "the layout that misses least, " : "", layout_text(c), ", needs ",
            gib(out.peak_memory), ", ", gib(out.missing_memory), " too much.", reference_text(s, params, out));
  }
}

}  // namespace fleetline::parallelism
