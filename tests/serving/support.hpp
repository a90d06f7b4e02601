// What the serving tests stand on: one model, devices with round numbers, and fleets that are not wired.
#pragma once

#include <cstdint>
#include <span>

#include "accelerators/datasheet.hpp"
#include "fleetline/topology.hpp"
#include "serving/solver.hpp"
#include "transformer/transformer.hpp"

namespace fleetline::serving {

/// Llama-3-8B.
inline workloads::transformer::Transformer llama(int max_context = 8192) {
  workloads::transformer::Transformer::Params p;
  p.layers = 32, p.hidden = 4096, p.heads = 32, p.kv_heads = 8, p.ffn = 14336, p.vocabulary = 128256,
  p.max_context = max_context;
  return workloads::transformer::Transformer(p);
}

/// 1 PFLOP/s in bf16 and twice that in fp8; 100 W idle, 700 W at most.
inline accelerators::Datasheet device(double gigabytes = 80, double bytes_per_s = 3e12) {
  accelerators::DatasheetParams p;
  p.memory = Bytes(gigabytes * 1e9);
  p.memory_bandwidth = Bandwidth(bytes_per_s);
  p.peak = {{"bf16", FlopRate(1000e12)}, {"fp8", FlopRate(2000e12)}};
  p.idle_power = Watts(100);
  p.peak_power = Watts(700);
  return accelerators::Datasheet(p);
}

inline PrecisionPolicy in_bf16() {
  const Format bf16 = *parse_format("bf16").value;
  PrecisionPolicy p;
  p.math = p.weights = p.activations = p.kv = bf16;
  return p;
}

/// A graph that is there; nobody looks into it.
struct UnseenTopology final : TopologyView {
  std::size_t vertex_count() const override { return 0; }
  std::size_t link_count() const override { return 0; }
  VertexKind kind(Vertex) const override { return {}; }
  Label name(Vertex) const override { return {}; }
  std::span<const Vertex> devices() const override { return {}; }
  std::span<const WiredLink> links() const override { return {}; }
  std::span<const Neighbour> neighbours(Vertex) const override { return {}; }
  std::span<const Vertex> failing_with(Vertex) const override { return {}; }
  Path path(Vertex, Vertex) const override { return {}; }
  Bandwidth cut(std::span<const Vertex>) const override { return {}; }
  std::uint32_t blast_set_size(Vertex) const override { return 0; }
};

/// Some devices, one kind, all connected; a collective takes the same whatever it moves.
class EqualFleet : public Fleet {
 public:
  explicit EqualFleet(std::uint32_t devices, Seconds collective = Seconds(0))
      : devices_(devices), collective_(collective) {}
  std::span<const Partition> partitions() const override { return {}; }
  std::uint32_t device_count() const override { return devices_; }
  const TopologyView* topology() const override { return devices_ > 1 ? &view_ : nullptr; }
  Profiles profiles(const Group&) const override { return {}; }
  Cost price(const Collective&, const Group&) const override { return {.time = collective_}; }

 private:
  std::uint32_t devices_;
  Seconds collective_;
  UnseenTopology view_;
};

/// Two partitions in nodes of eight devices, the first of 64. Within a node a send takes 1 us and 0.01 ns a byte,
/// between nodes 100 us and 10 ns.
class Nodes : public Fleet {
 public:
  Nodes(const Hardware& first, const Hardware& second, std::uint32_t of_second = 64) {
    partitions_[0] = {
        .name = Label("east"), .hardware = &first, .first_device = 0, .devices = 64, .devices_per_node = 8};
    partitions_[1] = {
        .name = Label("west"), .hardware = &second, .first_device = 64, .devices = of_second, .devices_per_node = 8};
  }
  std::span<const Partition> partitions() const override { return partitions_; }
  std::uint32_t device_count() const override { return 64 + partitions_[1].devices; }
  const TopologyView* topology() const override { return &view_; }
  Profiles profiles(const Group& group) const override {
    Profiles out;
    out.connected = connected || group.size() <= 8;
    out.gap = Label("nothing connects the 2 nodes");
    out.remedy = Label("fabric in [fleet]");
    return out;
  }
  Cost price(const Collective& c, const Group& group) const override {
    const std::uint32_t last = group.start + (group.counts[0] - 1) * group.strides[0];
    const bool inside = group.start / 8 == last / 8;
    return {.time = Seconds(inside ? 1e-6 + c.payload.base() * 1e-11 : 1e-4 + c.payload.base() * 1e-8)};
  }
  bool connected = true;

 private:
  Partition partitions_[2];
  UnseenTopology view_;
};

struct Solved {
  ServingOutputs out;
  ByPartition by_partition;  ///< that the lists of `out` show
  Status status;
};

inline Solved solve_on(const Fleet& fleet, const Hardware& hardware, const ServingParams& params,
                       int max_context = 8192) {
  const Serving solver;
  const auto workload = llama(max_context);
  const auto state = solver.setup({&workload, &hardware, &fleet}, params);
  Solved s;
  s.status = solver.evaluate(*state, params, s.out, s.by_partition, nullptr);
  return s;
}

}  // namespace fleetline::serving
