#include "dimension_names.hpp"

#include <algorithm>
#include <array>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

// clang-format off
// Time is counted in minutes above 120 s, in hours above 120 min, in days above 48 h, in years above two.
constexpr Rung time_rungs[]{{"fs", 1e-15}, {"ps", 1e-12}, {"ns", 1e-9},   {"us", 1e-6},  {"ms", 1e-3},
                            {"s", 1},      {"min", 120},  {"h", 7200},    {"d", 172800}, {"yr", 63072000}};
constexpr Rung frequency_rungs[]{{"/s", 0}, {"MHz", 1e6}, {"GHz", 1e9}, {"THz", 1e12}};
constexpr Rung data_rungs[]{{"B", 1},     {"kB", 1e3},  {"MB", 1e6}, {"GB", 1e9},
                            {"TB", 1e12}, {"PB", 1e15}, {"EB", 1e18}};
constexpr Rung bandwidth_rungs[]{{"B/s", 1},     {"kB/s", 1e3},  {"MB/s", 1e6}, {"GB/s", 1e9},
                                 {"TB/s", 1e12}, {"PB/s", 1e15}, {"EB/s", 1e18}};
constexpr Rung work_rungs[]{{"FLOP", 1},     {"kFLOP", 1e3},  {"MFLOP", 1e6},  {"GFLOP", 1e9}, {"TFLOP", 1e12},
                            {"PFLOP", 1e15}, {"EFLOP", 1e18}, {"ZFLOP", 1e21}, {"YFLOP", 1e24}};
constexpr Rung rate_rungs[]{{"FLOP/s", 1},     {"kFLOP/s", 1e3},  {"MFLOP/s", 1e6}, {"GFLOP/s", 1e9},
                            {"TFLOP/s", 1e12}, {"PFLOP/s", 1e15}, {"EFLOP/s", 1e18}, {"ZFLOP/s", 1e21}};
constexpr Rung intensity_rungs[]{{"FLOP/B", 0}};
constexpr Rung energy_rungs[]{{"fJ", 1e-15}, {"pJ", 1e-12}, {"nJ", 1e-9}, {"uJ", 1e-6},  {"mJ", 1e-3},  {"J", 1},
                              {"kJ", 1e3},   {"MJ", 1e6},   {"kWh", 3.6e6}, {"MWh", 3.6e9}, {"GWh", 3.6e12},
                              {"TWh", 3.6e15}};
constexpr Rung power_rungs[]{{"pW", 1e-12}, {"nW", 1e-9}, {"uW", 1e-6}, {"mW", 1e-3}, {"W", 1},
                             {"kW", 1e3},   {"MW", 1e6},  {"GW", 1e9},  {"TW", 1e12}};
constexpr Rung carbon_rungs[]{{"ugCO2e", 1e-9}, {"mgCO2e", 1e-6}, {"gCO2e", 1e-3},  {"kgCO2e", 1},
                              {"tCO2e", 1e3},   {"ktCO2e", 1e6},  {"MtCO2e", 1e9}, {"GtCO2e", 1e12}};
constexpr Rung carbon_intensity_rungs[]{{"gCO2e/kWh", 0}};
constexpr Rung litre_rungs[]{{"uL", 1e-6}, {"mL", 1e-3}, {"L", 1}, {"kL", 1e3}, {"ML", 1e6}};
constexpr Rung water_rungs[]{{"L/kWh", 0}};
constexpr Rung area_rungs[]{{"um^2", 1e-12}, {"mm^2", 1e-6}, {"m^2", 0.1}, {"km^2", 1e6}};
// Counts stay plain until they are long: 24576 tokens, not 24.58 ktoken.
constexpr Rung token_rungs[]{{"token", 0}, {"Mtoken", 1e6}, {"Gtoken", 1e9}, {"Ttoken", 1e12}};
constexpr Rung token_rate_rungs[]{{"token/s", 0}, {"Mtoken/s", 1e6}, {"Gtoken/s", 1e9}};
constexpr Rung request_rungs[]{{"request", 0}, {"Mrequest", 1e6}};
constexpr Rung request_rate_rungs[]{{"request/s", 0}, {"Mrequest/s", 1e6}};
constexpr Rung device_rungs[]{{"device", 0}};
constexpr Rung ratio_rungs[]{{"", 0}};
constexpr Rung per_kwh[]{{"/kWh", 0}}, per_hour[]{{"/h", 0}}, per_mtoken[]{{"/Mtoken", 0}}, per_watt[]{{"/W", 0}};
// clang-format on

constexpr Dimension per(Dimension above, Dimension below) { return above - below; }
constexpr Dimension device{.device = 1}, dollar = Dollars::dimension, energy = Joules::dimension;

constexpr std::array styles{
    DimensionStyle{dimensionless, "plain number", "0.5", ratio_rungs},
    DimensionStyle{Seconds::dimension, "time", "5 us", time_rungs},
    DimensionStyle{Frequency::dimension, "frequency", "1.41 GHz", frequency_rungs},
    DimensionStyle{Bytes::dimension, "data size", "80 GiB", data_rungs},
    DimensionStyle{Bandwidth::dimension, "bandwidth", "3.35 TB/s", bandwidth_rungs},
    DimensionStyle{Flops::dimension, "amount of arithmetic", "8.2 GFLOP", work_rungs},
    DimensionStyle{FlopRate::dimension, "arithmetic rate", "989 TFLOP/s", rate_rungs},
    DimensionStyle{Intensity::dimension, "arithmetic intensity", "295 FLOP/B", intensity_rungs},
    DimensionStyle{energy, "energy", "1.2 MWh", energy_rungs},
    DimensionStyle{Watts::dimension, "power", "700 W", power_rungs},
    DimensionStyle{Carbon::dimension, "mass of carbon", "150 kgCO2e", carbon_rungs},
    DimensionStyle{CarbonIntensity::dimension, "carbon intensity", "390 gCO2e/kWh", carbon_intensity_rungs},
    DimensionStyle{dollar, "amount of money", "$30000", ratio_rungs, true},
    DimensionStyle{EnergyPrice::dimension, "price of energy", "$0.08/kWh", per_kwh, true},
    DimensionStyle{per(dollar, Seconds::dimension), "cost rate", "$2.5/h", per_hour, true},
    DimensionStyle{per(dollar, Tokens::dimension), "price of tokens", "$0.6/Mtoken", per_mtoken, true},
    DimensionStyle{per(dollar, Watts::dimension), "price of power", "$12/W", per_watt, true},
    DimensionStyle{Litres::dimension, "volume", "500 L", litre_rungs},
    DimensionStyle{per(Litres::dimension, energy), "water intensity", "1.8 L/kWh", water_rungs},
    DimensionStyle{Area::dimension, "area", "814 mm^2", area_rungs},
    DimensionStyle{Tokens::dimension, "number of tokens", "2048 tokens", token_rungs},
    DimensionStyle{TokenRate::dimension, "token rate", "5000 token/s", token_rate_rungs},
    DimensionStyle{Requests::dimension, "number of requests", "100 requests", request_rungs},
    DimensionStyle{RequestRate::dimension, "request rate", "20 request/s", request_rate_rungs},
    DimensionStyle{device, "number of devices", "8 devices", device_rungs},
};

struct Factor {
  std::string_view unit;
  int exponent;
};
using Factors = std::array<Factor, 11>;

// In the order people say them: work and data before time, "FLOP/s", "B/s/device".
Factors factors_of(const Dimension& d) {
  return {{{"USD", d.dollar},
           {"kgCO2e", d.carbon},
           {"L", d.litre},
           {"FLOP", d.flop},
           {"B", d.byte},
           {"J", d.joule},
           {"token", d.token},
           {"request", d.request},
           {"m^2", d.area},
           {"s", d.second},
           {"device", d.device}}};
}

std::string power(std::string_view unit, int exponent) {
  std::string out(unit);
  for (int i = 1; unit == "m^2" && i < exponent; ++i) out += cat("*", unit);  // "m^2^3" is not a unit
  return unit == "m^2" || exponent == 1 ? out : cat(unit, "^", exponent);
}

std::string divided_by(const Factors& factors) {
  std::string out;
  for (const auto& [unit, exponent] : factors) {
    if (exponent >= 0) continue;
    if (unit == "m^2")
      for (int i = 0; i < -exponent; ++i) out += "/m^2";
    else
      out += cat("/", power(unit, -exponent));
  }
  return out;
}

}  // namespace

const DimensionStyle* style_of(Dimension dimension) {
  const auto found = std::ranges::find(styles, dimension, &DimensionStyle::dimension);
  return found == styles.end() ? nullptr : &*found;
}

const DimensionStyle* numerator_of(Dimension dimension, std::string& below) {
  const auto positive = [](signed char e) { return static_cast<signed char>(e > 0 ? e : 0); };
  const Dimension above{positive(dimension.second), positive(dimension.byte),   positive(dimension.flop),
                        positive(dimension.joule),  positive(dimension.carbon), positive(dimension.dollar),
                        positive(dimension.litre),  positive(dimension.token),  positive(dimension.request),
                        positive(dimension.device), positive(dimension.area)};
  below = divided_by(factors_of(dimension));
  return above == dimensionless ? nullptr : style_of(above);
}

std::string base_unit(Dimension dimension) {
  if (dimension == dimensionless) return "1";
  if (dimension == Watts::dimension) return "W";
  const Factors factors = factors_of(dimension);
  std::string above;
  for (const auto& [unit, exponent] : factors)
    if (exponent > 0) above += cat(above.empty() ? "" : "*", power(unit, exponent));
  return cat(above.empty() ? "1" : above, divided_by(factors));
}

std::string example_of(Dimension dimension) {
  const DimensionStyle* style = style_of(dimension);
  return style != nullptr ? std::string(style->example) : cat("1.5 ", base_unit(dimension));
}

std::string name_of(Dimension dimension) {
  const DimensionStyle* style = style_of(dimension);
  return style != nullptr ? std::string(style->name) : base_unit(dimension);
}

}  // namespace fleetline
