#include "fleetline/text.hpp"
#include "probes.hpp"
#include "topology/built_fleet.hpp"

namespace fleetline::conformance {

std::vector<std::unique_ptr<const Fleet>> test_fleets(const std::shared_ptr<const Fabric>& fabric) {
  std::vector<std::unique_ptr<const Fleet>> fleets;
  for (std::uint32_t devices_per_node : {8u, 1u}) {
    const bool node = devices_per_node > 1;
    FleetSpec spec;
    spec.partitions.push_back({.name = Label{"test"}, .hardware = make_test_hardware(), .nodes = 8 / devices_per_node,
                               .devices_per_node = devices_per_node, .node_fabric = node ? fabric : nullptr});
    if (!node) spec.cluster_fabric = fabric;
    fleets.push_back(std::make_unique<BuiltFleet>(std::move(spec)));
  }
  return fleets;
}

namespace {

constexpr std::pair<CollectiveKind, const char*> collectives[] = {
    {CollectiveKind::all_reduce, "all-reduce"},         {CollectiveKind::all_gather, "all-gather"},
    {CollectiveKind::reduce_scatter, "reduce-scatter"}, {CollectiveKind::all_to_all, "all-to-all"},
    {CollectiveKind::broadcast, "broadcast"},           {CollectiveKind::point_to_point, "point-to-point"}};

class FabricProbe final : public Probe {
 public:
  explicit FabricProbe(const std::shared_ptr<const Fabric>& fabric) : fleets_(test_fleets(fabric)) {}

  Readings ask() const override {
    Readings out;
    for (const auto& fleet : fleets_) {
      const std::string where = fleet == fleets_.front() ? "inside a node of 8: " : "between 8 nodes: ";
      out.push_back({where + "vertices", static_cast<double>(fleet->topology()->vertex_count())});
      out.push_back({where + "links", static_cast<double>(fleet->topology()->link_count())});
      for (std::uint32_t size : {2u, 8u}) add_group(out, cat(where, size, " devices "), *fleet, Group{.counts = {size, 1, 1, 1}});
    }
    return out;
  }

 private:
  static void add_group(Readings& out, const std::string& what, const Fleet& fleet, const Group& group) {
    const Profiles profiles = fleet.profiles(group);
    out.push_back({what + "connected", profiles.connected ? 1.0 : 0.0});
    if (!profiles.connected) return;
    for (const auto& [kind, name] : collectives) {
      if (kind == CollectiveKind::point_to_point && group.size() != 2) continue;
      for (double payload : {0.0, 1e3, 1e9}) {
        const Cost cost = fleet.price({.kind = kind, .payload = Bytes(payload)}, group);
        out.push_back({cat(what, name, " of ", number_text(payload), " B: time"), cost.time.base()});
        out.push_back({cat(what, name, " of ", number_text(payload), " B: energy"), cost.dynamic.base()});
      }
    }
  }
  std::vector<std::unique_ptr<const Fleet>> fleets_;
};

}  // namespace

std::unique_ptr<Probe> probe_fabric(const Loaded& loaded, const Box& params) {
  return std::make_unique<FabricProbe>(make_fabric(loaded, params));
}

}  // namespace fleetline::conformance
