#include "model.hpp"

#include <algorithm>

namespace fleetline::sustainability {

Watts fan_draw(const HostPower& host, Watts heat, Watts heat_at_peak) {
  if (!(heat_at_peak > Watts(0))) return host.fans_idle;
  const double flow = std::min(1.0, double(heat / heat_at_peak));
  return host.fans_idle + (max(host.fans_idle, host.fans_peak) - host.fans_idle) * (flow * flow * flow);
}

Watts plug_draw(const PowerSupplies& supplies, Watts output) {
  if (!(supplies.capacity > Watts(0))) return output;  // no supplies are described: the figures are at the plug
  constexpr double a = 0.2, b = 0.5, c = 1.0;
  const auto loss = [](double load, double efficiency) { return load * (1 / efficiency - 1); };
  const double la = loss(a, supplies.at_20), lb = loss(b, supplies.at_50), lc = loss(c, supplies.at_100);
  const double x = output / supplies.capacity;
  // Lagrange's parabola through the three certified loads.
  const double lost = la * (x - b) * (x - c) / ((a - b) * (a - c)) + lb * (x - a) * (x - c) / ((b - a) * (b - c)) +
                      lc * (x - a) * (x - b) / ((c - a) * (c - b));
  return output + supplies.capacity * std::max(0.0, lost);
}

NodeDraw node_draw(const Node& node, Watts accelerators, Watts most, double cpu_utilization) {
  const HostPower& h = node.host;
  const Watts steady = h.memory + h.network + h.switches + h.storage + h.other;
  const Watts cpu_peak = max(h.cpu_idle, h.cpu_peak);
  NodeDraw d{.accelerators = accelerators, .cpu = h.cpu_idle + (cpu_peak - h.cpu_idle) * cpu_utilization,
             .memory = h.memory, .network = h.network, .switches = h.switches, .storage = h.storage, .other = h.other};
  const Watts heat = accelerators + d.cpu + steady;
  d.fans = fan_draw(h, heat, most + cpu_peak + steady);
  d.output = heat + d.fans;
  d.plug = plug_draw(node.power_supplies, d.output);
  return d;
}

std::optional<Carbon> footprint_of(const Fabrication& fabs, const Anatomy& anatomy) {
  const auto area = fabs.per_area(anatomy.process);
  const auto memory = fabs.of_memory(anatomy.memory_type, anatomy.memory);
  if (!area || !memory || anatomy.die <= Area(0)) return std::nullopt;
  return (anatomy.die * *area + *memory + fabs.package) * fabs.product_over_silicon();
}

}  // namespace fleetline::sustainability
