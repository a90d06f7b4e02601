// Small fabrics with answers one can work out on paper.
#pragma once

#include <memory>
#include <vector>

#include "topology/built_fleet.hpp"

namespace fleetline::test {

inline Link link(double gigabytes_per_s, double microseconds) {
  return {Bandwidth(gigabytes_per_s * 1e9), Seconds(microseconds * 1e-6), 1, Label("test")};
}

/// The time of sending the payload once at the bottleneck, plus what is inside: enough to see how tiers compose.
class TestFabric : public Fabric {
 public:
  Cost price(const Collective& c, const GroupProfile& group, const Pricer& inner) const override {
    Cost cost{.time = c.payload / group.bottleneck + group.latency, .bound = Bound::network};
    Collective share = c;
    share.payload = c.payload / static_cast<double>(group.units);
    cost += inner.price(share);
    return cost;
  }
};

/// Every endpoint on one switch.
class Star final : public TestFabric {
 public:
  explicit Star(Link cable) : cable_(cable) {}
  void wire(TopologyBuilder& builder) const override {
    const Vertex hub = builder.add(VertexKind::switch_, Label("hub"));
    for (const Vertex v : builder.endpoints()) builder.connect(v, hub, cable_);
  }

 private:
  Link cable_;
};

/// Leaf switches of `nodes` nodes each, and one spine.
class LeafSpine final : public TestFabric {
 public:
  LeafSpine(std::size_t nodes, Link down, Link up) : nodes_(nodes), down_(down), up_(up) {}
  void wire(TopologyBuilder& builder) const override {
    const Vertex spine = builder.add(VertexKind::switch_, Label("spine"));
    Vertex leaf{};
    for (std::size_t n = 0; n < builder.units().size(); ++n) {
      const EndpointUnit& unit = builder.units()[n];
      if (n % nodes_ == 0) builder.connect(leaf = builder.add(VertexKind::switch_, Label("leaf")), spine, up_);
      for (const Vertex v : builder.endpoints().subspan(unit.first, unit.count)) builder.connect(v, leaf, down_);
    }
  }

 private:
  std::size_t nodes_;
  Link down_, up_;
};

/// One network card per host; the devices share it.
class SharedCard final : public TestFabric {
 public:
  SharedCard(Link bus, Link cable) : bus_(bus), cable_(cable) {}
  void wire(TopologyBuilder& builder) const override {
    const Vertex hub = builder.add(VertexKind::switch_, Label("hub"));
    for (const EndpointUnit& unit : builder.units()) {
      const Vertex card = builder.add(VertexKind::nic, Label("card"));
      builder.connect(card, hub, cable_);
      builder.fails_with(unit.host, {&card, 1});
      for (const Vertex v : builder.endpoints().subspan(unit.first, unit.count)) builder.connect(v, card, bus_);
    }
  }

 private:
  Link bus_, cable_;
};

/// Each endpoint cabled to the next.
class Ring final : public TestFabric {
 public:
  explicit Ring(Link cable) : cable_(cable) {}
  void wire(TopologyBuilder& builder) const override {
    const auto v = builder.endpoints();
    for (std::size_t i = 0; i < v.size(); ++i) builder.connect(v[i], v[(i + 1) % v.size()], cable_);
  }

 private:
  Link cable_;
};

inline FleetSpec fleet_spec(std::uint32_t nodes, std::uint32_t devices, std::shared_ptr<const Fabric> node,
                            std::shared_ptr<const Fabric> cluster) {
  FleetSpec spec;
  spec.partitions.push_back({Label("gpus"), nullptr, nodes, devices, std::move(node), {Label("here")}, {}});
  spec.cluster_fabric = std::move(cluster);
  return spec;
}

inline Group group(std::uint32_t start, std::array<std::uint32_t, 4> counts, std::array<std::uint32_t, 4> strides) {
  return {start, counts, strides};
}

}  // namespace fleetline::test
