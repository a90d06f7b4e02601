// What making chips emits, side by side: entries hold tables of processes and memories, which no cell can show.
#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "audits.hpp"
#include "fleetline/sdk/records/fabrication.hpp"
#include "fleetline/text.hpp"

namespace fleetline::facilities {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

const Fabrication& record(const EntryView& entry) { return *static_cast<const Fabrication*>(entry.params()); }

double per_area(const EntryView& entry, std::string_view process) {
  const auto carbon = record(entry).per_area(process);
  return carbon ? carbon->base() : not_known;
}

double per_gigabyte(const EntryView& entry, std::string_view type) {
  const auto carbon = record(entry).of_memory(type, Bytes(1e9));
  return carbon ? carbon->base() / 1e9 : not_known;
}

double whole_over_silicon(const EntryView& entry) {
  const Fabrication& f = record(entry);
  return f.product && f.product_silicon ? f.product_over_silicon() : not_known;
}

double kg_per_cm2(CarbonPerArea carbon) { return carbon.base() * 1e-4; }

/// Published footprints of finished wafers lie between 0.9 (28 nm, imec) and 4 kg/cm2 (3 nm, ACT, no abatement); a
/// yield of a half doubles that.
void areas(const EntryView& entry, Findings& findings) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < record(entry).process.size(); ++i) {
    const FabProcess& process = record(entry).process[i];
    const std::string path = cat("process[", i, "]");
    for (const std::string& name : process.names)
      if (!seen.insert(name).second) findings.error(path, cat("'", name, "' is the name of two processes"), "once");
    const auto carbon = process.names.empty() ? std::nullopt : record(entry).per_area(process.names.front());
    if (!carbon)
      findings.error(path, "nothing says what an area emits", "direct, or energy and gases");
    else if (const double kg = kg_per_cm2(*carbon); kg < 0.3 || kg > 10)
      findings.error(path, cat(process.names.front(), ": ", number_text(kg, 3), " kgCO2e/cm2"), "0.3 to 10 kgCO2e/cm2");
    if (process.direct && (process.energy || process.gases))
      findings.error(path, "`direct` beside the two that it is the sum of", "one or the others");
  }
}

/// A gigabyte of DRAM: 0.05 kg (ACT, DDR4 of 10 nm) to 0.85 (NVIDIA's HBM3) in footprints of 2022 and later; 0.6 for
/// LPDDR of 2013.
void memories(const EntryView& entry, Findings& findings) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < record(entry).memory.size(); ++i) {
    const MemoryFootprint& memory = record(entry).memory[i];
    const std::string path = cat("memory[", i, "]");
    for (const std::string& type : memory.types)
      if (!seen.insert(type).second) findings.error(path, cat("'", type, "' is the type of two memories"), "once");
    if (const double kg = memory.carbon.base() / (memory.capacity.base() / 1e9); kg < 0.01 || kg > 5)
      findings.error(path, cat(number_text(kg, 3), " kgCO2e/GB"), "0.01 to 5 kgCO2e/GB");
  }
}

void whole(const EntryView& entry, Findings& findings) {
  const Fabrication& f = record(entry);
  if (f.product.has_value() != f.product_silicon.has_value())
    findings.error(f.product ? "product" : "product_silicon", "one of the two says nothing",
                   "the product and the chips in it");
  else if (f.product && (f.product_over_silicon() < 1 || f.product_over_silicon() > 5))
    findings.error("product", cat(number_text(f.product_over_silicon(), 3), " times its chips"), "1 to 5 times");
}

}  // namespace

std::vector<Derived> fabrication_derived() {
  constexpr auto area = "(electricity * energy + gases + materials) / yield, or (direct + materials) / yield";
  constexpr auto memory = "carbon / capacity";
  return {{"area_28nm", "kgCO2e/cm2", "Of a square centimetre of good dies in 28 nm", area,
           [](const EntryView& e) { return per_area(e, "28 nm"); }},
          {"area_14nm", "kgCO2e/cm2", "In 14 nm, TSMC's 16 and 12 nm among them", area,
           [](const EntryView& e) { return per_area(e, "14 nm"); }},
          {"area_7nm", "kgCO2e/cm2", "In 7 nm", area, [](const EntryView& e) { return per_area(e, "7 nm"); }},
          {"area_5nm", "kgCO2e/cm2", "In 5 nm, TSMC's 4N among them", area,
           [](const EntryView& e) { return per_area(e, "5 nm"); }},
          {"area_3nm", "kgCO2e/cm2", "In 3 nm", area, [](const EntryView& e) { return per_area(e, "3 nm"); }},
          {"hbm3", "kgCO2e/GB", "Of a gigabyte of HBM3", memory,
           [](const EntryView& e) { return per_gigabyte(e, "HBM3"); }},
          {"gddr6", "kgCO2e/GB", "Of GDDR6", memory, [](const EntryView& e) { return per_gigabyte(e, "GDDR6"); }},
          {"lpddr5", "kgCO2e/GB", "Of LPDDR5", memory, [](const EntryView& e) { return per_gigabyte(e, "LPDDR5"); }},
          {"whole_over_silicon", "1", "Product with boards, cooling, assembly over its chips",
           "product / product_silicon", whole_over_silicon}};
}

std::vector<Audit> fabrication_audits() {
  return {
      {"areas", "A square centimetre emits 0.3 to 10 kg, is told in one way, and each process has its own name", areas},
      {"memories", "A gigabyte emits 10 g to 5 kg, and each type of memory stands once", memories},
      {"whole-product", "A product emits as much as its chips, and at most five times that", whole}};
}

}  // namespace fleetline::facilities
