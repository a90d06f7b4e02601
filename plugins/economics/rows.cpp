#include "rows.hpp"

#include <string>

#include "../facilities/row_inputs.hpp"
#include "fleetline/text.hpp"

namespace fleetline::economics {
namespace {

using facilities::RowInputs;
using Value = std::optional<double>;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
std::string exact(double value) { return exact_text(value); }

/// Rented accelerator hours at a stated price: arithmetic.
std::string rented(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  Value hours = in.number("gpu_hours");
  if (!hours && in.number("gpus") && in.number("days")) hours = *in.number("gpus") * *in.number("days") * 24;
  const Value price = in.number("price_per_gpu_h");
  if (!hours || !price) return "hours or the price of an hour are not stated";
  out.scenario = cat("name = \"", row.id(), "\"\n\n[fleet]\nhardware = \"A100_SXM4_80GB\"\n\n[solve.economics]\ntenure = \"on_demand\"\nrent = \"", exact(*price),
                     " USD/h\"\nperiod = \"", exact(*hours), " h\"\n");
  out.metric = "economics.tco";
  return {};
}

/// All costs of an accelerator hour of one who owns a server of another maker than NVIDIA, as large buyers do.
std::string owned(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  if (!has(in.text("tenure"), "owning")) return "a rent: what the model is given, not what it predicts";
  std::string_view node;
  if (in.text("gpu") == "H100") node = "HGX_H100";
  if (in.text("gpu") == "H200") node = "DGX_H200";
  if (in.text("gpu") == "B200") node = "HGX_B200";
  if (node.empty()) return "no node of the registry holds this accelerator";
  out.scenario = cat("name = \"", row.id(), "\"\n\n[fleet]\nnode = \"", node, "\"\nnode_fabric = \"\"\nsite = \"us-average\"\n\n[solve.economics]\nlifetime = \"4 yr\"\n");
  out.metric = "economics.cost_per_accelerator_hour";
  out.scale = 3600;
  return {};
}

struct Rule { std::string_view metric; std::string (*fill)(const MeasuredRow&, const RowInputs&, Translation&); std::string_view reason = {}; };

constexpr std::string_view price_figure = "a price: what the model is given, not what it predicts";
constexpr Rule rules[] = {
    {"training_cost", &rented}, {"tco_per_gpu_hour", &owned},
    {"gpu_hours", nullptr, "hours of training are the performance model's to predict"},
    {"training_cost_per_mtok", nullptr, "pace and the price of an hour are not stated"}, {"serving_cost_per_mtok", nullptr, "pace and the price of an hour are not stated"},
    {"tokens_per_mw_ratio", nullptr, "pace is not stated"}, {"cloud_cost_range", nullptr, "a range of list prices"},
    {"electricity_cost", nullptr, "what the machines drew is not stated"},
    {"training_cost_amortised", nullptr, "an estimate by another model, from chip prices on the day of each training"},
    {"cost_structure", nullptr, "shares of development: staff and failed runs are not modelled"}, {"development_cost_share", nullptr, "shares of development: staff and failed runs are not modelled"},
    {"electricity_price", nullptr, price_figure}, {"cost_model_parameter", nullptr, price_figure}, {"committed_use_discount", nullptr, price_figure},
    {"chip_price_equivalent", nullptr, price_figure}, {"hardware_price_per_chip", nullptr, price_figure}, {"cloud_price_per_chip_hour", nullptr, price_figure},
    {"wholesale_price_mean", nullptr, price_figure}, {"colocation_base_rent", nullptr, price_figure}, {"price_per_accelerator_hour", nullptr, price_figure},
    {"price_per_gpu_hour", nullptr, price_figure}, {"public_health_cost", nullptr, "damage to health is not modelled"},
    {"cost_per_incident", nullptr, "a range"}};

}  // namespace

Translation translate_operations(const MeasuredRow& row) {
  const Rule* rule = facilities::rule_for(rules, row);
  Translation out = facilities::begun(row, rule != nullptr);
  if (!rule) return out;
  if (!rule->fill) out.skipped = rule->reason;
  else if (!facilities::figure(row)) out.skipped = "no single figure";
  else out.skipped = rule->fill(row, RowInputs(row), out);
  return out;
}

}  // namespace fleetline::economics
