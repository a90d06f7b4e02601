#include "solver.hpp"

namespace fleetline::reliability {
namespace {

void check(const ReliabilityParams& p, const Table&, ReadContext& context) {
  Problems& problems = context.problems;
  if (p.policy == Policy::given && !p.interval) problems.add({}, context.path_of("interval"), "is missing", "the work between two checkpoints, for example \"30 min\"");
  if (p.policy != Policy::given && p.interval) problems.add({}, context.path_of("interval"), "would have no effect: the policy chooses it", "policy = \"given\"");
  if (p.replicas_needed > p.replicas) problems.add({}, context.path_of("replicas_needed"), "more are needed than there are", "at most `replicas`");
  if (p.sites_needed > p.sites) problems.add({}, context.path_of("sites_needed"), "more are needed than there are", "at most `sites`");
}

}  // namespace

const Schema<ReliabilityParams>& ReliabilityParams::schema() {
  using P = ReliabilityParams;
  static const FieldOptions time{.range = non_negative}, count{.range = at_least(1)};
  static const auto schema =
      Schema<P>("How often things fail, and what is done about it")
          .add("failures", &P::failures, "", "Failure rates of the parts", {.shapes = true})
          .add("mtbf", &P::mtbf, "h", "Mean time between failures of the whole fleet, instead of rates of parts", {.range = positive})
          .add("policy", &P::policy,
               {{Policy::optimal, {"optimal", 0, "the exact optimum for exponential failures"}},
                {Policy::young, {"young", 0, "Young 1974"}},
                {Policy::daly, {"daly", 0, "Daly 2004, first order"}},
                {Policy::given, {"given", 0, "`interval`"}}},
               "How often a checkpoint is written")
          .add("interval", &P::interval, "min", "Work between two checkpoints, with policy given", {.range = positive})
          .add("checkpoint_time", &P::checkpoint_time, "s", "Writing one, while work stands still", {.range = positive})
          .add("reload_time", &P::reload_time, "s", "Reading one back", time)
          .add("state_size", &P::state_size, "TB", "Of a checkpoint: gives both times over storage_bandwidth", {.range = positive})
          .add("storage_bandwidth", &P::storage_bandwidth, "GB/s", "Of the storage as a whole", {.range = positive})
          .add("snapshot_time", &P::snapshot_time, "s", "Asynchronous: work stands still only for the snapshot", {.range = positive})
          .add("detection_time", &P::detection_time, "s", "From a failure to its detection", time)
          .add("restart_time", &P::restart_time, "s", "Replacing the part and starting the job again", time)
          .add("duration", &P::duration, "d", "Of the run, or the time in service", {.range = positive})
          .add("repair_time", &P::repair_time, "h", "Until a failed part is back: what spares bridge", time)
          .add("spare_quantile", &P::spare_quantile, "", "Chance that the spares suffice", {.range = {.low = 0, .high = 1, .open_low = true, .open_high = true}})
          .add("replicas", &P::replicas, "", "Serving: replicas that share the fleet", count)
          .add("replicas_needed", &P::replicas_needed, "", "Of those, how many the load needs", count)
          .add("sites", &P::sites, "", "Serving: sites that each hold the whole service", count)
          .add("sites_needed", &P::sites_needed, "", "Of those, how many must be up", count)
          .add("site_availability", &P::site_availability, "", "Share of the time that a site is up", {.range = fraction})
          .check(check);
  return schema;
}

const Schema<ReliabilityOutputs>& ReliabilityOutputs::schema() {
  using O = ReliabilityOutputs;
  constexpr auto lower = Direction::lower, higher = Direction::higher;
  static const auto schema =
      Schema<O>("Failures and what is left of the time")
          .add("job_mtbf", &O::job_mtbf, "h", "Mean time between failures of a job on the whole fleet", {.direction = higher, .headline = true, .equation = "job_mtbf = 1 / sum over parts of count / mtbf of one", .uses = "failures, mtbf"})
          .add("job_mtbf_low", &O::job_mtbf_low, "h", "With the rates of the least reliable comparable fleet", {.direction = higher, .uses = "job_mtbf, failures"})
          .add("job_mtbf_high", &O::job_mtbf_high, "h", "With those of the most reliable", {.direction = higher, .uses = "job_mtbf, failures"})
          .add("expected_failures", &O::expected_failures, "", "During the run", {.direction = lower, .headline = true, .equation = "expected_failures = duration / job_mtbf", .uses = "duration, job_mtbf"})
          .add("write_time", &O::write_time, "s", "That work stands still for one", {.direction = lower, .uses = "checkpoint_time, state_size, storage_bandwidth, snapshot_time"})
          .add("checkpoint_period", &O::checkpoint_period, "min", "From checkpoint to checkpoint, by the policy", {.headline = true, .equation = "checkpoint_period = optimal_period, young_period, daly_period, or interval + write_time", .uses = "policy, interval, optimal_period, young_period, daly_period, write_time"})
          .add("young_period", &O::young_period, "s", "Young's", {.source = "Young 1974", .equation = "young_period = sqrt(2 C mu) + C", .uses = "checkpoint_time, job_mtbf"})
          .add("daly_period", &O::daly_period, "s", "Daly's of first order", {.source = "Daly 2004", .equation = "daly_period = sqrt(2 C (mu + D + R)) + C", .uses = "checkpoint_time, job_mtbf, restart_time"})
          .add("rfo_period", &O::rfo_period, "s", "Of first order, less downtime", {.source = "Herault, Robert 2015", .equation = "rfo_period = sqrt(2 C (mu - D - R))", .uses = "checkpoint_time, job_mtbf, restart_time"})
          .add("optimal_period", &O::optimal_period, "s", "The exact optimum", {.source = "Bougeret et al. 2011", .equation = "optimal_period = mu (1 + W0(-exp(-C/mu - 1))) + C", .uses = "checkpoint_time, job_mtbf"})
          .add("ettr", &O::ettr, "%", "Effective training time ratio: share of the time that is work kept", {.direction = higher, .headline = true, .equation = "ettr = W / (exp(R/mu) (mu + D) (exp((W + C)/mu) - 1))", .uses = "checkpoint_period, job_mtbf"})
          .add("ettr_low", &O::ettr_low, "%", "With job_mtbf_low", {.direction = higher, .uses = "job_mtbf_low"})
          .add("ettr_high", &O::ettr_high, "%", "With job_mtbf_high", {.direction = higher, .uses = "job_mtbf_high"})
          .add("checkpoint_loss", &O::checkpoint_loss, "%", "Share of the time that goes into writing checkpoints", {.direction = lower})
          .add("downtime_loss", &O::downtime_loss, "%", "Into detecting and restarting", {.direction = lower})
          .add("rework_loss", &O::rework_loss, "%", "Into reloading and doing work again; all four shares add up to one", {.direction = lower})
          .add("spares", &O::spares, "", "Parts to hold so that repairs are bridged", {.direction = lower, .equation = "P(Poisson(repair_time / job_mtbf) <= spares) >= spare_quantile", .uses = "repair_time, job_mtbf, spare_quantile"})
          .add("blast_set", &O::blast_set, "", "Accelerators lost with the part that takes most with it", {.direction = lower})
          .add("replica_availability", &O::replica_availability, "%", "Of one replica", {.direction = higher, .equation = "replica_availability = mtbf / (mtbf + repair)", .uses = "job_mtbf, replicas, detection_time, restart_time, reload_time"})
          .add("availability", &O::availability, "%", "Enough replicas and sites are up", {.direction = higher, .equation = "P(k of n replicas) * P(k of n sites)", .uses = "replica_availability, replicas, replicas_needed, sites, sites_needed, site_availability"})
          .add("unavailable", &O::unavailable, "h", "Of the duration, time without service", {.direction = lower, .equation = "unavailable = duration * (1 - availability)", .uses = "duration, availability"});
  return schema;
}

}  // namespace fleetline::reliability
