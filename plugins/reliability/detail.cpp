// What a reader of one case wants: which parts fail, which causes take how much along, and what stands for what nobody
// said.
#include <algorithm>
#include <cmath>
#include <utility>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "quantiles.hpp"
#include "solver.hpp"

namespace fleetline::reliability {
namespace {

std::string percent(double share, int digits = 3) { return cat(number_text(100 * share, digits), " %"); }

/// 99.99..: as many digits as tell it from 100 %.
std::string nines(double share) {
  const int digits = share < 1 ? std::clamp(static_cast<int>(std::ceil(-std::log10(1 - share))) + 2, 3, 12) : 3;
  return percent(share, digits);
}

void part_table(const ReliabilityParams& p, const Resolved& r, const ReliabilityOutputs& out, Detail& detail) {
  DetailTable& table = detail.table("failures",
                                    "Failures by part: of what is at work, in the run, with the 5 and 95 % quantiles "
                                    "of their number, and spares for each kind");
  DetailColumn& name = table.add_text("part");
  DetailColumn& count = table.add("count", Dimension{}, "");
  DetailColumn& rate = table.add("rate", Frequency::dimension, "1/d");
  DetailColumn& run = table.add("expected", Dimension{}, "");
  DetailColumn& low = table.add("5_%", Dimension{}, "");
  DetailColumn& high = table.add("95_%", Dimension{}, "");
  DetailColumn& spares = table.add("spares", Dimension{}, "");
  const double duration = out.expected_failures * out.job_mtbf.base();
  const auto row = [&](std::string_view text, double n, double f) {
    name.texts.emplace_back(text);
    count.numbers.push_back(n);
    rate.numbers.push_back(f);
    run.numbers.push_back(f * duration);
    low.numbers.push_back(static_cast<double>(poisson_quantile(f * duration, 0.05)));
    high.numbers.push_back(static_cast<double>(poisson_quantile(f * duration, 0.95)));
    spares.numbers.push_back(static_cast<double>(poisson_quantile(f * p.repair_time.base(), p.spare_quantile)));
  };
  for (std::size_t i = 0; i < part_count; ++i)
    if (r.parts.values[i] > 0 && r.rates.values[i] > 0)
      row(name_of(static_cast<Part>(i)), r.parts.values[i], r.rates.values[i]);
}

/// Each cause on its own: what it takes along, how often it is down, and what the service would be without it.
void cause_table(const ReliabilityState& s, const Resolved& r, Detail& detail) {
  DetailTable& table = detail.table("causes",
                                    "What takes how much along: 'down' is the share of the time of one such part, of unlike partitions the mean, "
                                    "'met_without' how often the demand would be met if it never failed");
  DetailColumn& name = table.add_text("cause");
  DetailColumn& takes = table.add_text("takes");
  DetailColumn& down = table.add("down", dimensionless, "%");
  DetailColumn& without = table.add_text("met_without");
  Pad pad;
  const auto row = [&](const char* text, std::string extent, double Down::*cause) {
    std::vector<Down> spared(r.down.begin(), r.down.end());
    double mean = 0;
    for (std::size_t i = 0; i < spared.size(); ++i) {
      mean += std::exchange(spared[i].*cause, 0) * (spared.size() == 1 ? 1 : r.use.share(i));
    }
    if (!(mean > 0)) return;
    name.texts.emplace_back(text);
    takes.texts.push_back(std::move(extent));
    down.numbers.push_back(mean);
    without.texts.push_back(nines(availability_of(s.service, spared, r.question, pad).available));
  };
  row("accelerator, adapter", s.service.drains ? "its node" : "its replica", &Down::accelerator);
  row("node", "its replicas", &Down::node);
  if (s.service.nodes_per_rack > 0) row("rack", counted_as(s.service.nodes_per_rack, "node"), &Down::rack);
  if (s.service.nodes_per_leaf > 0)
    row("leaf switch", counted_as(s.service.nodes_per_leaf, "node"), &Down::leaf);
  row("site", "everything at it", &Down::site);
}

void notes(const ReliabilityState& s, const ReliabilityParams& p, const ReliabilityInputs& in, const Resolved& r,
           const ReliabilityOutputs& out, Detail& detail) {
  const auto note = [&](std::string text) { detail.notes.push_back(std::move(text)); };
  const auto of_network = [](const Share& share) {
    return of(share.times, Part::nic) || of(share.times, Part::leaf_switch) || of(share.times, Part::spine_switch);
  };
  if (s.has_rates && !s.has_graph && std::any_of(s.shares.begin(), s.shares.end(), of_network))
    note("no fabric connects the fleet: adapters and switches are not counted");
  if (!p.duration && !out.job_duration) note("nothing says how long it runs: 30 days");
  if (r.serves) {
    if (!p.demand && !p.demand_tokens && !p.replicas_needed) note("nothing says what is needed: all replicas");
    return;
  }
  if (saving_of(s, p, in, out.job_mtbf).assumed)
    note("nothing says how large a checkpoint is: a minute to write, a minute to read");
}

std::string training_verdict(const ReliabilityOutputs& out) {
  const std::string high = out.job_mtbf_high ? to_text(*out.job_mtbf_high) : std::string("unknown");
  std::string text = cat("A failure every ", to_text(out.job_mtbf), " (", to_text(out.job_mtbf_low), " to ", high,
                         "); checkpoints every ", to_text(*out.checkpoint_period), " leave ", percent(*out.ettr),
                         " of the time for work");
  if (out.job_duration) text += cat("; the run takes ", to_text(*out.job_duration));
  return text + ".";
}

std::string serving_verdict(const ReliabilityState& s, const Resolved& r, const ReliabilityOutputs& out) {
  if (r.question.needed > 1)
    return cat("The demand is ", percent(r.question.needed), " of the capacity: never met in full, ",
               percent(*out.served), " of it on average.");
  return cat("Demand takes ", percent(r.question.needed), " of the capacity and is met ", nines(*out.demand_met),
             " of the time; with a node of every site down ", percent(*out.left_node_down), " of the capacity is left",
             s.sites.size() > 1 ? cat(", with the largest site down ", percent(*out.left_site_down)) : std::string(),
             ".");
}

}  // namespace

void describe(const ReliabilityState& s, const ReliabilityParams& p, const ReliabilityInputs& in, const Resolved& r,
              const ReliabilityOutputs& out, Detail& detail) {
  if (!p.mtbf) part_table(p, r, out, detail);
  if (r.serves) cause_table(s, r, detail);
  notes(s, p, in, r, out, detail);
  detail.verdict = r.serves ? serving_verdict(s, r, out) : training_verdict(out);
}

}  // namespace fleetline::reliability
