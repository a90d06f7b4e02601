// Record kind `fabrication`: what making a chip emits: per area of silicon by process, per gigabyte of memory, per
// package.
//
// For accelerators of which nobody has published a product carbon footprint. Registry entries are
// registry/fabrication/NAME.toml.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fleetline/quantity.hpp"
#include "fleetline/schema.hpp"

namespace fleetline {

using CarbonPerArea = Quantity<Carbon::dimension - Area::dimension>;
using EnergyPerArea = Quantity<Joules::dimension - Area::dimension>;

/// A logic process. Either the electricity and the gases, or what both come to (`direct`).
struct FabProcess {
  std::vector<std::string> names;
  std::optional<EnergyPerArea> energy;
  std::optional<CarbonPerArea> gases, direct;
  CarbonPerArea materials{0};

  static const Schema<FabProcess>& schema() {
    using F = FabProcess;
    static const FieldOptions some{.range = positive};
    static const auto s =
        Schema<F>("What a square centimetre of wafer takes, finished")
            .add("names", &F::names, "", "What data sheets call it: \"TSMC 4N\"", {.required = true})
            .add("energy", &F::energy, "kWh/cm2", "Electricity of the fab (EPA)", some)
            .add("gases", &F::gases, "gCO2e/cm2", "Process gases that are not abated (GPA)", some)
            .add("direct", &F::direct, "gCO2e/cm2", "Electricity and gases together, instead of the two", some)
            .add("materials", &F::materials, "gCO2e/cm2", "Wafers and chemicals that are bought (MPA)",
                 {.range = non_negative});
    return s;
  }
};

/// Memory: so much carbon for so many bytes.
struct MemoryFootprint {
  std::vector<std::string> types;
  Carbon carbon{0};
  Bytes capacity{1e9};

  static const Schema<MemoryFootprint>& schema() {
    using M = MemoryFootprint;
    static const FieldOptions some{.range = positive, .required = true};
    static const auto s = Schema<M>("What making memory emits")
                              .add("types", &M::types, "", "What data sheets call it: \"HBM3\"", {.required = true})
                              .add("carbon", &M::carbon, "kgCO2e", "Of this much of it", some)
                              .add("capacity", &M::capacity, "GB", "How much", some);
    return s;
  }
};

struct Fabrication {
  static constexpr std::string_view record_kind = "fabrication";

  std::vector<FabProcess> process;
  std::vector<MemoryFootprint> memory;
  CarbonIntensity electricity{0};
  double yield = 1;
  Carbon package{0};
  std::optional<Carbon> product, product_silicon;

  /// Carbon of a square metre of good dies:
  ///   CPA = (CI * EPA + GPA + MPA) / Y      (Gupta et al. 2022, ACT, ISCA, equation 5)
  /// Nothing when the process is not on record.
  std::optional<CarbonPerArea> per_area(std::string_view name) const {
    for (const FabProcess& p : process) {
      if (std::find(p.names.begin(), p.names.end(), name) == p.names.end()) continue;
      if (p.direct) return (*p.direct + p.materials) / yield;
      if (p.energy && p.gases) return (electricity * *p.energy + *p.gases + p.materials) / yield;
    }
    return std::nullopt;
  }

  std::optional<Carbon> of_memory(std::string_view type, Bytes size) const {
    for (const MemoryFootprint& m : memory)
      if (std::find(m.types.begin(), m.types.end(), type) != m.types.end()) return m.carbon * double(size / m.capacity);
    return std::nullopt;
  }

  /// Chips are not the product: boards, cooling, assembly and transport make the rest. Product over silicon of a
  /// footprint that tells them apart.
  double product_over_silicon() const { return product && product_silicon ? double(*product / *product_silicon) : 1; }

  static const Schema<Fabrication>& schema() {
    using F = Fabrication;
    static const auto s =
        Schema<F>("What making chips emits")
            .add("process", &F::process, "", "Logic processes")
            .add("memory", &F::memory, "", "Kinds of memory")
            .add("electricity", &F::electricity, "gCO2e/kWh", "Carbon intensity of the fab's electricity (CI)",
                 {.range = non_negative})
            .add("yield", &F::yield, "1", "Share of dies that are good (Y)", {.range = fraction})
            .add("package", &F::package, "kgCO2e", "Packaging of one die, or stack of memory", {.range = non_negative})
            .add("product", &F::product, "kgCO2e", "A published footprint of a whole product ...", {.range = positive})
            .add("product_silicon", &F::product_silicon, "kgCO2e",
                 "... and of the chips in it: other products are taken to have as much besides", {.range = positive});
    return s;
  }
};

}  // namespace fleetline
