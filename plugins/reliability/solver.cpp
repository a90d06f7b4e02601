#include "solver.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/text.hpp"
#include "quantiles.hpp"

namespace fleetline::reliability {
namespace {

constexpr Seconds usual_write{60}, usual_reload{60}, usual_duration{30 * 86400.0};

/// Steady state of a part that fails and is repaired by turns.
double down_of(Seconds mtbf, Seconds repair) { return repair / (mtbf + repair); }
double down_of(const std::optional<Seconds>& mtbf, Seconds repair) { return mtbf ? down_of(*mtbf, repair) : 0; }
/// Any of two down.
double either(double a, double b) { return 1 - (1 - a) * (1 - b); }

Seconds recovery(const ReliabilityParams& p) {
  return p.detection_time + p.restart_time + p.reload_time.value_or(usual_reload);
}

/// What one accelerator, node, rack ... of these parts is down, `accelerators` of them.
Down down_of_parts(const PerPart& parts, const MeanTimes& times, const ReliabilityParams& p) {
  Down d{.site = 1 - p.site_availability};
  const double hosts = parts[Part::host], accelerators = parts[Part::accelerator];
  const auto several = [&](Part part, double count) {
    return 1 - std::pow(1 - down_of(of(times, part), p.repair_time), count);
  };
  d.accelerator = either(several(Part::accelerator, 1), several(Part::nic, parts[Part::nic] / accelerators));
  d.node = either(several(Part::host, 1), several(Part::node_switch, parts[Part::node_switch] / hosts));
  d.node = either(d.node, down_of(of(times, Part::software), recovery(p)));
  d.rack = several(Part::rack, 1);
  d.leaf = several(Part::leaf_switch, 1);
  return d;
}

/// One for all where partitions are alike, else one for each.
void down_parts(const ReliabilityState& s, const ReliabilityParams& p, Resolved& r, std::vector<Down>& down) {
  down.clear();
  if (p.mtbf)  // whatever fails, a node fails
    down.push_back({.node = down_of(*p.mtbf * std::max(1.0, r.parts[Part::host]), p.repair_time),
                    .site = 1 - p.site_availability});
  else if (s.unlike)
    for (const Share& share : s.shares) down.push_back(down_of_parts(share.parts, share.times, p));
  else
    down.push_back(down_of_parts(r.parts, s.shares.front().times, p));
  r.down = down;
}

bool serves(const ReliabilityParams& p, const ReliabilityInputs& in) {
  return p.demand || p.demand_tokens || p.replica_count || p.replicas_needed || in.replicas || in.capacity;
}

/// How many replicas of what size, and the share of their capacity that is asked for; nothing when the capacity is not
/// known.
std::optional<Question> question_of(const ReliabilityParams& p, const ReliabilityInputs& in, const sdk::FleetUse& use) {
  Question q{.placed = use.listed};
  const double devices = use.all;
  if (p.replica_count)
    q.replicas = *p.replica_count;
  else
    q.replicas = in.replicas ? std::llround(*in.replicas) : static_cast<std::int64_t>(devices);
  q.devices = std::max(1.0, devices / static_cast<double>(q.replicas));
  if (p.demand && !in.capacity) return {};
  if (p.demand_tokens && !in.tokens_per_second) return {};
  if (p.demand)
    q.needed = *p.demand / *in.capacity;
  else if (p.demand_tokens)
    q.needed = *p.demand_tokens / *in.tokens_per_second;
  else
    q.needed = static_cast<double>(p.replicas_needed.value_or(q.replicas)) / static_cast<double>(q.replicas);
  return q;
}

void fill_training(const ReliabilityState& s, const ReliabilityParams& p, const ReliabilityInputs& in,
                   ReliabilityOutputs& out) {
  const Saving saving = saving_of(s, p, in, out.job_mtbf);
  const Checkpoint& c = saving.checkpoint;
  out.checkpoint_size = saving.size;
  out.write_time = c.write;
  out.young_period = young_period(c);
  out.daly_first_order_period = daly_first_order_period(c);
  out.daly_period = daly_period(c);
  out.rfo_period = rfo_period(c);
  out.optimal_period = optimal_period(c);
  const Seconds period = period_of(p, saving), total = expected_period(c, period);
  out.checkpoint_period = period;
  if (in.step_time) out.checkpoint_steps = (period - c.write) / *in.step_time;
  const bool progress = std::isfinite(total.base()) && total > Seconds(0);
  const Losses l = losses(c, period);
  out.ettr = progress ? double(l.work / total) : 0;
  if (progress) {
    out.checkpoint_loss = l.checkpoint / total;
    out.downtime_loss = l.downtime / total;
    out.rework_loss = l.rework / total;
  }
  if (!(*out.ettr > 0)) return;
  if (in.step_time) out.good_step_time = *in.step_time / *out.ettr;
  if (in.tokens_per_second) out.goodput = *in.tokens_per_second * *out.ettr;
  if (p.steps && in.step_time)
    out.job_duration = *out.good_step_time * *p.steps;
  else if (const auto tokens = p.run_tokens(); tokens && in.tokens_per_second)
    out.job_duration = *tokens / *out.goodput;
}

/// The same with the mean times at the ends of the band, at the period chosen for the middle.
void fill_training_band(const ReliabilityState& s, const ReliabilityParams& p, const ReliabilityInputs& in,
                        ReliabilityOutputs& out) {
  const auto ettr = [&](Seconds mtbf) {
    const Checkpoint c = saving_of(s, p, in, mtbf).checkpoint;
    const Seconds total = expected_period(c, *out.checkpoint_period);
    return std::isfinite(total.base()) ? double((*out.checkpoint_period - c.write) / total) : 0.0;
  };
  out.ettr_low = ettr(out.job_mtbf_low);
  out.ettr_high = out.job_mtbf_high ? ettr(*out.job_mtbf_high) : 1 - *out.write_time / *out.checkpoint_period;
}

/// Between fleets the record's band; of a mean time given as such, what its failures can say.
void fill_band(const ReliabilityState& s, const ReliabilityParams& p, ReliabilityOutputs& out) {
  if (!p.mtbf) {
    out.job_mtbf_low = out.job_mtbf / s.high;
    out.job_mtbf_high = out.job_mtbf / s.low;
    return;
  }
  const RateBand band = rate_band(p.observed_failures.value_or(out.expected_failures));
  out.job_mtbf_low = out.job_mtbf / band.high;
  if (band.low) out.job_mtbf_high = out.job_mtbf / *band.low;
}

void fill_spares(const ReliabilityParams& p, const PerPart& rates, ReliabilityOutputs& out) {
  const auto hold = [&](double rate) { return poisson_quantile(rate * p.repair_time.base(), p.spare_quantile); };
  out.spares = hold(p.mtbf ? total(rates) : node_rate(rates));
  if (p.mtbf) return;
  out.spare_accelerators = hold(rates[Part::accelerator]);
  out.spare_hosts = hold(rates[Part::host]);
  out.spare_adapters = hold(rates[Part::nic]);
  out.spare_switches =
      hold(rates[Part::node_switch] + rates[Part::leaf_switch] + rates[Part::spine_switch] + rates[Part::other_switch]);
}

void fill_serving(const Availability& a, const Question& q, const ReliabilityParams& p, const ReliabilityInputs& in,
                  Seconds duration, ReliabilityOutputs& out) {
  out.availability = a.replica;
  out.demand_met = a.available;
  out.served = a.served;
  out.left_node_down = a.node_down;
  out.left_site_down = a.site_down;
  out.spare_capacity = 1 - q.needed;
  out.unavailable = duration * (1 - a.available);
  if (!in.capacity) return;
  // A replica count of the user's own scales what the stage answered for its own.
  const double scale = p.replica_count && in.replicas ? static_cast<double>(*p.replica_count) / *in.replicas : 1;
  out.capacity_node_down = *in.capacity * (a.node_down * scale);
  out.capacity_site_down = *in.capacity * (a.site_down * scale);
}

}  // namespace

Saving saving_of(const ReliabilityState& s, const ReliabilityParams& p, const ReliabilityInputs& in, Seconds mtbf) {
  Saving saving;
  if (p.state_size)
    saving.size = p.state_size;
  else if (in.training_state)
    saving.size = in.training_state;
  else if (s.parameters > 0)
    saving.size = p.state_per_parameter * s.parameters;
  const std::optional<Seconds> by_size = saving.size ? std::optional(*saving.size / p.storage_bandwidth) : std::nullopt;
  saving.assumed = !p.checkpoint_time && !by_size;
  const Seconds write = p.checkpoint_time.value_or(by_size.value_or(usual_write));
  saving.checkpoint = {write, p.reload_time.value_or(by_size.value_or(usual_reload)), p.detection_time + p.restart_time,
                       mtbf};
  if (p.snapshot_time) saving.shortest = write, saving.checkpoint = asynchronous(saving.checkpoint, *p.snapshot_time);
  return saving;
}

Seconds period_of(const ReliabilityParams& p, const Saving& saving) {
  const Checkpoint& c = saving.checkpoint;
  Seconds period = optimal_period(c);
  switch (p.policy) {
    case Policy::optimal: break;
    case Policy::young: period = young_period(c); break;
    case Policy::daly: period = daly_period(c); break;
    case Policy::given: period = p.interval.value_or(Seconds(0)) + c.write; break;
  }
  return max(period, saving.shortest);
}

namespace {

/// Rates of each partition: by one record for all, or by one for each.
void take_failures(const std::vector<Ref<Failures>>& records, ReliabilityState& s) {
  s.has_rates = !records.empty();
  if (records.empty()) return;
  if (records.size() != 1 && records.size() != s.shares.size())
    throw InputError(
        {Problem{{},
                 "failures",
                 cat(counted_as(records.size(), "record"), " for ", counted_as(s.shares.size(), "partition")),
                 cat("one for all, or one for each: ", s.shares.size()),
                 {}}});
  s.unlike = s.size.unlike || records.size() > 1;
  for (std::size_t i = 0; i < s.shares.size(); ++i) {
    const Failures& failures = *records[records.size() == 1 ? 0 : i];
    s.shares[i].rates = rates_of(s.shares[i].parts, failures);
    s.shares[i].times = mean_times(failures);
    s.low = std::min(s.low, failures.low), s.high = std::max(s.high, failures.high);
  }
}

}  // namespace

std::unique_ptr<ReliabilityState> Reliability::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  const Fleet& fleet = *subjects.fleet;
  state->has_graph = fleet.topology() != nullptr;
  state->size = sdk::FleetSize(fleet);
  if (subjects.workload) state->parameters = subjects.workload->facts().parameters;
  for (const PerPart& parts : parts_by_partition(fleet))
    state->shares.push_back({.parts = parts, .rates = {}, .times = {}});
  state->blast = largest_blast(fleet);
  take_failures(params.failures, *state);

  const CommonCauses causes = common_causes(fleet);
  state->service = {.nodes_per_rack = causes.nodes_per_rack,
                    .nodes_per_leaf = causes.nodes_per_leaf,
                    .drains = params.repair == Repair::node};
  if (const std::size_t given = params.relative_capacity.size(), partitions = fleet.partitions().size();
      given != 0 && given != partitions)
    throw InputError({Problem{{},
                              "relative_capacity",
                              cat(counted_as(given, "value"), " for ", counted_as(partitions, "partition")),
                              cat("one for each: ", partitions),
                              {}}});
  const std::vector<std::int64_t> units = whole_units(params.relative_capacity, fleet.partitions().size());
  for (std::size_t i = 0; i < fleet.partitions().size(); ++i) {
    const Partition& p = fleet.partitions()[i];
    const auto known = std::find(state->sites.begin(), state->sites.end(), p.site.name);
    const auto site = static_cast<std::uint32_t>(known - state->sites.begin());
    if (known == state->sites.end()) state->sites.push_back(p.site.name);
    state->service.pools.push_back(
        {.site = site, .nodes = p.nodes(), .devices_per_node = p.devices_per_node, .units = units[i]});
  }
  state->service.sites = static_cast<std::uint32_t>(state->sites.size());
  return state;
}

Status Reliability::evaluate(const State& s, const Params& p, const Inputs& in, Outputs& out, Work& work,
                             Detail* detail) const {
  if (!s.has_rates && !p.mtbf) return Status::infeasible(no_rates_);
  Resolved r;
  // Which of them work does not matter where one mean time stands for all.
  if (const Status there = sdk::use_of(s.size, in.accelerators, in.accelerators_by_partition, use_, r.use);
      !there && !(p.mtbf && there.reason == use_.which))
    return there;
  for (std::size_t i = 0; i < s.shares.size(); ++i) {
    const double share = r.use.of(i) / s.size.partitions[i];
    r.parts.add(s.shares[i].parts, share);
    r.rates.add(s.shares[i].rates, share);
  }
  if (p.mtbf) {
    r.rates = {};
    r.rates[Part::host] = 1 / p.mtbf->base();
  }
  const double rate = total(r.rates);
  if (!(rate > 0)) return Status::infeasible(no_failing_part_);

  out.job_mtbf = Seconds(1 / rate);
  out.blast_set = s.blast.size;
  r.serves = serves(p, in);
  if (!r.serves) fill_training(s, p, in, out);
  const Seconds duration = p.duration.value_or(out.job_duration.value_or(usual_duration));
  out.expected_failures = duration / out.job_mtbf;
  fill_band(s, p, out);
  fill_spares(p, r.rates, out);

  Status status = Status::ok();
  if (r.serves) {
    const auto question = question_of(p, in, r.use);
    if (!question) return Status::infeasible(no_capacity_);
    r.question = *question;
    down_parts(s, p, r, work.down);
    fill_serving(availability_of(s.service, r.down, r.question, work.pad), r.question, p, in, duration, out);
    // A demand beyond the capacity is answered: never met in full. Fewer replicas than were asked for by number is a
    // contradiction.
    if (const std::int64_t needed = p.replicas_needed.value_or(0), there = r.question.replicas; needed > there)
      status = Status::infeasible(too_few_, Ratio(static_cast<double>(needed)), Ratio(static_cast<double>(there)));
  } else {
    fill_training_band(s, p, in, out);
    if (*out.write_time >= out.job_mtbf) status = Status::infeasible(no_progress_, *out.write_time, out.job_mtbf);
  }
  if (detail) describe(s, p, in, r, out, *detail);
  return status;
}

}  // namespace fleetline::reliability
