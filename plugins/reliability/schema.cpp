#include "fleetline/text.hpp"
#include "solver.hpp"

namespace fleetline::reliability {
namespace {

void check(const ReliabilityParams& p, const Table& table, ReadContext& context) {
  const auto problem = [&](std::string_view key, std::string what, std::string expected) {
    const Value* written = table.find(key);
    context.problems.add(written ? written->where : Where{}, context.path_of(key), std::move(what), std::move(expected));
  };
  if (p.policy == Policy::given && !p.interval) problem("interval", "is missing", "the work between two checkpoints, for example \"30 min\"");
  if (p.policy != Policy::given && p.interval) problem("interval", "would have no effect: the policy chooses it", "policy = \"given\"");
  if (!p.failures.empty() && p.mtbf) problem("mtbf", "and `failures` both say how often the fleet fails", "one of them");
  if (p.observed_failures && !p.mtbf) problem("observed_failures", "would have no effect: they say how sure `mtbf` is", "with mtbf");
  if (p.state_size && p.checkpoint_time && p.reload_time) problem("state_size", "would have no effect: checkpoint_time and reload_time are given", "leave out one of the three");
  if (p.steps && p.tokens) problem("tokens", "and `steps` both say how long the run is", "one of them");
  if (p.dataset && (p.steps || p.tokens)) problem("dataset", cat("and `", p.steps ? "steps" : "tokens", "` both say how long the run is"), "one of them");
  if (p.dataset && !p.dataset->tokens) problem("dataset", cat("'", p.dataset.name, "' has no tokens counted"), "one with tokens, or `tokens`");
  if (p.demand && p.demand_tokens) problem("demand_tokens", "and `demand` both say what is needed", "one of them");
  if ((p.demand || p.demand_tokens) && p.replicas_needed) problem("replicas_needed", "would have no effect: the demand says how many are needed", "leave it out, or the demand");
  if (p.replica_count && p.replicas_needed && *p.replicas_needed > *p.replica_count)
    problem("replicas_needed", cat(*p.replicas_needed, " are needed, and there are ", *p.replica_count), cat("at most ", *p.replica_count, ", or more replicas"));
}

}  // namespace

const Schema<ReliabilityParams>& ReliabilityParams::schema() {
  using P = ReliabilityParams;
  static const FieldOptions time{.range = non_negative}, count{.range = at_least(1)};
  static const auto schema =
      Schema<P>("How often things fail, and what is done about it")
          .add("failures", &P::failures, "", "Failure rates of the parts: one record for the fleet, or one for each partition, in their order", {.shapes = true})
          .add("mtbf", &P::mtbf, "h", "Mean time between failures of all that is at work, instead of rates of parts", {.range = positive})
          .add("observed_failures", &P::observed_failures, "", "Failures that `mtbf` was counted from: they make its band; not given: those expected in the run", {.range = positive})
          .add("policy", &P::policy,
               {{Policy::optimal, {"optimal", 0, "the exact optimum for exponential failures"}},
                {Policy::young, {"young", 0, "Young 1974"}},
                {Policy::daly, {"daly", 0, "Daly 2006, higher order"}},
                {Policy::given, {"given", 0, "`interval`"}}},
               "How often a checkpoint is written")
          .add("interval", &P::interval, "min", "Work between two checkpoints, with policy given", {.range = positive})
          .add("checkpoint_time", &P::checkpoint_time, "s", "Writing one, while work stands still; not given: its size over storage_bandwidth", {.range = positive})
          .add("reload_time", &P::reload_time, "s", "Reading one back; not given: the same", time)
          .add("state_size", &P::state_size, "TB", "Of a checkpoint; not given: a stage's training_state, else the workload's parameters times state_per_parameter", {.range = positive})
          .add("state_per_parameter", &P::state_per_parameter, "B", "Bytes of a checkpoint for each parameter",
               {.range = positive, .source = "Adam in mixed precision: 2 of weights, 4 each of master copy and both moments"})
          .add("storage_bandwidth", &P::storage_bandwidth, "GB/s", "Of the storage as a whole, while a checkpoint is written or read",
               {.range = positive, .calibrate = true, .source = "VAST Data: 50 to 200 GB/s over 85,000 checkpoints of 40 runs"})
          .add("snapshot_time", &P::snapshot_time, "s", "Asynchronous: work stands still only for the snapshot", {.range = positive})
          .add("detection_time", &P::detection_time, "s", "From a failure to its detection", time)
          .add("restart_time", &P::restart_time, "s", "Replacing the part and starting the job again", time)
          .add("duration", &P::duration, "d", "Of the run, or the time in service; not given: that of `steps` or `tokens`, else 30 days", {.range = positive})
          .add("steps", &P::steps, "", "Of the run, each of a stage's step_time", {.range = positive})
          .add("tokens", &P::tokens, "token", "Of the run, at a stage's tokens_per_second", {.range = positive})
          .add("dataset", &P::dataset, "", "That the run reads: its tokens are those of the run", {.shapes = true})
          .add("epochs", &P::epochs, "1", "How often it reads the data set", {.range = positive})
          .add("repair_time", &P::repair_time, "h", "Until a failed part is back: what spares bridge", time)
          .add("spare_quantile", &P::spare_quantile, "", "Chance that the spares suffice", {.range = {.low = 0, .high = 1, .open_low = true, .open_high = true}})
          .add("demand", &P::demand, "request/s", "Serving: what must be answered", {.range = positive})
          .add("demand_tokens", &P::demand_tokens, "token/s", "Serving: the same in tokens", {.range = positive})
          .add("replica_count", &P::replica_count, "", "Serving: replicas that share the fleet; not given: a stage's, else one per accelerator", count)
          .add("replicas_needed", &P::replicas_needed, "", "Of those, how many the load needs; not given: what the demand asks for, else all", count)
          .add("relative_capacity", &P::relative_capacity, "", "What a replica of each partition is worth beside the others, in their order; not given: all alike",
               {.range = positive, .shapes = true})
          .add("repair", &P::repair,
               {{Repair::node, {"node", 0, "the node is down until it is repaired, with all its accelerators"}},
                {Repair::accelerator, {"accelerator", 0, "the rest of the node works on"}}},
               "Serving: what a broken accelerator takes along", {.shapes = true})
          .add("site_availability", &P::site_availability, "", "Share of the time that a site is up: power, cooling, its line",
               {.range = fraction, .source = "Uptime Institute: 99.99 % at Tier IV; 99.98 % at Tier III, 99.75 % at II, 99.67 % at I"})
          .check(check);
  return schema;
}

const Schema<ReliabilityInputs>& ReliabilityInputs::schema() {
  using I = ReliabilityInputs;
  static const auto schema =
      Schema<I>("What the fleet does while it works")
          .add("accelerators", &I::accelerators, "", "Accelerators at work; not given: all of the fleet", {.range = positive})
          .add("accelerators_by_partition", &I::accelerators_by_partition, "", "Instead: at work in each partition of the fleet", {.range = non_negative, .refines = "accelerators"})
          .add("replicas", &I::replicas, "", "Replicas of the service", {.range = at_least(1)})
          .add("step_time", &I::step_time, "s", "Time of one training step", {.range = positive})
          .add("tokens_per_second", &I::tokens_per_second, "token/s", "Tokens trained or answered while nothing fails", {.range = positive})
          .add("training_state", &I::training_state, "TB", "What a checkpoint must hold", {.range = positive})
          .add("capacity", &I::capacity, "request/s", "What all replicas together can answer", {.range = positive});
  return schema;
}

const Schema<ReliabilityOutputs>& ReliabilityOutputs::schema() {
  using O = ReliabilityOutputs;
  constexpr auto lower = Direction::lower, higher = Direction::higher;
  static const auto schema =
      Schema<O>("Failures, and what is left of time and capacity")
          .add("job_mtbf", &O::job_mtbf, "h", "Mean time between failures of a job on all that is at work",
               {.direction = higher, .headline = true, .equation = "job_mtbf = 1 / sum over parts of count / mtbf of one", .uses = "failures, mtbf, accelerators"})
          .add("job_mtbf_low", &O::job_mtbf_low, "h", "With the rates of the least reliable comparable fleet; of a given mtbf the low end of what its failures can say, at 95 %",
               {.source = "Garwood 1936", .direction = higher, .equation = "job_mtbf_low = job_mtbf / high, or job_mtbf * 2n / chi2(0.95, 2n + 2)", .uses = "job_mtbf, failures, observed_failures, expected_failures"})
          .add("job_mtbf_high", &O::job_mtbf_high, "h", "With those of the most reliable, or the high end; not given: fewer than one failure says nothing about it",
               {.source = "Garwood 1936", .direction = higher, .equation = "job_mtbf_high = job_mtbf / low, or job_mtbf * 2n / chi2(0.05, 2n)", .uses = "job_mtbf, failures, observed_failures, expected_failures"})
          .add("expected_failures", &O::expected_failures, "", "During the run", {.direction = lower, .headline = true, .equation = "expected_failures = duration / job_mtbf", .uses = "duration, job_duration, job_mtbf"})
          .add("checkpoint_size", &O::checkpoint_size, "TB", "Of one checkpoint, where anything says it", {.direction = lower, .equation = "checkpoint_size = state_size, or training_state, or the workload's parameters * state_per_parameter", .uses = "state_size, training_state, state_per_parameter"})
          .add("write_time", &O::write_time, "s", "That work stands still for one", {.direction = lower, .equation = "write_time = checkpoint_time, or checkpoint_size / storage_bandwidth, or snapshot_time", .uses = "checkpoint_time, checkpoint_size, storage_bandwidth, snapshot_time"})
          .add("checkpoint_period", &O::checkpoint_period, "min", "From checkpoint to checkpoint, by the policy",
               {.headline = true, .equation = "checkpoint_period = optimal_period, young_period, daly_period, or interval + write_time", .uses = "policy, interval, optimal_period, young_period, daly_period, write_time"})
          .add("checkpoint_steps", &O::checkpoint_steps, "", "Steps of work in it", {.equation = "checkpoint_steps = (checkpoint_period - write_time) / step_time", .uses = "checkpoint_period, write_time, step_time"})
          .add("young_period", &O::young_period, "s", "Young's", {.source = "Young 1974", .equation = "young_period = sqrt(2 C mu) + C", .uses = "write_time, job_mtbf"})
          .add("daly_first_order_period", &O::daly_first_order_period, "s", "Daly's of first order", {.source = "as in Bougeret et al. 2011", .equation = "daly_first_order_period = sqrt(2 C (mu + D + R)) + C", .uses = "write_time, job_mtbf, restart_time"})
          .add("daly_period", &O::daly_period, "s", "Daly's of higher order", {.source = "Daly 2006", .equation = "daly_period = sqrt(2 C mu) (1 + x / 3 + x^2 / 9), x^2 = C / (2 mu)", .uses = "write_time, job_mtbf"})
          .add("rfo_period", &O::rfo_period, "s", "Of first order, less downtime", {.source = "Aupy et al. 2013", .equation = "rfo_period = sqrt(2 C (mu - D - R))", .uses = "write_time, job_mtbf, restart_time"})
          .add("optimal_period", &O::optimal_period, "s", "The exact optimum", {.source = "Bougeret et al. 2011", .equation = "optimal_period = mu (1 + W0(-exp(-C/mu - 1))) + C", .uses = "write_time, job_mtbf"})
          .add("ettr", &O::ettr, "%", "Effective training time ratio: share of the time that is work kept",
               {.source = "Bougeret et al. 2011", .direction = higher, .headline = true, .equation = "ettr = W / (exp(R/mu) (mu + D) (exp((W + C)/mu) - 1))", .uses = "checkpoint_period, job_mtbf"})
          .add("ettr_low", &O::ettr_low, "%", "With job_mtbf_low", {.direction = higher, .uses = "job_mtbf_low"})
          .add("ettr_high", &O::ettr_high, "%", "With job_mtbf_high", {.direction = higher, .uses = "job_mtbf_high"})
          .add("checkpoint_loss", &O::checkpoint_loss, "%", "Share of the time that goes into writing checkpoints", {.direction = lower})
          .add("downtime_loss", &O::downtime_loss, "%", "Into detecting and restarting", {.direction = lower})
          .add("rework_loss", &O::rework_loss, "%", "Into reloading and doing work again; all four shares add up to one", {.direction = lower})
          .add("good_step_time", &O::good_step_time, "s", "Of a step, with its share of what is lost", {.direction = lower, .equation = "good_step_time = step_time / ettr", .uses = "step_time, ettr"})
          .add("goodput", &O::goodput, "token/s", "Tokens trained that are kept", {.direction = higher, .headline = true, .equation = "goodput = tokens_per_second * ettr", .uses = "tokens_per_second, ettr"})
          .add("job_duration", &O::job_duration, "d", "Of the run, failures included", {.direction = lower, .headline = true, .equation = "job_duration = steps * step_time / ettr, or tokens / goodput", .uses = "steps, tokens, step_time, ettr, goodput"})
          .add("spares", &O::spares, "", "Nodes to hold so that repairs are bridged: whatever breaks in one, the node is replaced",
               {.direction = lower, .equation = "P(Poisson(repair_time * failures of all parts in nodes) <= spares) >= spare_quantile", .uses = "repair_time, job_mtbf, spare_quantile"})
          .add("spare_accelerators", &O::spare_accelerators, "", "If parts are replaced one by one: accelerators", {.direction = lower, .uses = "repair_time, failures, spare_quantile"})
          .add("spare_hosts", &O::spare_hosts, "", "Hosts", {.direction = lower, .uses = "repair_time, failures, spare_quantile"})
          .add("spare_adapters", &O::spare_adapters, "", "Network adapters", {.direction = lower, .uses = "repair_time, failures, spare_quantile"})
          .add("spare_switches", &O::spare_switches, "", "Switches of all kinds", {.direction = lower, .uses = "repair_time, failures, spare_quantile"})
          .add("blast_set", &O::blast_set, "", "Accelerators lost with the part that takes most with it", {.direction = lower})
          .add("availability", &O::availability, "%", "Mean share of the replicas that is up, with all that can take one along",
               {.direction = higher, .headline = true, .equation = "availability = product over the causes of a replica of mtbf / (mtbf + repair), mean over sites", .uses = "failures, mtbf, repair_time, detection_time, restart_time, reload_time, site_availability"})
          .add("demand_met", &O::demand_met, "%", "Share of the time that what is up meets the demand in full",
               {.direction = higher, .headline = true, .equation = "demand_met = P(capacity of what is up >= demand), by convolution, conditional on common causes", .uses = "replica_count, replicas, replicas_needed, demand, demand_tokens, capacity, site_availability, failures, mtbf, repair_time"})
          .add("served", &O::served, "%", "Mean share of the demand that is met, when what is left is used in full", {.direction = higher, .equation = "served = mean of min(1, capacity of what is up / demand)", .uses = "demand_met"})
          .add("spare_capacity", &O::spare_capacity, "%", "Of the capacity, what the demand leaves", {.direction = higher, .equation = "spare_capacity = 1 - demand / capacity", .uses = "demand, demand_tokens, capacity, replicas_needed"})
          .add("left_node_down", &O::left_node_down, "%", "Of the capacity, with a node of every site down: N+1", {.direction = higher, .uses = "replicas, accelerators"})
          .add("left_site_down", &O::left_site_down, "%", "Of the capacity, without the site that holds most", {.direction = higher, .uses = "replicas, accelerators"})
          .add("capacity_node_down", &O::capacity_node_down, "request/s", "The same in requests", {.direction = higher, .equation = "capacity_node_down = capacity * left_node_down", .uses = "capacity, left_node_down"})
          .add("capacity_site_down", &O::capacity_site_down, "request/s", "The same in requests", {.direction = higher, .equation = "capacity_site_down = capacity * left_site_down", .uses = "capacity, left_site_down"})
          .add("unavailable", &O::unavailable, "h", "Of the duration, time in which the demand is not met in full", {.direction = lower, .equation = "unavailable = duration * (1 - demand_met)", .uses = "duration, demand_met"});
  return schema;
}

}  // namespace fleetline::reliability
