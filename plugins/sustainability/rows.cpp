#include "rows.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <string>

#include "../facilities/row_inputs.hpp"
#include "fleetline/text.hpp"
#include "row_rules.hpp"

namespace fleetline::sustainability {
namespace {

using facilities::RowInputs;
using Value = std::optional<double>;

constexpr double kwh = 3.6e6, kg_per_lb = 0.45359237;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
std::string exact(double value) { return exact_text(value); }

/// A run of which power, hours and site are stated: what is tested is arithmetic and units. One device stands for all of them: its
/// hours are the sum of theirs. What draws more than it can is several.
std::string arithmetic_scenario(const MeasuredRow& row, double watts, double hours, std::string_view more) {
  constexpr double peak = 400;  // of this device
  const double devices = std::max(1.0, watts / peak);
  return cat("name = \"", row.id(), "\"\n\n[fleet]\nhardware = \"A100_SXM4_80GB\"\n\n[solve.sustainability]\nnetwork_share = 0\ninputs.accelerator_power = \"",
             exact(watts / devices), " W\"\nduration = \"", exact(hours * devices), " h\"\n", more);
}

std::string line(std::string_view key, Value value, std::string_view unit) {
  return value ? cat(key, " = \"", exact(*value), " ", unit, "\"\n") : std::string();
}
std::string bare(std::string_view key, Value value) { return value ? cat(key, " = ", exact(*value), "\n") : std::string(); }

/// Base units per unit of the row: "MWh", "tCO2e", "ML(million L)".
Value unit_factor(std::string_view unit) {
  struct Known { std::string_view name; double factor; };
  constexpr std::array<Known, 18> known{{{"Wh", 3600}, {"kWh", kwh}, {"MWh", 1e3 * kwh}, {"GWh", 1e6 * kwh}, {"J", 1}, {"J/token", 1}, {"gCO2e", 1e-3},
                                         {"kgCO2e", 1}, {"tCO2e", 1e3}, {"tCO2eq", 1e3}, {"lbCO2e", kg_per_lb}, {"kgCO2e/GPU-h", 1}, {"ML(million L)", 1e6},
                                         {"mL", 1e-3}, {"L", 1}, {"kL", 1e3}, {"kW", 1e3}, {"fraction", 1}}};
  for (const Known& k : known)
    if (k.name == unit) return k.factor;
  return std::nullopt;
}

/// Hours of all chips together, however the row states them.
Value device_hours(const RowInputs& in) {
  for (const std::string_view key : {"gpu_hours", "chip_hours"})
    if (const Value h = in.number(key)) return h;
  for (const std::string_view chips : {"chips", "device #"})
    for (const std::string_view days : {"days", "training days"})
      if (in.number(chips) && in.number(days)) return *in.number(chips) * *in.number(days) * 24;
  if (const Value weeks = in.number("weeks")) return *weeks * 7 * 24;
  return in.number("hours");
}

/// Draw of one chip, or of the whole run where its power is stated as one.
Value stated_watts(const RowInputs& in) {
  for (const std::string_view key : {"measured_system_w_per_accel", "avg. system power (W)", "gpu_power_w", "chip_power_w", "avg_power_w", "peak_power_w", "tdp_w"})
    if (const Value w = in.number(key)) return w;
  if (const Value mw = in.number("equipment_mw")) return *mw * 1e6 * in.number("load_factor").value_or(1);
  return std::nullopt;
}

Value first_of(const RowInputs& in, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    if (const Value v = in.number(key)) return v;
  return std::nullopt;
}

/// gCO2e/kWh. A net figure counts contracts for clean power, a gross one does not.
Value intensity(const RowInputs& in, bool net) {
  if (net)
    if (const Value v = in.number("net_kgco2e_per_kwh")) return *v * 1e3;
  if (const Value v = first_of(in, {"gross_kgco2e_per_kwh", "grid_kgco2e_per_kwh", "grid_kgco2_per_kwh", "CO2eq/KWh"})) return *v * 1e3;
  if (const Value v = in.number("lb_co2_per_kwh")) return *v * kg_per_lb * 1e3;
  return in.number("grid_gco2e_per_kwh");
}

/// PUE and intensity that the owner of a cluster states elsewhere: Meta in its LLaMA paper (arXiv:2302.13971, section 6).
constexpr double meta_pue = 1.1, meta_intensity = 385;
bool of_meta(const MeasuredRow& row) { return has(row["source"], "meta-llama"); }

std::string energy_rows(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const Value watts = stated_watts(in), hours = device_hours(in);
  if (!watts || !hours) return "neither power nor hours are stated";
  out.scenario = arithmetic_scenario(row, *watts, *hours, bare("pue", first_of(in, {"pue", "PUE"})));
  out.metric = "sustainability.energy";
  return {};
}

std::string carbon_rows(const MeasuredRow& row, const RowInputs& in, bool net, Translation& out) {
  const Value watts = stated_watts(in), hours = device_hours(in);
  if (!watts || !hours) return "neither power nor hours are stated";
  const bool meta = of_meta(row);
  const Value grid = meta ? Value(meta_intensity) : intensity(in, net), pue = meta ? Value(meta_pue) : first_of(in, {"pue", "PUE"});
  if (!grid) return "the intensity of the grid is not stated";
  out.scenario = arithmetic_scenario(row, *watts, *hours, bare("pue", pue) + line("site_carbon_direct", grid, "gCO2e/kWh"));
  out.metric = "sustainability.carbon_direct";
  return {};
}

std::string water_rows(const MeasuredRow& row, const RowInputs& in, double hours_per_kw, Translation& out) {
  const Value on_site = in.number("wue_onsite_l_per_kwh"), plants = in.number("ewif_l_per_kwh");
  if (!on_site || !plants || !(hours_per_kw > 0)) return "energy or water intensities are not stated";
  out.scenario = arithmetic_scenario(row, 1000, hours_per_kw,
                                     bare("pue", in.number("pue")) + line("site_water_on_site", on_site, "L/kWh") + line("site_water_of_electricity", plants, "L/kWh"));
  out.metric = "sustainability.water";
  return {};
}

/// The node of the registry that holds these accelerators; empty: none.
std::string node_of(std::string_view text) {
  for (const std::string_view device : {"H200", "B200", "H100", "H800", "A100"})
    if (has(text, device) && !has(text, cat("G", device))) return cat("DGX_", device == "H800" ? "H100" : device);
  return {};
}

/// The fleet of `devices` accelerators, in nodes of eight where they fill them.
std::string fleet_of(const std::string& node, double devices) {
  const double per_node = std::fmod(devices, 8) == 0 ? 8 : devices;
  return cat("[fleet]\nnode = \"", node, "\"\nnode_fabric = \"\"\ndevices_per_node = ", exact(per_node), "\nnodes = ", exact(devices / per_node), "\n\n");
}

std::string node_rows(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const std::string node = node_of(in.text("node").empty() ? in.text("gpu") : in.text("node"));
  if (node.empty()) return "no node of the registry holds this accelerator";
  const bool full = has(in.text("gpu_util"), "full");
  out.scenario = cat("name = \"", row.id(), "\"\n\n[fleet]\nnode = \"", node, "\"\nnode_fabric = \"\"\nsite = \"us-average\"\n\n[solve.sustainability]\n",
                     full ? "utilization = 1\n" : "", "duration = \"1 h\"\n");
  out.metric = row["metric"] == "node_power_fraction_of_rated" ? "sustainability.rated_share" : "sustainability.node_power";
  if (row["metric"] != "provisioned_power_per_gpu") return {};
  out.metric = "sustainability.provisioned_power";
  out.scale /= 8;
  return {};
}

/// Morrison et al. 2025, section 3 and table 2: where the machines of Ai2 stand. Water of its plants is per energy of the facility; neither
/// cluster evaporates any itself. Runs of 13 billion parameters were on Augusta.
struct Cluster { double pue, intensity, water; };
constexpr Cluster jupiter{1.2, 332, 1.29}, augusta{1.12, 351, 3.10};
constexpr double table_4_water = 1.49;  // L/kWh, of what is served: their table 4; table 3 says 1.29

/// Tokens of a ShareGPT conversation as vLLM's benchmark draws them, on average (Kwon et al. 2023, arXiv:2309.06180, figure 11).
constexpr double sharegpt_input = 161, sharegpt_output = 338;

/// "Llama3.1-8B" -> 8e9; nothing for names without a size.
Value parameters_of(std::string_view model) {
  for (std::size_t b = model.size(); b-- > 1;) {
    if (model[b] != 'B') continue;
    std::size_t begin = b;
    while (begin > 0 && (std::isdigit(static_cast<unsigned char>(model[begin - 1])) || model[begin - 1] == '.')) --begin;
    if (begin < b) return std::strtod(std::string(model.substr(begin, b - begin)).c_str(), nullptr) * 1e9;
  }
  return std::nullopt;
}

/// A server under open load: busy while at least one request is in it; arithmetic by the tokens it handles.
std::string workload_rows(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const Value parameters = parameters_of(in.text("model")), per_hundred = in.number("seconds_per_100_req"), prompts = in.number("prompts");
  const std::string node = node_of(in.text("gpu"));
  if (!parameters || !per_hundred || !prompts || node.empty()) return "model, pace or accelerator are not stated";
  const double rate = 100 / *per_hundred, flops = 2 * *parameters * (sharegpt_input + sharegpt_output) * rate;
  const double weights = 2 * *parameters;  // bytes in 16 bits, read once for every token of a request on its own
  constexpr double hbm = 3.35e12 * 0.75;   // what kernels reach of an H100's bandwidth
  const bool open = in.number("request_rate_per_s") && std::isfinite(*in.number("request_rate_per_s"));
  const double duty = open ? -std::expm1(-rate * sharegpt_output * weights / hbm) : 1;
  out.scenario = cat("name = \"", row.id(), "\"\n\n", fleet_of(node, 1), "[solve.sustainability]\nnetwork_share = 0\nprecision = \"bf16\"\narithmetic_rate = \"", exact(flops / duty),
                     " FLOP/s\"\nduty = ", exact(duty), "\nduration = \"", exact(*prompts / 100 * *per_hundred), " s\"\n", bare("pue", in.number("pue")),
                     line("site_carbon_direct", intensity(in, false), "gCO2e/kWh"), line("site_water_of_electricity", table_4_water, "L/kWh"), "\n[derive]\nenergy = \"sustainability.accelerator_energy * sustainability.effective_pue\"\n",
                     "carbon = \"energy * sustainability.carbon_direct / sustainability.energy\"\n",
                     "water = \"energy * sustainability.water_of_electricity / sustainability.energy\"\n");
  out.metric = row["metric"] == "carbon_per_workload" ? "carbon" : row["metric"] == "water_per_workload" ? "water" : "energy";
  return {};
}

/// Steady serving at a measured pace: how much of arithmetic and bandwidth that takes, and so what it draws. Weights read per step: all of a
/// dense model, of a mixture those that the batch's tokens touch.
std::string token_rows(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const Value gpus = in.number("num_gpus"), pace = in.number("out_tok_s"), itl = in.number("median_itl_ms"), batch = in.number("avg_batch");
  const Value active = in.number("active_params_b"), total = in.number("total_params_b");
  const std::string node = node_of(in.text("gpu"));
  if (!gpus || !pace || !itl || !batch || !active || !total) return "pace, batch or sizes are not stated";
  if (node.empty()) return "no node of the registry holds this accelerator";
  const std::string_view precision = in.text("precision");
  const double bytes = has(precision, "fp4") ? 0.53125 : has(precision, "fp8") ? 1 : 2;  // 4 bits and a scale of 8 for 32 values
  const double share = *active / *total, touched = share < 1 ? 1 - std::pow(1 - share, *batch) : 1;
  const double traffic = *total * 1e9 * touched * bytes / (*itl * 1e-3) / *gpus, flops = 2 * *active * 1e9 * *pace / *gpus;
  out.scenario = cat("name = \"", row.id(), "\"\n\n", fleet_of(node, *gpus), "[solve.sustainability]\nprecision = \"", has(precision, "fp8") ? "fp8" : "bf16",
                     "\"\narithmetic_rate = \"", exact(flops), " FLOP/s\"\ntraffic_rate = \"", exact(traffic), " B/s\"\nduration = \"1 h\"\n\n[derive]\nper_token = \"sustainability.accelerator_energy / (",
                     exact(*pace * 3600), " token)\"\n");
  out.metric = "per_token";
  out.configuration = cat(in.text("model"), "/", in.text("gpu"));
  return {};
}

std::string embodied_rows(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const std::string_view metric = row["metric"];
  if (metric == "embodied_carbon_per_gpu_hour") {
    out.scenario = arithmetic_scenario(row, 0, 1, line("lifetime", in.number("lifetime_years"), "yr") + "fleet_utilization = 1\n" + line("embodied_per_node", in.number("embodied_kg"), "kgCO2e"));
  } else if (metric == "embodied_carbon_per_gpu") {
    if (!in.number("node_kgco2e") || !in.number("gpus")) return "what a node carries is not stated";
    out.scenario = arithmetic_scenario(row, 0, 8760, "lifetime = \"1 yr\"\nfleet_utilization = 1\n" + line("embodied_per_node", *in.number("node_kgco2e") / *in.number("gpus"), "kgCO2e"));
  } else if (metric == "training_embodied_carbon_ground_truth") {
    // Parts by area and capacity: LLMCarbon, data/hardware.csv: kgCO2e a unit, units a part, parts.
    constexpr double parts = 1.2 * 8.15 * 512 + 1 * 1.47 * 64 + 0.4 * 256 * 64 + 0.018 * 32768 * 64 + 1.2 * 111.6 * 64;
    if (!has(in.text("hardware"), "512 V100 + 64 hosts") || !in.number("days")) return "the parts of these machines are not stated";
    out.scenario = arithmetic_scenario(row, 0, *in.number("days") * 24, cat("fleet_utilization = 1\n", line("lifetime", *in.number("lifespan_days") * 24, "h"), line("embodied_per_node", parts, "kgCO2e")));
  } else {
    // Luccioni et al. 2022, section 4.3: 2,500 kg a server and 150 kg a GPU, eight in each, over 6 years at 85 % use.
    const Value hours = device_hours(in);
    if (!hours) return "hours are not stated";
    out.scenario = arithmetic_scenario(row, 0, *hours, "lifetime = \"6 yr\"\nfleet_utilization = 0.85\nembodied_per_node = \"462.5 kgCO2e\"\n");
  }
  out.metric = "sustainability.embodied_carbon";
  return {};
}

std::string development_rows(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const Value hours = in.number("gpu_hours");
  const std::string node = node_of(in.text("gpu"));
  if (!hours || node.empty()) return "hours or accelerators are not stated";
  const Cluster& cluster = in.text("group") == "13B" ? augusta : jupiter;
  out.scenario = cat("name = \"", row.id(), "\"\n\n", fleet_of(node, 8), "[solve.sustainability]\nnetwork_share = 0\nduration = \"", exact(*hours / 8), " h\"\n",
                     bare("pue", cluster.pue), line("site_carbon_direct", cluster.intensity, "gCO2e/kWh"), line("site_water_of_electricity", cluster.water, "L/kWh"),
                     "\n[derive]\nenergy = \"sustainability.accelerator_energy * sustainability.effective_pue\"\ncarbon = \"energy * sustainability.carbon_direct / "
                     "sustainability.energy\"\nwater = \"energy * sustainability.water_of_electricity / sustainability.energy\"\n");
  out.metric = row["metric"] == "development_carbon" ? "carbon" : row["metric"] == "development_water" ? "water" : "energy";
  return {};
}

/// GPUs of a long training run, whose draw nobody told: the default.
std::string measured_run_rows(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const Value gpus = in.number("gpus"), hours = in.number("hours");
  const std::string node = node_of(in.text("gpus"));
  if (!gpus || !hours || node.empty()) return "no node of the registry holds this accelerator";
  out.scenario = cat("name = \"", row.id(), "\"\n\n", fleet_of(node, *gpus), "[solve.sustainability]\nduration = \"", exact(*hours), " h\"\n");
  out.metric = "sustainability.accelerator_energy";
  return {};
}

/// Energy of one query from the draw of a GPU with all around it and the arithmetic of the answer.
std::string query_rows(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const Value watts = in.number("gpu_w_incl_overhead"), tokens = in.number("output_tokens"), active = in.number("active_params");
  const Value compute = in.number("compute_util"), draw = in.number("power_util");
  if (!watts || !tokens || !active || !compute || !draw) return "an estimate whose inputs are not stated";
  constexpr double h100 = 989.4e12;
  out.scenario = arithmetic_scenario(row, *watts * *draw, 2 * *active * 1e9 * *tokens / (h100 * *compute) / 3600, "");
  out.metric = "sustainability.energy";
  return {};
}

std::string fill(const MeasuredRow& row, const Rule& rule, Translation& out) {
  const RowInputs in(row);
  switch (rule.kind) {
    case Kind::energy: return energy_rows(row, in, out);
    case Kind::carbon: return carbon_rows(row, in, false, out);
    case Kind::net_carbon: return carbon_rows(row, in, true, out);
    case Kind::training_water: return water_rows(row, in, in.number("training_energy_mwh").value_or(0) * 1e3, out);
    case Kind::request_water: return water_rows(row, in, in.number("request_kwh").value_or(0), out);
    case Kind::node: return node_rows(row, in, out);
    case Kind::workload: return workload_rows(row, in, out);
    case Kind::token: return token_rows(row, in, out);
    case Kind::embodied: return embodied_rows(row, in, out);
    case Kind::development: return development_rows(row, in, out);
    case Kind::measured_run: return measured_run_rows(row, in, out);
    case Kind::query: return query_rows(row, in, out);
    case Kind::outside: break;
  }
  return std::string(rule.reason);
}

}  // namespace

Translation translate_operations(const MeasuredRow& row) {
  const Rule* rule = facilities::rule_for(rules, row);
  Translation out = facilities::begun(row, rule != nullptr);
  if (!rule) return out;
  const Value measured = facilities::figure(row), factor = unit_factor(row["unit"]);
  if (rule->kind != Kind::outside && (!measured || !factor)) {
    out.skipped = measured ? cat("unit '", row["unit"], "' is not read") : std::string("no single figure");
    return out;
  }
  if (factor) out.scale = 1 / *factor;
  out.skipped = has(row["notes"], "ANOMALY") ? "the source contradicts itself" : fill(row, *rule, out);
  if (facilities::circular(row) || of_meta(row)) out.name = cat(row["metric"], " (circular: a test of units)");
  return out;
}

}  // namespace fleetline::sustainability
