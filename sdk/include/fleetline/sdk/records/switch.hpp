// Record kind `switch`: a network switch, or the chip of one: how many ports, how fast, what it draws and costs.
//
// Registry entries are registry/switches/NAME.toml. A cluster fabric may name the one it is built from, and the solver `network` counts
// how many a fleet needs. Powers are without transceivers where the entry does not say otherwise; prices are US dollars.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fleetline/quantity.hpp"
#include "fleetline/schema.hpp"

namespace fleetline {

struct Switch {
  static constexpr std::string_view record_kind = "switch";

  std::int64_t ports = 0;
  Bandwidth port_bandwidth;
  std::optional<Seconds> latency;
  std::optional<Watts> power_typical, power_maximum;
  std::optional<Watts> transceiver_power;  ///< of one port
  std::optional<Dollars> price, cable_price;
  std::string form, chip;
  std::optional<std::int64_t> released;

  /// Of all ports together, one direction.
  Bandwidth bandwidth() const { return port_bandwidth * double(ports); }
  /// Ports for adapters of this rate: faster ports are split; none for adapters that are faster than a port.
  std::int64_t ports_of(Bandwidth adapter) const {
    return adapter > Bandwidth(0) ? ports * static_cast<std::int64_t>(port_bandwidth / adapter + 1e-9) : 0;
  }

  static const Schema<Switch>& schema() {
    using S = Switch;
    static const auto s =
        Schema<S>("A network switch, or the chip of one")
            .add("ports", &S::ports, "", "Ports at their full rate", {.range = {.low = 2, .high = 4096}, .required = true})
            .add("port_bandwidth", &S::port_bandwidth, "Gbit/s", "Of one port, one direction", {.range = positive, .required = true})
            .add("latency", &S::latency, "ns", "From port to port, unloaded", {.range = non_negative})
            .add("power_typical", &S::power_typical, "W", "With passive cables, under load", {.range = positive})
            .add("power_maximum", &S::power_maximum, "W", "With all ports lit", {.range = positive})
            .add("transceiver_power", &S::transceiver_power, "W", "Of the optics of one port at its full rate", {.range = non_negative})
            .add("price", &S::price, "$", "To buy one", {.range = non_negative})
            .add("cable_price", &S::cable_price, "$", "Of an optical cable at the rate of a port, with both its ends", {.range = non_negative})
            .add("form", &S::form, "", "Rack units, chassis, or chip")
            .add("chip", &S::chip, "", "The silicon in it")
            .add("released", &S::released, "", "Year of first shipment", {.range = at_least(1940)});
    return s;
  }
};

}  // namespace fleetline
