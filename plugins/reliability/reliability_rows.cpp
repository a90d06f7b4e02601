// Rows of reliability figures as scenarios: checkpoint optima, mean times and counts by the fleet's size, checkpoint
// sizes, spares.
//
// What a row's scenario assumes follows from its inputs and from the run or cluster that its inputs or source name:
// that one's record of failures, its model, its storage. Never from the figure, and never from another row's.
#include <string>

#include "../facilities/row_inputs.hpp"
#include "fleetline/text.hpp"
#include "solver.hpp"

namespace fleetline::reliability {
namespace {

using facilities::RowInputs;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// A cluster or run that rows name, and what is on record of it.
struct Run {
  std::string_view name, failures,
      fleet;  ///< failures: of the registry; fleet: nodes of eight, and their network where its parts are on record
};
constexpr Run runs[] = {
    {"Llama 3", "Llama-3", "node = \"DGX_H100\"\nfabric = \"RoCE_400\"\n"},
    {"gpus=16384;gpu=H100;nodes=2048;days=54", "Llama-3", "node = \"DGX_H100\"\nfabric = \"RoCE_400\"\n"},
    {"405B", "Llama-3", "node = \"DGX_H100\"\nfabric = \"RoCE_400\"\n"},
    {"RSC-1", "RSC-1", "node = \"DGX_A100\"\nnode_fabric = \"\"\n"},
    {"RSC-2", "RSC-2", "node = \"DGX_A100\"\nnode_fabric = \"\"\n"},
};
const Run* run_of(std::string_view text) {
  for (const Run& run : runs)
    if (has(text, run.name)) return &run;
  return nullptr;
}

/// Models whose checkpoints were written about, as their papers give their shapes.
struct Model {
  std::string_view name, workload;
};
constexpr Model models[] = {
    {"tr11-176B",
     "kind = \"transformer\"\nlayers = 70\nhidden = 14336\nheads = 112\nffn = 57344\nvocabulary = 250880\ngated = "
     "false\nnorm = \"layer\"\nbiases = true\ntied_embeddings = true\n"},
    {"OPT-175B",
     "kind = \"transformer\"\nlayers = 96\nhidden = 12288\nheads = 96\nffn = 49152\nvocabulary = 50272\npositions = "
     "2048\ngated = false\nnorm = \"layer\"\nbiases = true\ntied_embeddings = true\n"},
};
const Model* model_of(std::string_view text) {
  for (const Model& model : models)
    if (has(text, model.name)) return &model;
  return nullptr;
}

std::string stage(const MeasuredRow& row, std::string_view subjects) {
  return cat("name = \"", row.id(), "\"\n", subjects, "[solve.reliability]\n");
}

using Fill = std::string (*)(const MeasuredRow&, const RowInputs&, Translation&);

std::string optimum(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  struct Named {
    std::string_view formula, output;
  };
  constexpr Named named[] = {{"Young", "young_period"},
                             {"Daly-first-order", "daly_first_order_period"},
                             {"Daly", "daly_period"},
                             {"RFO", "rfo_period"},
                             {"exact-optimum", "optimal_period"}};
  for (const Named& n : named)
    if (in.text("formula") == n.formula) out.metric = cat("reliability.", n.output);
  if (out.metric.empty()) return cat("no such formula here: ", in.text("formula"));
  out.scenario = cat(stage(row, "[hardware]\nuse = \"A100\"\n"), "mtbf = \"", in.text("platform_mtbf_s"),
                     " s\"\ncheckpoint_time = \"", in.text("C_s"), " s\"\nreload_time = \"", in.text("R_s"),
                     " s\"\ndetection_time = \"", in.text("D_s"), " s\"\nrestart_time = \"0 s\"\n");
  if (in.text("measure") == "work") {  // the interval between two checkpoints, not the period
    out.scenario += cat("[derive]\nwork = \"", out.metric, " - ", in.text("C_s"), " s\"\n");
    out.metric = "work";
  }
  return {};
}

/// The fleet of a row that names its size and a run whose failures are on record.
std::string fleet_stage(const MeasuredRow& row, const RowInputs& in, std::string_view key, std::string& text) {
  const Run* run = run_of(cat(row["inputs"], " ", row["source"]));
  const auto accelerators = in.number(key);
  if (run == nullptr) return "no record of this fleet's failures";
  if (!accelerators) return "the size of the fleet is not stated";
  text = cat(stage(row, cat("[fleet]\n", run->fleet, "nodes = ", exact_text(*accelerators / 8), "\n")), "failures = \"",
             run->failures, "\"\n");
  return {};
}

double time_unit(std::string_view unit) { return unit == "h" ? 3600 : unit == "min" ? 60 : unit == "days" ? 86400 : 1; }

std::string job_mean_time(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  out.metric = "reliability.job_mtbf";
  out.scale = 1 / time_unit(row["unit"]);
  return fleet_stage(row, in, in.text("job_gpus").empty() ? "gpus" : "job_gpus", out.scenario);
}

/// "H100-days" from failure to failure, of a run whose size its own record states.
std::string device_mean_time(const MeasuredRow& row, const RowInputs&, Translation& out) {
  if (!has(row["inputs"], "Llama 3 405B run")) return "a mean time: what the model is given, not what it predicts";
  out.scenario = cat(stage(row, cat("[fleet]\n", runs[0].fleet, "nodes = 2048\n")), "failures = \"", runs[0].failures,
                     "\"\n[derive]\ndevice_time = \"reliability.job_mtbf * 16384\"\n");
  out.metric = "device_time";
  out.scale = 1 / 86400.0;
  return {};
}

std::string interruptions(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  if (row["metric"] == "reliability" && in.text("item") != "unexpected interruptions") {
    if (has(in.text("item"), "planned") || has(in.text("item"), "total")) return "planned maintenance is not modelled";
    if (has(in.text("item"), "share")) return "a share of the table that the record of failures is made of";
    return "what people did or what the weather did is not modelled";
  }
  if (std::string why = fleet_stage(row, in, "gpus", out.scenario); !why.empty()) return why;
  out.scenario += cat("duration = \"", in.text("days"), " d\"\n");
  out.metric = "reliability.expected_failures";
  if (row["metric"] == "unexpected_interruptions_per_1000_node_days") {
    out.scenario += cat("[derive]\nrate = \"reliability.expected_failures * 1000 / (", in.text("nodes"), " * ",
                        in.text("days"), ")\"\n");
    out.metric = "rate";
  }
  return {};
}

/// Memory errors: "gpu=H100-96GB" and "h100=608 GH200 (146 days, 2.1M GPU-h)" in one cell.
std::string memory_errors(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const bool hopper = has(in.text("gpu"), "H100");
  out.scenario = cat(stage(row, "[hardware]\nuse = \"A100\"\n"), "failures = \"",
                     hopper ? "Delta-H100-memory" : "Delta-A100-memory", "\"\n");
  if (row["metric"] == "uncorrectable_memory_errors") {
    const std::string_view group = in.text(hopper ? "h100" : "a100");
    const std::size_t end = group.find("M GPU-h"), begin = group.find_last_of(' ', end);
    if (end == std::string_view::npos || begin == std::string_view::npos) return "hours of devices are not stated";
    out.scenario += cat("duration = \"", group.substr(begin + 1, end - begin - 1), "e6 h\"\n");
    out.metric = "reliability.expected_failures";
    return {};
  }
  const std::string_view gigabytes = in.text("gpu").substr(in.text("gpu").find('-') + 1);
  out.scenario +=
      cat("[derive]\nof_a_gigabyte = \"reliability.job_mtbf * ", gigabytes.substr(0, gigabytes.find("GB")), "\"\n");
  out.metric = "of_a_gigabyte";
  out.scale = 1 / 3600.0;
  return {};
}

/// Nodes of four that must stand by so that a job of all devices has what it needs with the chance asked for.
std::string overprovision(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const auto devices = in.number("gpus"), hours = in.number("recovery_h"), minutes = in.number("recovery_min"),
             target = in.number("target");
  if (!devices || !(hours || minutes) || !target) return "devices, recovery or target are not stated";
  out.scenario = cat(
      stage(row,
            cat("[fleet]\nhardware = \"GH200_96GB\"\ndevices_per_node = 4\nnodes = ", exact_text(*devices / 4), "\n")),
      "failures = \"Delta-H100\"\nspare_quantile = ", exact_text(*target / 100), "\nrepair_time = \"",
      exact_text(hours ? *hours : *minutes / 60), " h\"\n[derive]\nextra = \"reliability.spares * 4 / ",
      exact_text(*devices), "\"\n");
  out.metric = "extra";
  out.scale = 100;
  return {};
}

std::string checkpoint_size(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const Model* model = model_of(row["source"]);
  if (row["metric"] == "size" && !has(row["inputs"], "checkpoint")) return "not the size of a checkpoint";
  if (model == nullptr || in.text("model") == "unknown") return "the model's shape is not stated";
  out.scenario =
      cat(stage(row, cat("[workload]\n", model->workload, "[hardware]\nuse = \"A100\"\n")), "mtbf = \"100 h\"\n");
  out.metric = "reliability.checkpoint_size";
  out.scale = 1e-12;
  return {};
}

/// Time spent on checkpoints, where the storage is on record: GPFS of Jean Zay took BLOOM's 2.3 TB in 40 s.
std::string checkpoint_overhead(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const Model* model = model_of(row["source"]);
  const auto hours = in.number("interval_h");
  if (model == nullptr || !hours) return "neither the size of a checkpoint nor the speed of its storage is stated";
  out.scenario = cat(stage(row, cat("[workload]\n", model->workload, "[hardware]\nuse = \"A100\"\n")),
                     "mtbf = \"10000 h\"\nstorage_bandwidth = \"57.5 GB/s\"\npolicy = \"given\"\ninterval = \"",
                     exact_text(*hours), " h\"\n");
  out.metric = "reliability.checkpoint_loss";
  out.scale = 100;
  return {};
}

/// How many accelerators one failure takes: the blast set of a node, which is all that NVSwitches connect.
std::string blast(const MeasuredRow& row, const RowInputs&, Translation& out) {
  std::string_view fleet;
  if (has(row["inputs"], "blast radius HGX H100")) fleet = "node = \"HGX_H100\"\n";
  if (has(row["inputs"], "blast radius GB200 NVL72"))
    fleet = "hardware = \"GB200_186GB\"\ndevices_per_node = 72\nnode_fabric = \"NVLink5\"\n";
  if (fleet.empty()) return "no node of the registry is that machine";
  out.scenario = cat(stage(row, cat("[fleet]\n", fleet, "nodes = 1\n")), "mtbf = \"100 h\"\n");
  out.metric = "reliability.blast_set";
  return {};
}

struct Rule {
  std::string_view metric;
  Fill fill;
  std::string_view reason = {};
};

constexpr std::string_view given = "a mean time or a rate: what the model is given, not what it predicts",
                           jobs = "statistics of jobs: queues and users are not modelled",
                           cause = "shares of causes: the record keeps mean times by part, not by symptom",
                           human = "how long people and tools take to find or mend a fault: what the model is given",
                           storage = "the storage's bandwidth is not stated",
                           stated = "the failures, checkpoints and recovery behind it are not stated",
                           software = "what another software saves: no formula here",
                           slow = "slow parts and stragglers are not failures: not modelled",
                           silent = "silent corruption is not modelled",
                           observed = "a count over an unstated time or fleet";
// clang-format off
constexpr Rule rules[] = {
    {"optimal_checkpoint_period", &optimum}, {"mttf", &job_mean_time}, {"mtti", &job_mean_time}, {"job_mtbf", &job_mean_time}, {"mtbf", &device_mean_time},
    {"reliability", &interruptions}, {"unexpected_interruptions_per_1000_node_days", &interruptions}, {"per_gb_mtbe_uncorrectable_memory", &memory_errors},
    {"uncorrectable_memory_errors", &memory_errors}, {"overprovision", &overprovision}, {"checkpoint_size", &checkpoint_size}, {"size", &checkpoint_size},
    {"checkpoint_overhead", &checkpoint_overhead}, {"gpus", &blast},
    {"unexpected_interruptions", nullptr, cause}, {"share", nullptr, cause}, {"sdc_share", nullptr, cause}, {"cooccurring_share", nullptr, cause}, {"hardware_share_of_slowdowns", nullptr, cause},
    {"failure_rate", nullptr, given}, {"daily_failure_rate", nullptr, given}, {"interruption_rate", nullptr, given}, {"incident_rate", nullptr, given}, {"link_failure_rate", nullptr, given},
    {"switch_critical_error_rate", nullptr, given}, {"mtbi", nullptr, given}, {"mtbf_default", nullptr, given}, {"system_mtbe", nullptr, given}, {"gpu_system_mtbf", nullptr, given},
    {"dbe_mtbe", nullptr, given}, {"per_gpu_mtbe_uncorrectable_memory", nullptr, given}, {"hardware_failure_rate", nullptr, given}, {"faults_per_day", nullptr, given}, {"crashes", nullptr, given},
    {"dbe_per_gpu_day", nullptr, "raw error counters, bursts of few devices: no mean time"}, {"sbe_per_gpu_day", nullptr, "raw error counters, bursts of few devices: no mean time"},
    {"failure_interval", nullptr, "the rate of failures is not stated with it; that of the same source gives 50 minutes"},
    {"ettr", nullptr, stated}, {"expected_ettr", nullptr, "the size of the job is not stated"}, {"goodput", nullptr, stated}, {"effective_training_time", nullptr, stated}, {"uptime", nullptr, stated},
    {"step_commit", nullptr, "the time of a step is not stated"}, {"required_failure_rate", nullptr, "the inverse question, with the checkpoint's cost not stated"},
    {"required_ckpt_interval_and_restart", nullptr, "the inverse question: two unknowns in one figure"}, {"required_host_availability", nullptr, "a bound, not a figure"},
    {"availability", nullptr, "mean repair time is not stated"}, {"spares", nullptr, "the chance that an instance fails is not stated"}, {"min_spare_ratio", nullptr, "advice, not a measurement"},
    {"spare_nodes_recommended", nullptr, "advice, not a measurement"}, {"buffer_hosts", nullptr, "a decision, not a measurement"}, {"count", nullptr, "a decision, not a measurement"},
    {"checkpoint_save", nullptr, storage}, {"checkpoint_save_time", nullptr, storage}, {"checkpoint_load", nullptr, storage}, {"checkpoint_write", nullptr, storage}, {"checkpoint_pause", nullptr, storage},
    {"checkpoint_dump", nullptr, storage}, {"checkpoint_blocking", nullptr, storage}, {"checkpoint_duration_median", nullptr, storage}, {"checkpoint_overhead_per_100_iters", nullptr, storage},
    {"checkpoint_bytes_per_param", nullptr, "a convention: what the model is given"}, {"checkpoint_shard_per_gpu", nullptr, "a range"},
    {"storage_throughput_sustained", nullptr, "what a storage delivers: what the model is given"}, {"aggregate_read", nullptr, "what a storage delivers: what the model is given"},
    {"checkpoint_bandwidth_global", nullptr, "what a storage delivers: what the model is given"},
    {"restart_time", nullptr, human}, {"recovery_time", nullptr, human}, {"recovery", nullptr, human}, {"time", nullptr, human}, {"period", nullptr, human}, {"p90_recovery", nullptr, human}, {"service_time", nullptr, human},
    {"detection_latency", nullptr, human}, {"unproductive_time_per_incident_max", nullptr, human}, {"elastic_recovery_total", nullptr, human}, {"conversion_time", nullptr, human}, {"lost_work", nullptr, human},
    {"nccl_group_init", nullptr, human},
    {"recovery_speedup", nullptr, software}, {"recovery_time_reduction", nullptr, software}, {"restart_speedup", nullptr, software}, {"stall_reduction", nullptr, software}, {"stall_reduction_max", nullptr, software},
    {"reduction", nullptr, software}, {"mtbi_improvement", nullptr, software}, {"gap", nullptr, software}, {"overhead", nullptr, software}, {"time_per_step", nullptr, software}, {"error_induced_downtime", nullptr, software},
    {"ettr_estimator_error", nullptr, "the error of another model"}, {"job_end_prob_node_fail", nullptr, "a parameter of another model"},
    {"jct_delay", nullptr, slow}, {"jobs_with_fail_slow", nullptr, slow}, {"jobs_with_stragglers", nullptr, slow}, {"gpu_hours_wasted", nullptr, slow}, {"throughput_drop", nullptr, slow}, {"bandwidth_loss", nullptr, slow},
    {"sdc_interval", nullptr, silent}, {"faulty_devices", nullptr, silent}, {"recall", nullptr, silent},
    {"gpu_job_num", nullptr, jobs}, {"complete_rate_gpu", nullptr, jobs}, {"complete_rate_gpu_time", nullptr, jobs}, {"cancel_rate_gpu", nullptr, jobs}, {"fail_rate_gpu", nullptr, jobs}, {"fail_rate_gpu_time", nullptr, jobs},
    {"jobs_per_day", nullptr, jobs}, {"job_failure_rate", nullptr, jobs}, {"share_of_jobs", nullptr, jobs}, {"share_of_gpu_runtime", nullptr, jobs}, {"share_of_gpu_resources", nullptr, jobs}, {"share_of_lost_goodput", nullptr, jobs},
    {"share_of_hosts", nullptr, jobs}, {"utilisation", nullptr, jobs},
    {"mfu", nullptr, "the performance model's to predict"}, {"throughput", nullptr, "the performance model's to predict"}, {"duration_needed", nullptr, "the performance model's to predict"},
    {"restarts", nullptr, observed}, {"repairs", nullptr, observed}, {"longest_uninterrupted", nullptr, observed}, {"simultaneous_hosts_down", nullptr, observed}, {"attrition", nullptr, observed}, {"link_flaps", nullptr, observed},
    {"critical_failures_per_week", nullptr, observed}, {"explicit_failures", nullptr, observed}, {"implicit_failures", nullptr, observed}, {"count_detected", nullptr, observed}, {"defective_nodes_flagged", nullptr, observed},
    {"dbe_count", nullptr, observed}, {"page_retirement_events", nullptr, observed}, {"dbe_xid48", nullptr, "no record of errors of this kind"}, {"gsp_errors", nullptr, "no record of errors of this kind"},
    {"mmu_errors", nullptr, "no record of errors of this kind"}, {"nvlink_errors", nullptr, "no record of errors of this kind"}, {"row_remap_events_xid63", nullptr, "no record of errors of this kind"},
    {"row_remap_failures_xid64", nullptr, "no record of errors of this kind"},
};
// clang-format on

Translation translate(const MeasuredRow& row) {
  if (!row.id().starts_with("R-")) return {.foreign = true};
  const Rule* rule = facilities::rule_for(rules, row);
  Translation out = facilities::begun(row, true);
  if (!rule)
    out.skipped = cat("no rule for '", row["metric"], "'");
  else if (!rule->fill)
    out.skipped = rule->reason;
  else if (!facilities::figure(row))
    out.skipped = "a bound or a range, not a figure";
  else
    out.skipped = rule->fill(row, RowInputs(row), out);
  return out;
}

}  // namespace

Validation reliability_validation() {
  return {.name = "operations",
          .summary = "Checkpoint optima and sizes, mean times between failures, counts and spares",
          .translate = translate};
}

}  // namespace fleetline::reliability
