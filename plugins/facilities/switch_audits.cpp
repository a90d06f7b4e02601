// Figures of switches against each other: what crosses one, what it draws for that, what it costs.
#include <cmath>

#include "audits.hpp"
#include "fleetline/sdk/records/switch.hpp"
#include "fleetline/text.hpp"

namespace fleetline::facilities {
namespace {

const Switch& record(const EntryView& entry) { return *static_cast<const Switch*>(entry.params()); }

double terabits(const EntryView& entry) { return record(entry).bandwidth().base() * 8e-12; }

/// Omni-Path of 2016 switched 4.8 Tbit/s and NVSwitch of 2018 3.6, Tomahawk 6 of 2025 102.4; a chassis holds several
/// chips.
void capacity(const EntryView& entry, Findings& findings) {
  const bool chassis = record(entry).form.find("chassis") != std::string::npos;
  const double most = chassis ? 1000 : 250;
  if (const double all = terabits(entry); all < 1 || all > most)
    findings.error("port_bandwidth",
                   cat(record(entry).ports, " ports come to ", number_text(all, 4), " Tbit/s in one direction"),
                   cat("1 to ", most, " Tbit/s: ports at their full rate, one direction"));
}

/// Lanes run at 25, 50, 100 or 200 Gbit/s, and a port has one to eight of them.
void port_rate(const EntryView& entry, Findings& findings) {
  const double gigabits = record(entry).port_bandwidth.base() * 8e-9;
  const double doublings = std::log2(gigabits / 25);
  const bool lanes_of_40 = gigabits == 40 || gigabits == 56;  // QDR and FDR
  if (!lanes_of_40 && (std::abs(doublings - std::round(doublings)) > 0.01 || doublings < -1.5 || doublings > 6.5) &&
      gigabits != 10)
    findings.error("port_bandwidth", cat(number_text(gigabits, 4), " Gbit/s"),
                   "a rate that ports are sold at: 100, 200, 400, 800 Gbit/s ...");
}

/// 10 W to carry a terabit in 2024, 50 in 2018; transceivers would double it.
void power(const EntryView& entry, Findings& findings) {
  const double typical = entry.number("power_typical"), most = entry.number("power_maximum");
  if (typical > most)
    findings.error("power_typical", cat(number_text(typical), " W is above the maximum of ", number_text(most), " W"));
  if (const double each = most / terabits(entry); each < 5 || each > 120)
    findings.error("power_maximum", cat(number_text(each, 3), " W for each Tbit/s"), "5 to 120");
}

void price(const EntryView& entry, Findings& findings) {
  if (const double each = entry.number("price") / (terabits(entry) * 10); each < 10 || each > 2000)
    findings.error("price", cat("$", number_text(each, 3), " for each 100 Gbit/s"), "$10 to $2,000");
}

void latency(const EntryView& entry, Findings& findings) {
  if (const double pass = entry.number("latency"); pass < 50e-9 || pass > 10e-6)
    findings.error("latency", cat(number_text(pass * 1e9, 4), " ns from port to port"), "50 ns to 10 us");
}

}  // namespace

std::vector<Derived> switch_derived() {
  return {{"capacity", "Tbit/s", "Of all ports together, one direction", "ports * port_bandwidth",
           [](const EntryView& e) { return record(e).bandwidth().base(); }},
          {"power_per_capacity", "W", "Largest draw for each Tbit/s in one direction", "power_maximum / capacity",
           [](const EntryView& e) { return e.number("power_maximum") / terabits(e); }},
          {"price_per_100g", "$", "For each 100 Gbit/s in one direction", "price / (capacity / 100 Gbit/s)",
           [](const EntryView& e) { return e.number("price") / (terabits(e) * 10); }}};
}

std::vector<Audit> switch_audits() {
  return {{"capacity", "All ports together switch what chips and chassis can", capacity},
          {"port-rate", "A port has a rate that ports are sold at", port_rate},
          {"power", "A terabit a second draws 5 to 120 W, and typical draw is below the largest", power},
          {"price", "100 Gbit/s cost $10 to $2,000", price},
          {"latency", "From port to port 50 ns to 10 us", latency}};
}

}  // namespace fleetline::facilities
