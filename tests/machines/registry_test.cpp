// Every node, switch, fabric and fleet of the registry: sources, and figures that can be built.
#include <gtest/gtest.h>

#include <set>

#include "catalog/figures.hpp"
#include "catalog/registry.hpp"
#include "fleetline/sdk/records/node.hpp"
#include "fleetline/sdk/records/switch.hpp"

namespace fleetline::test {
namespace {

Registry& registry() {
  static Registry registry({FLEETLINE_REGISTRY_SOURCE});
  return registry;
}

const Value& root_of(const char* folder, const std::string& name) {
  Problems problems;
  const RegistryEntry* found = registry().find(folder, name, {}, "use", problems);
  problems.raise();
  return found->root;
}

template <class Record>
Record read(const char* folder, const std::string& name) {
  Record record;
  Table table = *root_of(folder, name).table();
  for (const char* key : {"kind", "title", "summary"}) table.erase(key);
  Problems problems;
  ReadContext context{problems, nullptr, folder};
  Record::schema().read(&record, table, root_of(folder, name).where, context);
  problems.raise();
  return record;
}

template <class Visit>
void each_node(const Visit& visit) {
  for (const std::string& name : registry().names("nodes")) {
    SCOPED_TRACE(name);
    visit(name, read<Node>("nodes", name));
  }
}

// How many there are, how cables run, and when it came out need none.
TEST(MachineEntries, EveryFigureHasASourceAndADate) {
  const std::set<std::string> known{".devices_per_node", ".released", ".summary", ".form", ".largest", ".nodes", ".fabric.largest", ".fabric.nodes_per_rack"};
  for (const char* folder : {"nodes", "switches", "fabrics", "fleets"})
    for (const std::string& name : registry().names(folder)) {
      SCOPED_TRACE(std::string(folder) + "/" + name);
      each_figure(root_of(folder, name), "", [&](const std::string& path, const Value& value) {
        if (value.provenance != nullptr || (!known.contains(path) && path.find(".cables[") != 0)) expect_source(path, value);
      });
    }
}

// A lane of HDR to three adapters of 800 Gbit/s for each accelerator; a Pod's hosts have their links in the fabric.
TEST(MachineEntries, NetworksOfNodesAreGivenInOneDirection) {
  each_node([](const std::string&, const Node& node) {
    EXPECT_EQ(node.adapters.has_value(), node.adapter_bandwidth.has_value());
    if (!node.adapters) return;
    const double each = node.adapter_bandwidth->base() * 8e-9 * double(*node.adapters) / double(node.devices_per_node);  // Gbit/s
    EXPECT_GE(each, 3);
    EXPECT_LE(each, 800);
  });
}

// PCI Express 3.0 to NVLink-C2C.
TEST(MachineEntries, TheWayToMainMemoryIsOneOfThoseThatAreBuilt) {
  each_node([](const std::string&, const Node& node) {
    if (!node.host_bandwidth) return;
    EXPECT_GE(node.host_bandwidth->base(), 15e9);
    EXPECT_LE(node.host_bandwidth->base(), 450e9);
  });
}

TEST(MachineEntries, ANodeDrawsWhatItsAcceleratorsAndHostCan) {
  each_node([](const std::string&, const Node& node) {
    if (!node.rated_power) return;
    const double each = node.rated_power->base() / double(node.devices_per_node);
    EXPECT_GE(each, 400);
    EXPECT_LE(each, 2000);
  });
}

TEST(MachineEntries, ANodeCostsWhatAcceleratorsDo) {
  each_node([](const std::string&, const Node& node) {
    if (!node.price) return;
    const double each = node.price->base() / double(node.devices_per_node);
    EXPECT_GE(each, 5e3);
    EXPECT_LE(each, 7e4);
  });
}

TEST(MachineEntries, SwitchesCarryWhatTheirChipsDo) {
  for (const std::string& name : registry().names("switches")) {
    SCOPED_TRACE(name);
    const Switch s = read<Switch>("switches", name);
    const double terabits = s.bandwidth().base() * 8e-12;
    EXPECT_GE(terabits, 3);     // NVSwitch of 2018, Omni-Path
    EXPECT_LE(terabits, 250);   // a chassis
    if (s.power_typical && s.power_maximum) { EXPECT_LT(*s.power_typical, *s.power_maximum); }
    if (s.power_maximum) { EXPECT_LE(s.power_maximum->base() / terabits, 120); }  // W per Tbit/s
    EXPECT_EQ(s.ports_of(s.port_bandwidth), s.ports);
    EXPECT_EQ(s.ports_of(s.port_bandwidth / 2), 2 * s.ports);
    EXPECT_EQ(s.ports_of(s.port_bandwidth * 2), 0);
  }
}

/// What an entry says, with or without a source: { value = ... }.
const Value& said(const Value& value) {
  const Value* inner = value.table() != nullptr ? value.table()->find("value") : nullptr;
  return inner != nullptr ? *inner : value;
}
const Value& at(const Value& entry, const char* key) { return *entry.table()->find(key); }

/// Of the accelerators of `nodes` nodes, TFLOP/s.
double peak_of(const Value& fleet_or_partition, const char* format) {
  const Value& node = root_of("nodes", *said(at(fleet_or_partition, "node")).text());
  const Value& hardware = root_of("hardware", *said(at(node, "hardware")).text());
  const double each = std::stod(*said(at(at(hardware, "peak"), format)).text());  // entries are in TFLOP/s
  return each * double(*said(at(fleet_or_partition, "nodes")).integer()) * double(*said(at(node, "devices_per_node")).integer());
}

// NERSC: GPUs of Perlmutter 140 PFLOP/s on tensor cores in fp64, both partitions. ABCI 3.0: 6.22 EFLOP/s in half precision, processors included.
TEST(MachineEntries, MachinesHaveThePeakThatIsPublished) {
  double perlmutter = 0;
  for (const Value& partition : *at(root_of("fleets", "Perlmutter"), "partition").array()) perlmutter += peak_of(partition, "fp64");
  EXPECT_NEAR(perlmutter / 140e3, 1, 0.005);
  EXPECT_NEAR(peak_of(root_of("fleets", "ABCI_3"), "fp16") / 6.22e6, 1, 0.03);
}

TEST(MachineEntries, EveryAliasLeadsToAnEntry) {
  for (const char* folder : {"nodes", "switches", "fabrics", "fleets"})
    for (const auto& [alias, name] : registry().aliases(folder)) {
      Problems problems;
      EXPECT_NE(registry().find(folder, alias, {}, "use", problems), nullptr) << folder << ": " << alias << " -> " << name;
    }
}

TEST(MachineEntries, WhatPeopleAskForIsThere) {
  const std::pair<const char*, std::vector<const char*>> wanted[] = {
      {"nodes", {"DGX-1", "DGX-2", "DGX_A100_40GB", "DGX_A100", "DGX_H100", "DGX_H200", "DGX_B200", "DGX_B300", "GB200_NVL72", "GB300_NVL72", "GH200_NVL32", "Cray_EX235a",
                 "MI300X_platform", "MI325X_platform", "MI355X_platform", "HLS-2", "HLS-3", "Aurora_node", "TPUv4_host", "TPUv5e_host", "TPUv5p_host", "TPUv6e_host", "TPU7x_host",
                 "trn1.32xlarge", "trn2.48xlarge", "p3.16xlarge", "p4d.24xlarge", "p4de.24xlarge", "p5.48xlarge", "p5e.48xlarge", "p5en.48xlarge", "p6-b200.48xlarge", "g6.48xlarge",
                 "ND_A100_v4", "ND_H100_v5", "ND_MI300X_v5", "a2-highgpu-8g", "a3-highgpu-8g", "a3-megagpu-8g", "a3-ultragpu-8g", "a4-highgpu-8g", "BM.GPU.H100.8",
                 "HGX_H100_Dual_EPYC_9654", "Kempner_H100_4GPU", "MacBookPro_M3Max"}},
      {"fabrics", {"NVLink1_cube", "NVLink2", "NVLink2_cube", "NVLink3", "NVLink4", "NVLink5", "PCIe3", "PCIe4", "PCIe5", "PCIe6", "xGMI_MI250X", "xGMI_MI300X", "Gaudi2_mesh", "Gaudi3_mesh",
                   "ICI_v4", "ICI_v5e", "ICI_v5p", "ICI_v6e", "NeuronLink2", "NeuronLink3", "InfiniBand_EDR", "InfiniBand_HDR", "InfiniBand_NDR", "InfiniBand_XDR", "InfiniBand_GXDR",
                   "RoCE_100G", "RoCE_200", "RoCE_400", "RoCE_800", "EFAv1", "EFAv2", "EFAv3", "Slingshot_11", "Slingshot_dragonfly", "Omni-Path", "Spectrum-X", "Ethernet_10G", "Ethernet_25", "Ethernet_100G",
                   "Ethernet_400G", "Ethernet_800G", "Ethernet_1P6T"}},
      {"switches", {"QM8700", "QM9700", "Q3400", "SN4600", "SN5600", "7060X5", "Arista-7800R3", "Tomahawk3", "Tomahawk4", "Tomahawk5", "Tomahawk6", "Rosetta", "NVSwitch1", "NVSwitch2",
                    "NVSwitch3", "NVSwitch4"}},
      {"fleets", {"Lab_64_H100", "Research_256", "Kempner_384_H100", "Training_512_H100", "Training_1K_A100", "Training_1K", "Production_2K", "Frontier_8K", "Training_10K",
                  "Reference_25K_H100", "Mega_100K", "TPUv4_4096", "Llama3_24K_RoCE", "Llama3_24K_IB", "Eos", "Selene", "JeanZay_A100", "JeanZay_H100", "RSC-1", "RSC-2", "Frontier", "Aurora",
                  "LUMI", "Perlmutter", "Leonardo", "El_Capitan", "MareNostrum5", "Alps", "JUPITER", "Colossus", "Isambard-AI", "DeepSeek_2K", "ABCI_3", "MegaScale_12K", "Eagle"}}};
  for (const auto& [folder, names] : wanted)
    for (const char* name : names) {
      Problems problems;
      EXPECT_NE(registry().find(folder, name, {}, "use", problems), nullptr) << folder << "/" << name;
    }
}

}  // namespace
}  // namespace fleetline::test
