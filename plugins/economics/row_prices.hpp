// What accelerators of past trainings cost, and what their electricity did: given to the rows of Epoch AI, which state
// neither.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace fleetline::economics {

/// Price of one accelerator with its share of the server, and the day of that price. From Epoch AI's list of hardware
/// prices (epoch.ai/data/machine-learning-hardware): single-unit list prices times the ratio of a whole server to its
/// chips, 1.54 for P100, 1.69 for V100, 1.66 for A100, 1.64 otherwise (epoch-research/training-cost-trends,
/// cost_analysis_standalone.py).
struct ListPrice {
  std::string_view hardware;
  double price;  ///< US dollars
  double year;   ///< of the price, with its part
};

inline constexpr std::array<ListPrice, 10> list_prices{{
    {"NVIDIA P100", 1.54 * 10500, 2016.5},                    // SXM2, 2016-07-01
    {"NVIDIA V100", 1.69 * 10664, 2018.35},                   // SXM2 16 GB, 2018-05-08
    {"NVIDIA Tesla V100 DGXS 16 GB", 1.69 * 10664, 2018.35},  // the same
    {"NVIDIA Tesla V100 DGXS 32 GB", 1.69 * 11458, 2018.35},  // SXM2 32 GB, 2018-05-08
    {"NVIDIA A100", 1.66 * 15000, 2020.5},                    // 2020-07-01
    {"NVIDIA A100 SXM4 40 GB", 1.66 * 15000, 2020.5},         // 2020-07-01
    {"NVIDIA A100 SXM4 80 GB", 1.66 * 17500, 2020.5},         // 2020-07-01
    {"Google TPU v2", 1.64 * 5054, 2017.33},  // an estimate of its maker's cost and rivals' prices, 2017-05-01
    {"Google TPU v3", 1.64 * 5276, 2018.38},  // the same, 2018-05-18
    {"Google TPU v4", 1.64 * 5167, 2021.38},  // the same, 2021-05-20
}};

inline const ListPrice* list_price(std::string_view hardware) {
  for (const ListPrice& p : list_prices)
    if (p.hardware == hardware) return &p;
  return nullptr;
}

/// US dollars a kWh, industrial average of the United States by year: EIA, Electric Power Monthly, table 5.3.
inline constexpr int first_tariff_year = 2010;
inline constexpr std::array<double, 16> industrial_tariff{0.0677, 0.0682, 0.0667, 0.0689, 0.0710, 0.0691,
                                                          0.0676, 0.0688, 0.0692, 0.0681, 0.0667, 0.0718,
                                                          0.0832, 0.0806, 0.0771, 0.0826};

inline std::optional<double> tariff_of(double year) {
  const int index = static_cast<int>(year) - first_tariff_year;
  if (index < 0 || index >= static_cast<int>(industrial_tariff.size())) return std::nullopt;
  return industrial_tariff[static_cast<std::size_t>(index)];
}

}  // namespace fleetline::economics
