#include "solver.hpp"

#include "fleetline/text.hpp"
#include "quantiles.hpp"

namespace fleetline::reliability {
namespace {

Checkpoint checkpoint_of(const ReliabilityParams& p, Seconds mtbf) {
  const Seconds write = p.state_size ? *p.state_size / p.storage_bandwidth : p.checkpoint_time;
  const Checkpoint c{write, p.state_size ? write : p.reload_time, p.detection_time + p.restart_time, mtbf};
  return p.snapshot_time ? asynchronous(c, *p.snapshot_time) : c;
}

/// One asynchronous checkpoint must be written before the next begins.
Seconds shortest_period(const ReliabilityParams& p) {
  if (!p.snapshot_time) return Seconds(0);
  return p.state_size ? *p.state_size / p.storage_bandwidth : p.checkpoint_time;
}

Seconds chosen_period(const ReliabilityParams& p, const Checkpoint& c) {
  switch (p.policy) {
    case Policy::young: return young_period(c);
    case Policy::daly: return daly_period(c);
    case Policy::given: return p.interval.value_or(Seconds(0)) + c.write;
    case Policy::optimal: break;
  }
  return optimal_period(c);
}

Seconds period_of(const ReliabilityParams& p, const Checkpoint& c) { return max(chosen_period(p, c), shortest_period(p)); }

/// Effective training time ratio: work over expected time.
double ettr_of(const Checkpoint& c, Seconds period) { return (period - c.write) / expected_period(c, period); }

void fill_serving(const ReliabilityState& s, const ReliabilityParams& p, Seconds mtbf, ReliabilityOutputs& out) {
  const Seconds repair = p.detection_time + p.restart_time + p.reload_time;
  // The replicas share the fleet's failures.
  const Seconds replica = s.has_rates && !p.mtbf ? mtbf * static_cast<double>(p.replicas) : mtbf;
  out.replica_availability = replica / (replica + repair);
  out.availability = at_least(p.replicas_needed, p.replicas, out.replica_availability) * at_least(p.sites_needed, p.sites, p.site_availability);
  out.unavailable = p.duration * (1 - out.availability);
}

void add_table(const ReliabilityState& s, Detail& detail) {
  DetailTable& table = detail.table("failures", "Failures by part");
  DetailColumn& part = table.add_text("part");
  DetailColumn& count = table.add("count", Dimension{}, "");
  DetailColumn& rate = table.add("rate", Frequency::dimension, "1/d");
  const auto add = [&](const char* name, double n, Frequency f) {
    part.texts.push_back(name);
    count.numbers.push_back(n);
    rate.numbers.push_back(f.base());
  };
  add("accelerators", s.parts.accelerators, s.rates.accelerators);
  add("hosts", s.parts.hosts, s.rates.hosts);
  add("network cards", s.parts.nics, s.rates.nics);
  add("switches", s.parts.switches, s.rates.switches);
  add("software", s.parts.hosts, s.rates.software);
}

}  // namespace

std::unique_ptr<ReliabilityState> Reliability::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  state->parts = parts_of(*subjects.fleet);
  state->blast = largest_blast(*subjects.fleet);
  state->has_rates = static_cast<bool>(params.failures);
  if (params.failures) state->rates = rates_of(state->parts, *params.failures);
  return state;
}

Status Reliability::evaluate(const State& s, const Params& p, Outputs& out, Detail* detail) const {
  if (!s.has_rates && !p.mtbf) return Status::infeasible(no_rates_);
  const double low = s.has_rates && !p.mtbf ? p.failures->low : 1, high = s.has_rates && !p.mtbf ? p.failures->high : 1;
  out.job_mtbf = p.mtbf ? *p.mtbf : 1.0 / s.rates.total();
  out.job_mtbf_low = out.job_mtbf / high;
  out.job_mtbf_high = out.job_mtbf / low;
  out.expected_failures = p.duration / out.job_mtbf;
  const Checkpoint c = checkpoint_of(p, out.job_mtbf);
  out.write_time = c.write;
  out.young_period = young_period(c);
  out.daly_period = daly_period(c);
  out.rfo_period = rfo_period(c);
  out.optimal_period = optimal_period(c);
  out.checkpoint_period = period_of(p, c);
  const Losses l = losses(c, out.checkpoint_period);
  const Seconds total = expected_period(c, out.checkpoint_period);
  if (std::isfinite(total.base()) && total > Seconds(0)) {
    out.ettr = l.work / total;
    out.checkpoint_loss = l.checkpoint / total;
    out.downtime_loss = l.downtime / total;
    out.rework_loss = l.rework / total;
    const Checkpoint worse = checkpoint_of(p, out.job_mtbf_low), better = checkpoint_of(p, out.job_mtbf_high);
    out.ettr_low = ettr_of(worse, out.checkpoint_period);
    out.ettr_high = ettr_of(better, out.checkpoint_period);
  } else {
    out.ettr = out.ettr_low = out.ettr_high = 0;
  }
  out.spares = spares(p.repair_time / out.job_mtbf, p.spare_quantile);
  out.blast_set = s.blast.size;
  fill_serving(s, p, out.job_mtbf, out);
  if (detail) {
    if (s.has_rates) add_table(s, *detail);
    detail->verdict = cat("A failure every ", to_text(out.job_mtbf), " (", to_text(out.job_mtbf_low), " to ", to_text(out.job_mtbf_high), "); checkpoints every ",
                          to_text(out.checkpoint_period), " leave ", exact_text(std::round(out.ettr * 1000) / 10), " % of the time for work.");
  }
  return c.write < out.job_mtbf ? Status::ok() : Status::infeasible(no_progress_, c.write - out.job_mtbf);
}

}  // namespace fleetline::reliability
