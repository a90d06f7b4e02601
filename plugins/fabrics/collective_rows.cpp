// Measured collectives as scenarios: which fabric a system has, from its name alone.
#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>

#include "collective.hpp"
#include "fleetline/text.hpp"
#include "model.hpp"

namespace fleetline::fabrics {
namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// First match wins: narrower names stand first. `quiet`: the same links with in-switch reduction turned off.
struct System {
  std::string_view part, hardware, node_fabric, quiet, cluster;
};
constexpr std::array systems{
    System{"V100", "V100_SXM2_32GB", "NVLink2_cube", "NVLink2_cube", "InfiniBand_EDR"},
    System{"p5en", "H200", "NVLink4", "NVLink4_no_SHARP", "EFA_400"},
    System{"H20 ", "H20", "NVLink4", "NVLink4_no_SHARP", "InfiniBand_NDR"},
    System{"H20,", "H20", "NVLink4", "NVLink4_no_SHARP", "InfiniBand_NDR"},
    System{"H800", "H100", "NVLink4_H800", "NVLink4_H800", "InfiniBand_NDR"},
    System{"H100 PCIe", "H100_PCIe_80GB", "PCIe5", "PCIe5", "InfiniBand_NDR"},
    System{"H100", "H100", "NVLink4", "NVLink4_no_SHARP", "InfiniBand_NDR"},
    System{"H200", "H200", "NVLink4", "NVLink4_no_SHARP", "InfiniBand_NDR"},
    System{"GB200", "GB200", "NVLink5", "NVLink5_no_SHARP", "InfiniBand_NDR"},
    System{"B200", "B200", "NVLink5", "NVLink5_no_SHARP", "InfiniBand_NDR"},
    System{"A100 PCIe", "A100_PCIe_80GB", "PCIe4", "PCIe4", "InfiniBand_HDR"},
    System{"a100_pcie", "A100_PCIe_80GB", "PCIe4", "PCIe4", "InfiniBand_HDR"},
    System{"A100", "A100", "NVLink3", "NVLink3", "InfiniBand_HDR"}};

const System* system_of(std::string_view text) {
  const auto at = std::find_if(systems.begin(), systems.end(), [&](const System& s) { return contains(text, s.part); });
  return at == systems.end() ? nullptr : &*at;
}

/// nccl-tests write all_gather, others AllGather or alltoall.
std::string_view kind_of(std::string_view text) {
  std::string plain;
  for (char c : text)
    if (std::isalpha(static_cast<unsigned char>(c))) plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (plain == "allreduce" || plain == "allreducepeak" || plain == "allreduceaverage") return "all_reduce";
  if (plain == "allgather") return "all_gather";
  if (plain == "reducescatter") return "reduce_scatter";
  if (plain == "alltoall") return "all_to_all";
  if (plain == "broadcast") return "broadcast";
  return {};
}

CollectiveKind code_of(std::string_view kind) {
  if (kind == "all_gather") return CollectiveKind::all_gather;
  if (kind == "reduce_scatter") return CollectiveKind::reduce_scatter;
  if (kind == "all_to_all") return CollectiveKind::all_to_all;
  if (kind == "broadcast") return CollectiveKind::broadcast;
  return CollectiveKind::all_reduce;
}

/// How the row's figure follows from seconds: microseconds, or bandwidth on the bus or of the payload.
bool convert(Translation& t, std::string_view unit, std::string_view kind, double n, double payload) {
  t.unit = unit;
  const double volume = ring_volume(code_of(kind), n);
  if (unit == "us") return t.scale = 1e6, true;
  if (unit == "ms") return t.scale = 1e3, true;
  t.inverse = true;
  if (unit == "GB/s" || unit == "GB/s busbw") return t.scale = payload * volume / 1e9, true;
  if (unit == "Gb/s busbw") return t.scale = payload * volume * 8 / 1e9, true;
  if (unit == "GB/s algbw") return t.scale = payload / 1e9, true;
  return false;
}

std::string scenario_of(const System& system, bool quiet, std::string_view kind, double n, double payload) {
  const double per_node = std::min(n, 8.0), nodes = std::max(1.0, n / 8);
  return cat("name = \"", kind, "\"\n[fleet]\nhardware = \"", system.hardware, "\"\ndevices_per_node = ", exact_text(nodes > 1 ? 8.0 : std::max(per_node, 8.0)),
             "\nnodes = ", exact_text(std::ceil(nodes)), "\nnode_fabric = \"", quiet ? system.quiet : system.node_fabric, "\"\nfabric = \"", system.cluster,
             "\"\n[solve.collective]\nkind = \"", kind, "\"\ndevices = ", exact_text(n), "\npayload = \"", exact_text(payload), " B\"\n");
}

Translation translate(const MeasuredRow& row) {
  Translation t;
  const std::string where = cat(row["system"], " ", row["source"]);
  const std::string_view kind = kind_of(row["collective"]);
  const auto n = row.number("n_gpu"), payload = row.number("message_bytes"), value = row.number("value");
  const System* system = system_of(where);
  t.name = kind.empty() ? std::string(row["collective"]) : std::string(kind);
  if (kind.empty()) t.skipped = "not a collective of a whole group (a constant, a copy, or a library's own kernel)";
  else if (!n || *n < 2) t.skipped = "the number of devices is not given";
  else if (!payload || *payload <= 0) t.skipped = "the message size is not given";
  else if (!value) t.skipped = "no figure";
  else if (!system) t.skipped = "a device whose links the registry does not hold";
  else if (!convert(t, row["unit"], kind, *n, *payload)) t.skipped = cat("a unit without a rule: ", row["unit"]);
  if (!t.skipped.empty()) return t;
  const bool quiet = contains(where, "NVLS_ENABLE=0") || contains(where, "ring") || contains(where, "Ring");
  t.scenario = scenario_of(*system, quiet, kind, *n, *payload);
  t.metric = "collective.time";
  t.measured = *value;
  t.stack = std::string(quiet ? system->quiet : system->node_fabric);
  t.configuration = cat(t.stack, " ", kind, " ", exact_text(*n), " ", exact_text(*payload));
  return t;
}

}  // namespace

Validation collective_validation() {
  return {.name = "collectives", .summary = "nccl-tests and the like: one collective, nothing beside it", .translate = translate};
}

}  // namespace fleetline::fabrics
