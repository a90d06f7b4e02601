// Record kind `node`: a server with accelerators: what is in it, what each part draws, what it costs to buy and to rent.
//
// `hardware`, `devices_per_node` and `node_fabric` are names that a fleet resolves: `[fleet] node = "DGX_H100"`. Powers are at
// the outlet of the power supplies (direct current); rated_power is what the plug may draw. Prices are US dollars. What the network
// between nodes is like is the fleet's fabric; `adapters` and `adapter_bandwidth` are what a node brings to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fleetline/quantity.hpp"
#include "fleetline/schema.hpp"
#include "fleetline/sdk/records/prices.hpp"

namespace fleetline {

/// How much of what they draw power supplies hand on, at three loads: the points of 80 PLUS certificates.
struct PowerSupplies {
  Watts capacity{0};
  double at_20 = 0.94, at_50 = 0.96, at_100 = 0.91;

  static const Schema<PowerSupplies>& schema() {
    using P = PowerSupplies;
    static const auto s =
        Schema<P>("Power supplies of a node, redundant ones included: all share the load")
            .add("capacity", &P::capacity, "W", "What all of them together can hand on", {.range = positive, .required = true})
            .add("at_20", &P::at_20, "1", "Efficiency at 20 % load", {.range = fraction, .source = "80 PLUS Titanium, 230 V"})
            .add("at_50", &P::at_50, "1", "Efficiency at 50 % load", {.range = fraction, .source = "80 PLUS Titanium, 230 V"})
            .add("at_100", &P::at_100, "1", "Efficiency at full load", {.range = fraction, .source = "80 PLUS Titanium, 230 V"});
    return s;
  }
};

/// What lies around the accelerators, and draws power whether they work or not.
struct HostPower {
  Watts cpu_idle{0}, cpu_peak{0}, memory{0}, network{0}, switches{0}, storage{0}, fans_idle{0}, fans_peak{0}, other{0};

  static const Schema<HostPower>& schema() {
    using H = HostPower;
    static const auto s =
        Schema<H>("Draw of the parts of a node that are no accelerators, all of a kind together")
            .add("cpu_idle", &H::cpu_idle, "W", "Processors, idle", {.range = non_negative})
            .add("cpu_peak", &H::cpu_peak, "W", "Processors, all cores at work: their thermal design power", {.range = non_negative})
            .add("memory", &H::memory, "W", "Main memory", {.range = non_negative})
            .add("network", &H::network, "W", "Network adapters, with their transceivers", {.range = non_negative})
            .add("switches", &H::switches, "W", "Switches between the accelerators", {.range = non_negative})
            .add("storage", &H::storage, "W", "Disks", {.range = non_negative})
            .add("fans_idle", &H::fans_idle, "W", "Fans of an idle node", {.range = non_negative})
            .add("fans_peak", &H::fans_peak, "W", "Fans of a node at its rated power", {.range = non_negative})
            .add("other", &H::other, "W", "Boards, converters, management", {.range = non_negative});
    return s;
  }
};

struct Node {
  static constexpr std::string_view record_kind = "node";

  std::string hardware, node_fabric;
  std::int64_t devices_per_node = 8;
  std::optional<std::int64_t> adapters;
  std::optional<Bandwidth> adapter_bandwidth, host_bandwidth;
  std::optional<Bytes> host_memory;
  std::optional<Watts> rated_power;
  HostPower host;
  PowerSupplies power_supplies;
  std::optional<Dollars> price;
  std::optional<Rent> rent_on_demand, rent_reserved, rent_spot;
  std::optional<Carbon> embodied_accelerators, embodied_host;
  std::optional<std::int64_t> released;

  static const Schema<Node>& schema() {
    using N = Node;
    static const auto s =
        Schema<N>("A server with accelerators")
            .add("hardware", &N::hardware, "", "Registry name of its accelerators", {.required = true})
            .add("devices_per_node", &N::devices_per_node, "", "How many of them", {.range = {.low = 1, .high = 65'536}})
            .add("node_fabric", &N::node_fabric, "", "Registry name of the fabric that connects them")
            .add("adapters", &N::adapters, "", "Network adapters between nodes: those for the accelerators, not for storage", {.range = {.low = 1, .high = 65'536}})
            .add("adapter_bandwidth", &N::adapter_bandwidth, "Gbit/s", "Of one of them, one direction", {.range = positive})
            .add("host_memory", &N::host_memory, "GiB", "Main memory", {.range = positive})
            .add("host_bandwidth", &N::host_bandwidth, "GB/s", "Between main memory and one accelerator, one direction", {.range = positive})
            .add("rated_power", &N::rated_power, "kW", "The most it may draw at the plug", {.range = positive})
            .add("host", &N::host, "", "Draw of everything but the accelerators")
            .add("power_supplies", &N::power_supplies, "", "Capacity and efficiency")
            .add("price", &N::price, "$", "To buy it whole", {.range = non_negative})
            .add("rent_on_demand", &N::rent_on_demand, "$/h", "Rent of one accelerator with its share of the node, by the hour", {.range = non_negative})
            .add("rent_reserved", &N::rent_reserved, "$/h", "The same, reserved for a year or more", {.range = non_negative})
            .add("rent_spot", &N::rent_spot, "$/h", "The same, taken away when others pay more", {.range = non_negative})
            .add("embodied_accelerators", &N::embodied_accelerators, "kgCO2e", "Making the accelerators and their board", {.range = non_negative})
            .add("embodied_host", &N::embodied_host, "kgCO2e", "Making everything else in it", {.range = non_negative})
            .add("released", &N::released, "", "Year of first shipment", {.range = at_least(1940)});
    return s;
  }
};

}  // namespace fleetline
