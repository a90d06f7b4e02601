// Rows of reliability figures as scenarios: checkpoint optima, and mean times from rates.
#include <string>

#include "fleetline/text.hpp"
#include "solver.hpp"

namespace fleetline::reliability {
namespace {

/// KEY of "a=1;KEY=2;b=3".
std::string input(std::string_view inputs, std::string_view key) {
  for (std::size_t begin = 0; begin < inputs.size();) {
    const std::size_t end = std::min(inputs.find(';', begin), inputs.size());
    const std::string_view part = inputs.substr(begin, end - begin);
    if (part.starts_with(cat(key, "="))) return std::string(part.substr(key.size() + 1));
    begin = end + 1;
  }
  return {};
}

constexpr std::string_view head = "name = \"reliability\"\n[hardware]\nuse = \"A100\"\n[solve.reliability]\n";

std::string period_named(const std::string& formula) {
  if (formula == "Young") return "young_period";
  if (formula == "Daly-first-order") return "daly_period";
  if (formula == "RFO") return "rfo_period";
  return formula == "exact-optimum" ? "optimal_period" : "";
}

Translation translate(const MeasuredRow& row) {
  Translation t;
  const std::string_view inputs = row["inputs"], metric = row["metric"];
  if (!row.id().starts_with("R-")) return t.foreign = true, t;
  t.unit = row["unit"];
  const auto value = row.number("value");
  if (!value) return t.skipped = "a bound or a range, not a figure", t;
  t.measured = *value;
  if (const std::string period = period_named(input(inputs, "formula")); metric == "optimal_checkpoint_period" && !period.empty()) {
    t.scenario = cat(head, "mtbf = \"", input(inputs, "platform_mtbf_s"), " s\"\ncheckpoint_time = \"", input(inputs, "C_s"), " s\"\nreload_time = \"", input(inputs, "R_s"),
                     " s\"\ndetection_time = \"", input(inputs, "D_s"), " s\"\nrestart_time = \"0 s\"\n");
    t.metric = "reliability." + period;
    return t;
  }
  if (metric == "mttf" && !input(inputs, "rate").empty() && !input(inputs, "job_gpus").empty() && row["unit"] == "h") {
    // Failures per thousand node-days; eight accelerators a node.
    const double rate = std::stod(input(inputs, "rate")), nodes = std::stod(input(inputs, "job_gpus")) / 8;
    t.scenario = cat(head, "mtbf = \"", exact_text(24.0 * 1000 / (rate * nodes)), " h\"\n");
    t.metric = "reliability.job_mtbf";
    t.scale = 1.0 / 3600;
    return t;
  }
  t.skipped = "counts and shares of incidents: no question that a formula answers";
  return t;
}

}  // namespace

Validation reliability_validation() {
  return {.name = "operations", .summary = "Checkpoint optima and mean times between failures", .translate = translate};
}

}  // namespace fleetline::reliability
