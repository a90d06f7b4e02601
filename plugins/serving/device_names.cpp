// Devices by their many names, and the families that share kernels.
#include <cstdlib>
#include <string>

#include "names.hpp"
#include "words.hpp"

namespace fleetline::serving {
namespace {

struct Device {
  std::string_view part, second, name, family;
};

// All parts of a row must occur; the first row that fits counts.
constexpr Device devices[] = {
    {"gb200", "", "GB200_186GB", "blackwell"},
    {"gb300", "", "B300_288GB", "blackwell"},
    {"b300", "", "B300_288GB", "blackwell"},
    {"b200", "", "B200_SXM_180GB", "blackwell"},
    {"gh200", "144gb", "GH200_144GB", "hopper"},
    {"gh200", "", "GH200_96GB", "hopper"},
    {"h200", "", "H200_SXM_141GB", "hopper"},
    {"h100", "nvl", "H100_NVL_94GB", "hopper"},
    {"h100", "pcie", "H100_PCIe_80GB", "hopper"},
    {"h100", "", "H100_SXM5_80GB", "hopper"},
    {"h20", "", "H20_96GB", "hopper"},
    {"a100", "pcie", "A100_PCIe_80GB", "ampere"},
    {"a100", "40gb", "A100_SXM4_40GB", "ampere"},
    {"a100", "", "A100_SXM4_80GB", "ampere"},
    {"l40s", "", "L40S_48GB", "ada"},
    {"l4", "", "L4_24GB", "ada"},
    {"a6000", "", "RTX_A6000", "ga102"},
    {"a40", "", "A40_48GB", "ga102"},
    {"a10", "", "A10_24GB", "ga102"},
    {"6000 ada", "", "RTX_6000_Ada", "ada"},
    {"5000 ada", "", "RTX_5000_Ada", "ada"},
    {"4000 ada", "", "RTX_4000_Ada", "ada"},
    {"pro 6000", "", "RTX_PRO_6000", "blackwell"},
    {"pro6000", "", "RTX_PRO_6000", "blackwell"},
    {"6000 pro", "", "RTX_PRO_6000", "blackwell"},
    {"5090", "", "RTX_5090", "ada"},
    {"4090", "", "RTX_4090", "ada"},
    {"4080", "", "RTX_4080", "ada"},
    {"4070 ti", "", "RTX_4070_Ti", "ada"},
    {"3090", "ti", "RTX_3090_Ti", "ga102"},
    {"3090", "", "RTX_3090", "ga102"},
    {"3080 ti", "", "RTX_3080_Ti", "ga102"},
    {"3080", "", "RTX_3080", "ga102"},
    {"3070", "", "RTX_3070", "ga102"},
    {"mi300", "", "MI300X_192GB", "cdna3"},
    {"mi250", "", "MI250_128GB", "cdna2"},
    {"gaudi", "", "Gaudi2_96GB", "gaudi"},
    {"pvc", "", "Max_1550_128GB", "xe"},
    {"max 1550", "", "Max_1550_128GB", "xe"},
    {"arc pro", "", "Arc_Pro_B60", "xe"},
    {"sn40l", "", "SN40L", "sn40l"},
    {"spark", "", "GB10_128GB", "blackwell"},
    {"orin", "", "Jetson_AGX_Orin_64GB", "ga102"},
    {"m1 max", "", "M1_Max", "apple"},
    {"m2 ultra", "", "M2_Ultra", "apple"},
    {"m3 max", "", "M3_Max", "apple"},
};

}  // namespace

Named_ hardware_named(std::string_view gpu) {
  const std::string text = lower_case(gpu);
  if (text.empty()) return {"", "the accelerator is not stated"};
  if (contains(text, " + ")) return {"", "accelerators of two kinds in one replica"};
  for (const Device& d : devices)
    if (contains(text, d.part) && contains(text, d.second)) return {std::string(d.name), ""};
  return {"", "no data sheet is registered for this accelerator"};
}

std::string family_of(std::string_view hardware) {
  for (const Device& d : devices)
    if (d.name == hardware) return std::string(d.family);
  return "";
}

std::string fabric_of(std::string_view hardware) {
  const std::string family = family_of(hardware);
  if (contains(hardware, "PCIe")) return family == "ampere" ? "PCIe4" : "PCIe5";
  if (hardware.starts_with("GH200")) return hardware == "GH200_144GB" ? "NVLink4_NVL32" : "NVLink4_quad";
  if (family == "hopper") return "NVLink4";
  if (family == "ampere") return "NVLink3";
  if (family == "blackwell" && (contains(hardware, "RTX") || contains(hardware, "GB10"))) return "PCIe5";
  if (family == "blackwell") return hardware.starts_with("GB") ? "NVLink5" : "NVLink5_HGX";
  if (family == "cdna3") return "xGMI_MI300X";
  if (family == "cdna2") return "xGMI_MI250X";
  if (family == "gaudi") return "Gaudi2_mesh";
  if (family == "xe") return contains(hardware, "Max") ? "XeLink" : "PCIe4";  // Arc Pro B60: eight lanes of PCI Express 5
  if (family == "sn40l") return "NVLink3";  // what joins eight of them is in no entry
  return "PCIe4";
}

double devices_of_node(std::string_view hardware) {
  if (hardware.starts_with("GH200")) return hardware == "GH200_144GB" ? 32 : 4;
  return hardware.starts_with("GB200") || hardware.starts_with("GB300") ? 72 : 8;
}

}  // namespace fleetline::serving
