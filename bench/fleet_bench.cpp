// Fleets: building a large one, and what solvers ask of it. Bars: 16,384 accelerators in under 1 s and 500 MB; a price that was
// asked before in under 1 us; `fleetline topology` of 100,000 accelerators in well under 2 s.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include "scenario/subjects.hpp"
#include "topology/built_fleet.hpp"
#include "topology/fleet_report.hpp"

namespace fleetline {
namespace {

/// DGX H100 on InfiniBand, as the registry has them.
class Fabrics {
 public:
  FleetSpec spec(std::uint32_t nodes) {
    FleetSpec spec;
    spec.partitions.push_back({.name = Label("H100"), .hardware = nullptr, .nodes = nodes, .devices_per_node = 8, .node_fabric = node_, .site = {}, .node = {}});
    spec.cluster_fabric = cluster_;
    return spec;
  }

 private:
  std::shared_ptr<const Fabric> named(const char* name, std::int64_t largest = 0) {
    Problems problems;
    Table entry;
    entry.set("use", Where{}, Value(std::string(name), Where{}));
    if (largest > 0) entry.set("largest", Where{}, Value(largest, Where{}));
    auto found = resolve_subject(Noun::fabric, Value(std::move(entry), Where{}), "fabric", session_, problems);
    problems.raise();
    return found->fabric;
  }

  Plugins plugins_{{PLUGIN_DIRECTORY}};
  Registry registry_{{REGISTRY_DIRECTORY}};
  Session session_{plugins_, registry_};
  std::shared_ptr<const Fabric> node_ = named("NVLink4"), cluster_ = named("InfiniBand_NDR", 131'072);
};

Fabrics& fabrics() {
  static Fabrics instance;
  return instance;
}

Group first(std::uint32_t count, std::uint32_t stride = 1) { return {0, {count, 1, 1, 1}, {stride, 0, 0, 0}}; }

/// Argument: nodes of eight. Counts what the fleet keeps of the heap.
void build_fleet(benchmark::State& state) {
  const auto nodes = static_cast<std::uint32_t>(state.range(0));
  double kept = 0;
  fabrics();
  for (auto _ : state) {
    const double before = static_cast<double>(mallinfo2().uordblks + mallinfo2().hblkhd);
    const BuiltFleet fleet(fabrics().spec(nodes));
    kept = static_cast<double>(mallinfo2().uordblks + mallinfo2().hblkhd) - before;
    benchmark::DoNotOptimize(fleet.device_count());
  }
  state.counters["accelerators"] = static_cast<double>(nodes) * 8;
  state.counters["MB"] = kept / 1e6;
}
BENCHMARK(build_fleet)->Arg(32)->Arg(2048)->Unit(benchmark::kMillisecond);

/// The first question about a group: paths and cuts on the graph of 16,384.
void first_profile(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    const BuiltFleet fleet(fabrics().spec(2048));
    state.ResumeTiming();
    benchmark::DoNotOptimize(fleet.profiles(first(16384)));
  }
}
BENCHMARK(first_profile)->Unit(benchmark::kMillisecond);

/// Groups that were asked about before: what a solver's loop pays.
void cached_price(benchmark::State& state) {
  static const BuiltFleet fleet(fabrics().spec(128));
  const Group group = first(static_cast<std::uint32_t>(state.range(0)));
  Collective c;
  c.payload = Bytes(1e8);
  benchmark::DoNotOptimize(fleet.price(c, group));
  for (auto _ : state) {
    c.payload += Bytes(1);
    benchmark::DoNotOptimize(fleet.price(c, group));
  }
}
BENCHMARK(cached_price)->Arg(8)->Arg(1024);  // inside a node; over 128 nodes and inside them

void cached_profile(benchmark::State& state) {
  static const BuiltFleet fleet(fabrics().spec(128));
  for (auto _ : state) benchmark::DoNotOptimize(fleet.profiles(first(128, 8)));
}
BENCHMARK(cached_profile);

/// What `fleetline topology` builds, counts, cuts and walks. Argument: nodes of eight.
void topology_of_fleet(benchmark::State& state) {
  const auto nodes = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(report_on(BuiltFleet(fabrics().spec(nodes))).devices);
  state.counters["accelerators"] = static_cast<double>(nodes) * 8;
}
BENCHMARK(topology_of_fleet)->Arg(2048)->Arg(12500)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fleetline
