#include "systems.hpp"

#include <algorithm>
#include <regex>

#include "fleetline/sdk/row_rules.hpp"

namespace fleetline::fabrics {
namespace {

/// The number in front of `what` ("4 nodes": 4), or `otherwise`.
std::int64_t number_before(const std::string& text, const char* what, std::int64_t otherwise) {
  std::string pattern(R"((\d+)\s*x?\s*)");
  pattern += what;
  std::smatch found;
  return std::regex_search(text, found, std::regex(pattern)) ? std::stoll(found[1]) : otherwise;
}

struct Device {
  const char *pattern, *hardware, *node_fabric, *cluster_fabric;
  double issue_us;  // of a virtual machine or an older driver; see README, "Pace of the host"
};

// First match wins: narrower names stand first.
constexpr Device devices[] = {
    {"b60", nullptr, nullptr, nullptr, 0},
    {"gb200|gb300", "GB200_186GB", "NVLink5", "InfiniBand_NDR", 8},
    {"b200|b300|sm100|blackwell", "B200", "NVLink5_HGX", "InfiniBand_NDR", 8},
    {"h200", "H200_SXM_141GB", "NVLink4", "InfiniBand_NDR", 8},
    {"h20\\b", "H20_96GB", "NVLink4", "InfiniBand_NDR", 8},
    {"h800", "H100", "NVLink4_H800", "InfiniBand_NDR", 8},
    {"h100|sm90|hopper", "H100", "NVLink4", "InfiniBand_NDR", 8},
    {"a800", "A100", "NVLink3_A800", "InfiniBand_HDR", 42},
    {"a100", "A100", "NVLink3", "InfiniBand_HDR", 42},
    {"v100", "V100_SXM2_32GB", "NVLink2_cube", "InfiniBand_EDR", 20},
    {"l40s?\\b|rtx|a10\\b|a30\\b|a6000|t4\\b", "A100", "PCIe4", "Ethernet_100", 20},
};

struct Shared {
  std::string_view fabric, library;
};

/// Fabrics whose links are those of another: one record of constants for both.
constexpr Shared shared[] = {{"NVLink2_cube", "NVLink2"},         {"NVLink3_A800", "NVLink3"},           {"NVLink4_H800", "NVLink4"},
                             {"NVLink4_no_SHARP", "NVLink4"},     {"NVLink5_no_SHARP", "NVLink5"},       {"NVLink5_HGX", "NVLink5"},           {"InfiniBand_HDR_4", "InfiniBand_HDR"},
                             {"InfiniBand_NDR_4", "InfiniBand_NDR"}, {"RoCE_400", "RoCE_200"}};

}  // namespace

std::string System::library() const {
  const std::string_view own = nodes > 1 ? fabric : node_fabric;
  const auto other = std::find_if(std::begin(shared), std::end(shared), [&](const Shared& s) { return s.fabric == own; });
  std::string name = "nccl_";
  name += other != std::end(shared) ? other->library : own;
  return name;
}

System system_of(std::string_view system, std::string_view source, std::int64_t ranks) {
  System out;
  const std::string text = sdk::lower_case(system), all = text + " " + sdk::lower_case(source);
  const Device* device = nullptr;
  for (const Device& d : devices)
    if (std::regex_search(text, std::regex(d.pattern))) {
      device = &d;
      break;
    }
  if (device == nullptr || device->hardware == nullptr) {
    out.skipped = "no fabric of this kind of device is in the registry, or the system is not named";
    return out;
  }
  out.hardware = device->hardware;
  out.node_fabric = device->node_fabric;
  out.fabric = device->cluster_fabric;
  if (std::regex_search(text, std::regex("pcie"))) out.node_fabric = std::regex_search(text, std::regex("h100|h200|b200|pcie5|rtx pro")) ? "PCIe5" : "PCIe4";
  if (std::regex_search(text, std::regex("nvl\\b"))) out.node_fabric = "PCIe5";

  // "4 nodes x 8 H200", "nodes" alone with a number of ranks, or one node.
  std::smatch found;
  if (std::regex_search(text, found, std::regex(R"((\d+)\s*nodes?\s*x\s*(\d+))"))) {
    out.nodes = std::stoll(found[1]);
    out.devices_per_node = std::stoll(found[2]);
  } else {
    out.nodes = number_before(text, "nodes", 1);
    if (out.nodes == 1 && ranks > 8) out.nodes = (ranks + 7) / 8;
    if (std::regex_search(text, found, std::regex(R"(ep\s*(\d+)x(\d+))"))) out.nodes = std::stoll(found[2]);
  }
  if (std::regex_search(text, std::regex("nvl72"))) {
    out.nodes = 1;
    out.devices_per_node = 72;
  }
  if (std::regex_search(all, std::regex("efa|p5en|p5\\b"))) out.fabric = "EFA_400";
  if (std::regex_search(all, std::regex("p4d"))) out.fabric = "EFA_100";
  if (std::regex_search(all, std::regex("roce"))) out.fabric = "RoCE_400";
  if (std::regex_search(all, std::regex("100\\s*g(b|bit)/s"))) out.fabric = "InfiniBand_EDR";
  if (std::regex_search(all, std::regex("4x\\s*hdr"))) out.fabric = "InfiniBand_HDR_4";
  if (std::regex_search(all, std::regex("4x\\s*(cx7|ndr|connectx-7)"))) out.fabric = "InfiniBand_NDR_4";

  const bool without_switches = std::regex_search(all, std::regex("nvls_enable\\s*=\\s*0|\\bring\\b"));
  if (without_switches && out.node_fabric == "NVLink4") out.node_fabric = "NVLink4_no_SHARP";
  if (without_switches && (out.node_fabric == "NVLink5" || out.node_fabric == "NVLink5_HGX")) out.node_fabric = "NVLink5_no_SHARP";
  // In a virtual machine, or from PyTorch, issuing one takes longer than the device takes for a small one.
  const bool slow_host = std::regex_search(all, std::regex("azure|aws|gcp|oci\\b|\\bnd |p4d|p5|torch|all_reduce_bench"));
  out.issue_us = slow_host ? 40 : device->issue_us;
  if (std::regex_search(all, std::regex("graph"))) out.issue_us = 0;
  return out;
}

}  // namespace fleetline::fabrics
