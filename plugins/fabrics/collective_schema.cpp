#include "collective.hpp"

namespace fleetline::fabrics {

const Schema<CollectiveParams>& CollectiveParams::schema() {
  using P = CollectiveParams;
  using K = CollectiveKind;
  static const auto s =
      Schema<P>("One collective")
          .add("kind", &P::kind,
               {{K::all_reduce, {"all_reduce", 0, "everyone gets the sum of what all have"}},
                {K::all_gather, {"all_gather", 0, "everyone gets what all have"}},
                {K::reduce_scatter, {"reduce_scatter", 0, "everyone gets a part of the sum"}},
                {K::all_to_all, {"all_to_all", 0, "everyone sends another part to each"}},
                {K::broadcast, {"broadcast", 0, "everyone gets what one has"}},
                {K::point_to_point, {"point_to_point", 0, "one sends to another"}}},
               "What is done")
          .add("payload", &P::payload, "MB", "The whole tensor: of one rank before an all-reduce or reduce-scatter, after an all-gather; all that a rank sends otherwise", {.range = positive})
          .add("devices", &P::devices, "", "Devices that take part; 0: all of the fleet", {.range = at_least(0), .shapes = true})
          .add("stride", &P::stride, "", "From one of them to the next", {.range = at_least(1), .shapes = true})
          .add("kernels", &P::kernels,
               {{Kernels::library, {"library", 0, "a communication library's"}},
                {Kernels::engine, {"engine", 0, "beside them those of serving engines: one-shot and two-shot"}}},
               "Whose kernels carry it out")
          .add("issue", &P::issue, "us", "What the host takes to issue one, when they are issued one by one; 0: captured or queued ahead", {.range = non_negative});
  return s;
}

const Schema<CollectiveOutputs>& CollectiveOutputs::schema() {
  using O = CollectiveOutputs;
  static const auto s =
      Schema<O>("How the collective went")
          .add("time", &O::time, "us", "From the first byte to the last",
               {.direction = Direction::lower, .headline = true,
                .equation = "time = (min over algorithms of (fixed + moving)^3 + issue^3)^(1/3)", .uses = "payload, issue"})
          .add("algorithm_bandwidth", &O::algorithm_bandwidth, "GB/s", "Payload over time",
               {.direction = Direction::higher, .equation = "algorithm_bandwidth = payload / time", .uses = "payload, time"})
          .add("bus_bandwidth", &O::bus_bandwidth, "GB/s", "Traffic of each link, as nccl-tests counts it",
               {.direction = Direction::higher, .headline = true, .equation = "bus_bandwidth = factor(kind, ranks) * algorithm_bandwidth",
                .uses = "algorithm_bandwidth, ranks, kind"})
          .add("fixed_time", &O::fixed_time, "us", "Of the time: what it takes without a byte", {.equation = "fixed_time = fixed of the cheapest algorithm", .uses = "payload"})
          .add("ranks", &O::ranks, "1", "Devices that take part", {.equation = "ranks = devices, or all", .uses = "devices"})
          .add("nodes", &O::nodes, "1", "Nodes they sit in", {.equation = "nodes = units of the outermost tier", .uses = "devices, stride"});
  return s;
}

}  // namespace fleetline::fabrics
