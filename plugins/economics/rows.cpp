#include "rows.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>

#include "../facilities/row_inputs.hpp"
#include "fleetline/text.hpp"
#include "row_prices.hpp"

namespace fleetline::economics {
namespace {

using facilities::RowInputs;
using Value = std::optional<double>;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
std::string exact(double value) { return exact_text(value); }

/// One accelerator, of which nothing but price, draw and hours is asked; its hours are those of all together.
std::string one_device(const MeasuredRow& row, std::string_view keys) {
  return cat("name = \"", row.id(), "\"\n\n[fleet]\nhardware = \"A100_SXM4_80GB\"\n\n[solve.economics]\n", keys);
}

/// Hours of all accelerators together.
Value device_hours(const RowInputs& in) {
  for (const std::string_view key : {"gpu_hours", "chip_hours"})
    if (const Value hours = in.number(key)) return hours;
  const Value chips = in.number("gpus") ? in.number("gpus") : in.number("chips");
  if (!chips) return std::nullopt;
  if (const Value days = in.number("days")) return *chips * *days * 24;
  if (const Value hours = in.number("hours")) return *chips * *hours;
  return std::nullopt;
}

/// Rented accelerator hours at a stated price: arithmetic.
std::string rented(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const Value hours = device_hours(in), price = in.number("price_per_gpu_h");
  if (!hours || !price) return "hours or the price of an hour are not stated";
  out.scenario = one_device(row, cat("tenure = \"on_demand\"\nrent = \"", exact(*price), " USD/h\"\nperiod = \"", exact(*hours), " h\"\n"));
  out.metric = "economics.tco";
  return {};
}

/// "2023-09-06" -> 2023.68
Value year_of(std::string_view date) {
  if (date.size() < 10) return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t n) { return std::strtod(std::string(date.substr(at, n)).c_str(), nullptr); };
  return part(0, 4) + (part(5, 2) - 1) / 12 + (part(8, 2) - 1) / 365;
}

/// Epoch AI's view: what the market value of machine and network fell by while they trained, and their electricity. Price, age and tariff are
/// those of the day; dollars are not corrected for inflation, Epoch's are of 2023.
std::string amortised(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const Value hours = device_hours(in), year = year_of(in.text("published")), watts = in.number("power_w"), chips = in.number("chips");
  if (in.text("hardware").empty()) return "neither hardware nor hours are stated";
  if (!hours || !year) return "hours of the accelerators are not stated";
  if (!watts || !chips) return "what the accelerators drew is not stated";
  const ListPrice* price = list_price(in.text("hardware"));
  const Value tariff = tariff_of(*year);
  if (!price) return "no list price of this accelerator is on record";
  if (!tariff) return "no tariff of that year is on record";
  out.scenario = one_device(row, cat("capital = \"market_decay\"\nnode_price = \"", exact(price->price), " USD\"\nage = \"", exact(std::max(0.0, *year - price->year)),
                                     " yr\"\nmaintenance = 0\nelectricity_price = \"", exact(*tariff), " USD/kWh\"\ninputs.average_power = \"", exact(*watts / *chips),
                                     " W\"\nperiod = \"", exact(*hours), " h\"\n"));
  out.metric = "economics.tco";
  out.configuration = cat(in.text("hardware"));
  return {};
}

/// All costs of an accelerator hour of one who owns a server of another maker than NVIDIA, as large buyers do, at the power that the row
/// provides it with.
std::string owned(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  if (!has(in.text("tenure"), "owning")) return "a rent: what the model is given, not what it predicts";
  std::string_view node;
  if (in.text("gpu") == "H100") node = "HGX_H100";
  if (in.text("gpu") == "H200") node = "DGX_H200";
  if (in.text("gpu") == "B200") node = "HGX_B200";
  if (node.empty()) return "no node of the registry holds this accelerator";
  const Value provisioned = in.number("provisioned_kw");
  if (!provisioned) return "the power provided is not stated";
  constexpr double gpus = 8, rated_fraction = 0.76;  // Newkirk et al. 2025, as the parameter rated_fraction
  out.scenario = cat("name = \"", row.id(), "\"\n\n[fleet]\nnode = \"", node, "\"\nnode_fabric = \"\"\nsite = \"us-average\"\n\n[solve.economics]\nlifetime = \"4 yr\"\ninputs.average_power = \"",
                     exact(*provisioned * gpus * rated_fraction), " kW\"\n");
  out.metric = "economics.cost_per_accelerator_hour";
  out.scale = 3600;
  return {};
}

/// The first "$149,000" of a text.
Value dollars_in(std::string_view text) {
  const std::size_t at = text.find('$');
  if (at == std::string_view::npos) return std::nullopt;
  std::string digits;
  for (const char c : text.substr(at + 1)) {
    if (c == ',') continue;
    if (std::isdigit(static_cast<unsigned char>(c)) == 0 && c != '.') break;
    digits += c;
  }
  return digits.empty() ? std::nullopt : Value(std::strtod(digits.c_str(), nullptr));
}

/// The price of a server over the accelerators in it: arithmetic, where the row tells the server's.
std::string per_chip(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  const Value server = dollars_in(row["notes"]), gpus = in.number("gpus");
  if (!server || !gpus || *gpus < 2) return "a price: what the model is given, not what it predicts";
  out.scenario = cat("name = \"", row.id(), "\"\n\n[fleet]\nhardware = \"A100_SXM4_80GB\"\nnode_fabric = \"\"\ndevices_per_node = ", exact(*gpus),
                     "\nnodes = 1\n\n[solve.economics]\nnetwork_share = 0\nnode_price = \"", exact(*server),
                     " USD\"\nelectricity_price = \"0 USD/kWh\"\ninputs.average_power = \"0 W\"\n");
  out.metric = "economics.capex";
  out.scale = 1 / *gpus;
  return {};
}

/// Of the shares that Cottier et al. state, the one that follows from another: a network that is 19 % of a cluster adds 23 % to its servers.
std::string structure(const MeasuredRow& row, const RowInputs& in, Translation& out) {
  if (in.text("item") != "networking overhead on chips") return "a share or sum of one estimate: what it is a share of is not stated";
  out.scenario = one_device(row, "node_price = \"100 USD\"\nelectricity_price = \"0 USD/kWh\"\ninputs.average_power = \"0 W\"\n\n[derive]\noverhead = \"economics.network_cost / economics.capital_cost\"\n");
  out.metric = "overhead";
  out.scale = 100;
  return {};
}

struct Rule { std::string_view metric; std::string (*fill)(const MeasuredRow&, const RowInputs&, Translation&); std::string_view reason = {}; };

constexpr std::string_view price_figure = "a price: what the model is given, not what it predicts";
constexpr std::string_view no_pace = "pace and the price of an hour are not stated";
constexpr Rule rules[] = {
    {"training_cost", &rented}, {"tco_per_gpu_hour", &owned}, {"training_cost_amortised", &amortised}, {"hardware_price_per_chip", &per_chip}, {"cost_structure", &structure},
    {"gpu_hours", nullptr, "hours of training are the performance model's to predict"},
    {"training_cost_per_mtok", nullptr, no_pace}, {"serving_cost_per_mtok", nullptr, no_pace},
    {"tokens_per_mw_ratio", nullptr, "pace is not stated"}, {"cloud_cost_range", nullptr, "a range between two list prices, which are not stated"},
    {"electricity_cost", nullptr, "what the machines drew is not stated"},
    {"development_cost_share", nullptr, "shares of development: staff and failed runs are not modelled"},
    {"electricity_price", nullptr, price_figure}, {"cost_model_parameter", nullptr, "a parameter of another model"}, {"committed_use_discount", nullptr, price_figure},
    {"chip_price_equivalent", nullptr, price_figure}, {"cloud_price_per_chip_hour", nullptr, price_figure},
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
