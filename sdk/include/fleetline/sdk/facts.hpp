// What every hardware and every workload can say of itself, as derived values of its entries: so that kinds with different
// parameters compare in one table. Where a kind has a field of the same name, what an entry says goes before.
#pragma once

#include <limits>

#include "fleetline/manifest.hpp"

namespace fleetline::sdk {

inline constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// Adds `derived` unless every entry must say it, or the author derives it differently.
inline void add_derived(Component& c, Derived derived) {
  const Field* field = c.params->find(derived.name);
  bool taken = field != nullptr && (field->options.required || !field->numeric());
  for (const Derived& other : c.derived) taken = taken || other.name == derived.name;
  if (!taken) c.derived.push_back(std::move(derived));
}

inline void add_hardware_facts(Component& c) {
  using E = EntryView;
  add_derived(c, {"memory_capacity", "GiB", "Device memory", "",
                  [](const E& e) { return e.hardware() ? e.hardware()->facts().memory_capacity.base() : not_known; }});
  add_derived(c, {"memory_bandwidth", "GB/s", "Peak bandwidth of device memory", "",
                  [](const E& e) { return e.hardware() ? e.hardware()->facts().memory_bandwidth.base() : not_known; }});
  add_derived(c, {"peak_power", "W", "Sustained draw at full load", "",
                  [](const E& e) { return e.hardware() && e.hardware()->facts().has_power ? e.hardware()->facts().peak_power.base() : not_known; }});
  if (c.columns.empty()) c.columns = {"memory_capacity", "memory_bandwidth", "peak_power"};
}

inline void add_workload_facts(Component& c) {
  using E = EntryView;
  add_derived(c, {"parameters", "1", "All parameters, counted from the architecture", "",
                  [](const E& e) { return e.workload() ? e.workload()->facts().parameters : not_known; }});
  add_derived(c, {"active_parameters", "1", "Parameters that one sample touches: of experts only the chosen ones", "",
                  [](const E& e) { return e.workload() ? e.workload()->facts().active_parameters : not_known; }});
  add_derived(c, {"layers", "1", "Layers", "", [](const E& e) { return e.workload() ? e.workload()->facts().layers : not_known; }});
  add_derived(c, {"max_context", "1", "Longest context in tokens", "", [](const E& e) {
                    return e.workload() && e.workload()->facts().max_context > 0 ? e.workload()->facts().max_context : not_known;
                  }});
  if (c.columns.empty()) c.columns = {"parameters", "active_parameters", "layers", "max_context"};
}

}  // namespace fleetline::sdk
