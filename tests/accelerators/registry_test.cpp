// Every device of registry/hardware, read as the program reads it: sources, completeness, and figures that physics
// allows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "accelerators/datasheet.hpp"
#include "catalog/folders.hpp"
#include "catalog/registry.hpp"
#include "../catalog/figures.hpp"
#include "fleetline/units.hpp"

namespace fleetline::accelerators {
namespace {

using test::each_figure;

struct Device {
  std::string name, title;
  Value root;
  DatasheetParams params;

  double rate(std::string_view format) const {
    for (const auto& [name, rate] : params.peak)
      if (name == format) return rate.base();
    return 0;
  }
  /// The rate of 16-bit arithmetic, or of what comes nearest.
  double rate16() const {
    for (std::string_view format : {"bf16", "fp16", "int8", "fp32"})
      if (double found = rate(format)) return found;
    return 0;
  }
  bool is(std::string_view architecture) const { return params.architecture.rfind(architecture, 0) == 0; }
  bool ddr() const { return params.memory_type.rfind("DDR", 0) == 0; }  // TPU v1: 92 TOP/s, 34 GB/s
  bool dram() const { return params.memory_type != "SRAM" && !ddr(); }
};

Registry& registry() {
  static Registry registry({FLEETLINE_REGISTRY_SOURCE});
  return registry;
}

Device read(const std::string& name) {
  Problems problems;
  const RegistryEntry* found = registry().find("hardware", name, {}, "hardware.use", problems);
  problems.raise();
  Device device{.name = name, .title = *found->root.table()->find("title")->text(), .root = found->root, .params = {}};
  Table table = *found->root.table();
  for (std::string_view key : entry_keys) table.erase(key);
  ReadContext context{problems, nullptr, "hardware"};
  DatasheetParams::schema().read(&device.params, table, found->root.where, context);
  problems.raise();
  return device;
}

const std::vector<Device>& devices() {
  static const auto all = [] {
    std::vector<Device> out;
    for (const std::string& name : registry().names("hardware")) out.push_back(read(name));
    return out;
  }();
  return all;
}

double base(const std::string& text) { return parse_measure(text).value.value_or(Measure{NAN, {}}).base; }

void expect_ratio(double above, double below, double expected, double tolerance, const char* what) {
  if (above > 0 && below > 0) { EXPECT_NEAR(above / below / expected, 1, tolerance) << what; }
}
void expect_between(double value, double low, double high, const char* what) {
  EXPECT_GE(value, low) << what;
  EXPECT_LE(value, high) << what;
}

TEST(Devices, EveryFigureHasASourceAndADate) {
  for (const Device& device : devices()) {
    SCOPED_TRACE(device.name);
    each_figure(device.root, "", test::expect_source);
  }
}

TEST(Devices, RangesHoldTheirValues) {
  for (const Device& device : devices()) {
    SCOPED_TRACE(device.name);
    each_figure(device.root, "", [&](const std::string& path, const Value& value) {
      if (!value.provenance || !value.text()) return;
      const double middle = base(*value.text());
      if (!value.provenance->low.empty()) { EXPECT_LT(base(value.provenance->low), middle * 1.0001) << path; }
      if (!value.provenance->high.empty()) { EXPECT_GT(base(value.provenance->high), middle * 0.9999) << path; }
    });
  }
}

// GB of a data sheet that are GiB on the device differ by 7.4 %; what error correction and spares take is up to 6.3 %
// (24 GiB of GDDR6 with error correction: 23,028 MiB).
TEST(Devices, TheDriverShowsTheMemoryThatIsGiven) {
  for (const Device& device : devices()) {
    const Value& memory = *device.root.table()->find("memory");
    if (memory.provenance->low.find("MiB") == std::string::npos) continue;
    expect_between(base(memory.provenance->low) / base(*memory.text()), 0.935, 1.0001, device.name.c_str());
  }
}

TEST(Devices, TheRidgeLiesWhereDevicesAreBuilt) {
  for (const Device& device : devices())
    expect_between(device.rate16() / device.params.memory_bandwidth.base(), 0.3, device.ddr() ? 3000 : 1000,
                   device.name.c_str());  // FLOP/B
}

TEST(Devices, NarrowerFormatsAreNoSlower) {
  for (const Device& device : devices()) {
    SCOPED_TRACE(device.name);
    const auto ordered = {"fp64", "fp32", "tf32", "fp16", "fp8", "fp4"};
    double before = 0;
    for (const char* format : ordered)
      if (double rate = device.rate(format)) {
        EXPECT_GE(rate, 0.999 * before) << format;
        before = rate;
      }
    if (device.rate("fp8") > 0 && device.name != "Gaudi3_128GB") {
      EXPECT_LE(device.rate("fp8"), 4.1 * device.rate16());
    }
    if (device.rate("int8") > 0 && device.rate("int4") > 0) {
      EXPECT_LE(device.rate("int4"), 2.1 * device.rate("int8"));
    }
  }
}

// A rate with sparsity among dense ones shows as a factor of two against its neighbours.
TEST(Devices, NvidiaTensorCoresDoubleWithEachHalvingOfWidth) {
  for (const Device& device : devices()) {
    if (device.params.vendor != "NVIDIA") continue;
    SCOPED_TRACE(device.name);
    expect_ratio(device.rate("bf16"), device.rate("fp16"), 1, 0.001, "bf16");
    if (device.is("Ada") || device.is("Hopper") || device.is("Blackwell"))
      expect_ratio(device.rate("fp8"), device.rate("fp16"), 2, 0.03, "fp8 / fp16");
    const bool geforce = device.title.find("GeForce") != std::string::npos;
    if (geforce) {
      expect_ratio(device.rate("fp16"), device.rate("fp32"), device.is("Turing") ? 4 : 2, 0.03,
                   "fp16 with fp32 accumulation / fp32");
      expect_ratio(device.rate("int8"), device.rate("fp16"), 4, 0.03, "int8 / fp16");
    } else if (device.is("Ampere") || device.is("Ada") || device.is("Hopper")) {
      expect_ratio(device.rate("fp16"), device.rate("tf32"), 2, 0.03, "fp16 / tf32");
      expect_ratio(device.rate("int8"), device.rate("fp16"), 2, 0.03, "int8 / fp16");
    } else if (device.is("Blackwell Ultra")) {  // int8 was cut to a fifteenth of fp16
      EXPECT_LT(device.rate("int8"), 0.1 * device.rate("fp16"));
    }
  }
}

TEST(Devices, StructuredSparsityAtMostDoublesTheDenseRate) {
  for (const Device& device : devices()) {
    for (const auto& [format, rate] : device.params.peak) {
      const std::size_t suffix = format.find(" 2:4");
      if (suffix == std::string::npos) continue;
      expect_between(rate.base() / device.rate(format.substr(0, suffix)), 1.2, 2.03,
                     (device.name + ": " + format).c_str());
    }
  }
}

TEST(Devices, LinksAreGivenInOneDirection) {
  const std::pair<const char*, double> limits[] = {
      {"Volta", 150e9}, {"Ampere", 300e9}, {"Hopper", 450e9}, {"Blackwell", 900e9}};
  for (const Device& device : devices()) {
    if (!device.params.link_bandwidth) continue;
    SCOPED_TRACE(device.name);
    EXPECT_LT(*device.params.link_bandwidth, 0.3 * device.params.memory_bandwidth);
    for (const auto& [architecture, limit] : limits)
      if (device.params.vendor == "NVIDIA" && device.is(architecture)) {
        EXPECT_LE(device.params.link_bandwidth->base(), limit);
      }
  }
}

TEST(Devices, PowerBuysWhatItBuysElsewhere) {
  for (const Device& device : devices()) {
    SCOPED_TRACE(device.name);
    const DatasheetParams& p = device.params;
    if (p.peak_power) {
      const double watts = p.peak_power->base();
      if (device.dram()) expect_between(p.memory_bandwidth.base() / watts / 1e9, 1, 12, "GB/s per W");
      expect_between(device.rate16() / watts / 1e9, 5, 6000, "GFLOP/s per W");
    }
    if (p.peak_power && p.idle_power) { EXPECT_LT(*p.idle_power, 0.5 * *p.peak_power); }
    if (p.price) expect_between(p.price->base() / (device.rate16() / 1e12), 2, 500, "$ per TFLOP/s");
    // Transistors per mm2: 14 million (TPU v3) to 25 in 16 nm, 125 million in 5 nm.
    if (p.die_area && p.transistors)
      expect_between(*p.transistors / (p.die_area->base() * 1e6) / 1e6, 14, 200, "million per mm2");
    if (p.released) expect_between(static_cast<double>(*p.released), 2015, 2026, "released");
  }
}

TEST(Devices, EveryAliasLeadsToAnEntry) {
  for (const auto& [alias, name] : registry().aliases("hardware")) {
    Problems problems;
    EXPECT_NE(registry().find("hardware", alias, {}, "hardware.use", problems), nullptr) << alias;
  }
}

TEST(Devices, WhatPeopleAskForIsThere) {
  std::istringstream wanted(
      "V100 V100_SXM3_32GB V100_PCIe_32GB A100 A100_SXM4_40GB A100_PCIe_40GB A100_PCIe_80GB A30 A10 A40 T4 "
      "P100 H100 H100-PCIe H100-NVL H800 A800 H20 H200 H200-NVL GH200 B100 B200 GB200 B300 GB300 L4 L40 "
      "L40S RTX_PRO_6000 MI250 MI250X MI300X MI300A MI325X MI350X MI355X Gaudi2 Gaudi3 PVC TPUv4 TPUv5e "
      "TPUv5p TPUv6e TPU7x Trainium1 Trainium2 Inferentia2 WSE-3 Groq M1 M2_Max M3_Max M4_Max Jetson_Nano "
      "Jetson_Xavier_NX Jetson_Orin_Nano Jetson_Orin_NX Jetson_AGX_Orin Jetson_Thor A17_Pro RaspberryPi4 "
      "RaspberryPi5 nRF52840 STM32L4R5 STM32H7A3 STM32U575 ESP32-S3");
  for (std::string name; wanted >> name;) {
    Problems problems;
    EXPECT_NE(registry().find("hardware", name, {}, "hardware.use", problems), nullptr) << name;
  }
}

}  // namespace
}  // namespace fleetline::accelerators
