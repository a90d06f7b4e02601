// Fleets are compared by the rates of a part, and by what those come to in one node that all are measured against.
#include "failures_entry.hpp"

#include <cmath>
#include <limits>

#include "fleetline/text.hpp"
#include "rates.hpp"

namespace fleetline::reliability {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();
constexpr double day = 86400, year = 365 * day;

const Failures& record(const EntryView& entry) { return *static_cast<const Failures*>(entry.params()); }

template <Part part>
double mean(const EntryView& entry) {
  const auto time = mean_time(record(entry), part);
  return time ? time->base() : not_known;
}

/// The node that entries are compared by: eight accelerators with an adapter each, as DGX A100 and H100 have.
constexpr double accelerators_per_node = 8;
PerPart parts_of_a_node() {
  PerPart parts;
  parts[Part::accelerator] = parts[Part::nic] = accelerators_per_node;
  parts[Part::host] = parts[Part::software] = 1;
  return parts;
}

PerPart rates_of_a_node(const EntryView& entry) { return rates_of(parts_of_a_node(), record(entry)); }

double known(double rate) { return rate > 0 ? rate : not_known; }

double per_accelerator_year(const EntryView& entry) { return 1 / mean<Part::accelerator>(entry); }
double per_1000_node_days(const EntryView& entry) { return known(total(rates_of_a_node(entry))) * 1000 * day; }
double mtbf_1024(const EntryView& entry) {
  return accelerators_per_node / (1024 * known(total(rates_of_a_node(entry))));
}

/// Of an entry that tells one part alone, its share says nothing.
template <Part part>
double share_of(const EntryView& entry) {
  const PerPart rates = rates_of_a_node(entry);
  const double all = total(rates);
  return rates[part] > 0 && rates[part] < all ? rates[part] / all : not_known;
}

double counted(const EntryView& entry) {
  double failures = 0;
  for (const Count& count : record(entry).counted) failures += count.failures;
  return known(failures);
}

/// Ten days for a host of the worst fleet on record (ByteRobust's 47, OPT's 71), a thousand years for a switch: beyond,
/// somebody mixed up a part with a fleet, or a day with an hour.
void mean_times(const EntryView& entry, Findings& findings) {
  for (std::size_t i = 0; i < part_count; ++i) {
    const auto time = mean_time(record(entry), static_cast<Part>(i));
    if (time && (time->base() < 10 * day || time->base() > 1000 * year))
      findings.error(
          "counted",
          cat(name_of(static_cast<Part>(i)), " fail every ", number_text(time->base() / day, 3), " days each"),
          "10 days to 1,000 years, of one part");
  }
}

/// Whoever counted failures per thousand parts and day gave a rate: one of less than a failure of all its parts was not
/// counted.
void something_told(const EntryView& entry, Findings& findings) {
  if (!(total(rates_of(PerPart{{1, 1, 1, 1, 1, 1, 1, 1, 1}}, record(entry))) > 0))
    findings.error("counted", "no part has a mean time",
                   "counted = [{ part = \"host\", failures = ..., parts = ..., period = ... }]");
}

/// Fleets of the same parts differ by four times (RSC-1 and RSC-2: 2.8); more is another machine.
void band(const EntryView& entry, Findings& findings) {
  const double spread = record(entry).high / record(entry).low;
  if (spread > 10)
    findings.warning("high", cat("the worst fleet fails ", number_text(spread, 3), " times as often as the best"),
                     "comparable fleets: within ten times");
}

}  // namespace

std::vector<Derived> failures_derived() {
  constexpr auto from_counts = "sum of parts * period over sum of failures, where they were counted";
  constexpr auto as_a_node = "8 accelerators, 8 adapters, a host and its software, as far as the entry tells them";
  return {
      {"accelerator", "yr", "Mean time between failures of one accelerator", from_counts, mean<Part::accelerator>},
      {"host", "yr", "Of one host", from_counts, mean<Part::host>},
      {"nic", "yr", "Of one network adapter with its cable", from_counts, mean<Part::nic>},
      {"leaf_switch", "yr", "Of one leaf switch", from_counts, mean<Part::leaf_switch>},
      {"switch", "yr", "Of one switch outside nodes", from_counts, mean<Part::other_switch>},
      {"software", "yr", "Of the software, per host", from_counts, mean<Part::software>},
      {"counted_failures", "1", "Failures that were counted, or stand for a rate", "sum of failures", counted},
      {"per_accelerator_year", "1", "Failures of one accelerator in a year", "1 yr / accelerator",
       [](const EntryView& e) { return per_accelerator_year(e) * year; }},
      {"per_1000_node_days", "1", "Failures in a thousand days of a node of eight accelerators with an adapter each",
       cat("1000 d * sum over parts of count / mean time: ", as_a_node), per_1000_node_days},
      {"mtbf_1024", "h", "Mean time between failures of a job on 1,024 accelerators in such nodes",
       "1000 d / per_1000_node_days / 128", mtbf_1024},
      {"accelerator_share", "%", "Of those failures, by accelerators", "rate of its accelerators / rate of the node",
       share_of<Part::accelerator>},
      {"nic_share", "%", "By network adapters", "rate of its adapters / rate of the node", share_of<Part::nic>},
      {"host_share", "%", "By hosts", "rate of the host / rate of the node", share_of<Part::host>},
      {"software_share", "%", "By software", "rate of the software / rate of the node", share_of<Part::software>}};
}

std::vector<Audit> failures_audits() {
  return {{"mean-times", "One part fails once in ten days to a thousand years", mean_times},
          {"says-something", "At least one part has a mean time", something_told},
          {"band", "The worst and the best of comparable fleets lie within ten times", band}};
}

}  // namespace fleetline::reliability
