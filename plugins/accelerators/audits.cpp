// Figures of data sheets against physics, and against each other. The bounds hold for every device from
// microcontrollers to wafers: beyond them somebody mixed up units, sparse with dense rates, or both directions of a
// link with one.
#include "audits.hpp"

#include <array>
#include <cmath>
#include <ctime>
#include <optional>
#include <string>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline::accelerators {
namespace {

std::string peak_of(std::string_view format) { return cat("peak.", format); }
double rate(const EntryView& device, std::string_view format) { return device.number(peak_of(format)); }

/// The rate of 16-bit arithmetic, or of what comes nearest on small devices.
double typical_rate(const EntryView& device) {
  for (std::string_view format : {"bf16", "fp16", "int8", "fp32"})
    if (const double found = rate(device, format); !std::isnan(found)) return found;
  return std::nan("");
}

std::string text(double base, std::string_view unit) { return write_short(base, parse_unit(unit).value->dimension); }

/// True, after saying so, when `value` is known and outside.
bool outside(Findings& findings, std::string_view path, std::string_view what, double value, double low, double high,
             std::string_view unit) {
  if (std::isnan(value) || (low <= value && value <= high)) return false;
  findings.error(path, cat(what, " is ", text(value, unit)), cat(text(low, unit), " to ", text(high, unit)));
  return true;
}

bool on_ddr(const EntryView& device) {
  const Value* type = device.table().find("memory_type");
  return type != nullptr && type->text() != nullptr && type->text()->starts_with("DDR");
}

void ridge(const EntryView& device, Findings& findings) {
  // TPU v1 does 92 TOP/s on two channels of DDR3: 2,706 FLOP/B, the highest that was built. A WSE-2 does 7.5 PFLOP/s
  // beside 20 PB/s of SRAM: 0.375, the lowest.
  outside(findings, "memory_bandwidth", "arithmetic rate over memory bandwidth",
          typical_rate(device) / device.number("memory_bandwidth"), 0.3, on_ddr(device) ? 3000 : 1000, "FLOP/B");
}

/// Two of four weights are zero: at most twice the dense rate, and 1.2 times at least where products do not skip all of
/// them.
void sparse_rates(const EntryView& device, Findings& findings) {
  constexpr std::string_view suffix = " 2:4";
  const Value* peak = device.table().find("peak");
  for (const Table::Entry& entry : peak->table()->entries()) {
    if (!entry.key.ends_with(suffix)) continue;
    const std::string dense = entry.key.substr(0, entry.key.size() - suffix.size());
    const double sparse_rate = rate(device, entry.key), dense_rate = rate(device, dense),
                 ratio = sparse_rate / dense_rate;
    if (std::isnan(dense_rate))
      findings.error(peak_of(entry.key), cat("a rate with sparsity, and none without: peak.", dense, " is missing"));
    else if (ratio < 1.2 || ratio > 2.03)
      findings.error(peak_of(entry.key), cat(number_text(ratio, 4), " times the dense rate"),
                     "twice the dense rate, or a little less");
    else if (ratio < 1.97)
      findings.warning(peak_of(entry.key), cat("only ", number_text(ratio, 4), " times the dense rate"));
  }
}

/// Halving the width of a format halves the silicon of a multiplier: rates stay or rise.
void widths(const EntryView& device, Findings& findings) {
  double before = 0;
  std::string_view wider;
  for (std::string_view format : {"fp64", "fp32", "tf32", "fp16", "fp8", "fp4"}) {
    const double now = rate(device, format);
    if (std::isnan(now)) continue;
    if (now < 0.999 * before)
      findings.error(peak_of(format),
                     cat(text(now, "FLOP/s"), " is slower than ", wider, " with ", text(before, "FLOP/s")),
                     "a narrower format is no slower");
    before = now;
    wider = format;
  }
  if (rate(device, "fp8") > 4.1 * rate(device, "fp16"))
    findings.warning("peak.fp8", "more than four times the rate of fp16");
  if (rate(device, "int4") > 2.1 * rate(device, "int8"))
    findings.error("peak.int4", "more than twice the rate of int8", "a dense rate");
}

/// "NVLink 4: 900 GB/s in both directions": the aggregate that a note names.
std::optional<double> both_directions(const std::string& note) {
  const std::size_t end = note.find(" in both directions");
  if (end == std::string::npos) return std::nullopt;
  const std::size_t unit = note.rfind(' ', end - 1),
                    number = unit == std::string::npos ? unit : note.rfind(' ', unit - 1);
  const std::size_t begin = number == std::string::npos ? 0 : number + 1;
  const Parsed<Measure> measure = parse_measure(std::string_view(note).substr(begin, end - begin));
  return measure ? std::optional(measure.value->base) : std::nullopt;
}

void links(const EntryView& device, Findings& findings) {
  const double link = device.number("link_bandwidth"), memory = device.number("memory_bandwidth");
  if (std::isnan(link)) return;
  if (link >= 0.3 * memory)
    findings.error("link_bandwidth",
                   cat(text(link, "B/s"), " in one direction, with ", text(memory, "B/s"), " of memory bandwidth"),
                   "less than 30 % of it: is this both directions?");
  const Value* written = device.table().find("link_bandwidth");
  if (written == nullptr || written->provenance == nullptr) return;
  const std::optional<double> both = both_directions(written->provenance->note);
  if (both && std::abs(2 * link / *both - 1) > 0.01)
    findings.error("link_bandwidth",
                   cat(text(link, "B/s"), " in one direction, and the note says ", text(*both, "B/s"), " in both"),
                   text(*both / 2, "B/s"));
}

/// Stacked, graphics or mobile DRAM beside the chip. Modules of DDR (TPU v1) move a tenth of the bytes per joule.
bool has_dram(const EntryView& device) {
  const Value* type = device.table().find("memory_type");
  return type == nullptr || type->text() == nullptr || (*type->text() != "SRAM" && !on_ddr(device));
}

void power(const EntryView& device, Findings& findings) {
  const double watts = device.number("peak_power"), idle = device.number("idle_power");
  if (has_dram(device))
    outside(findings, "peak_power", "memory bandwidth over peak power", device.number("memory_bandwidth") / watts, 1e9,
            12e9, "B/J");
  outside(findings, "peak_power", "arithmetic rate over peak power", typical_rate(device) / watts, 5e9, 6000e9,
          "FLOP/J");
  if (idle >= 0.5 * watts)
    findings.error("idle_power", cat(text(idle, "W"), " idle of ", text(watts, "W")), "less than half of the peak");
}

void price(const EntryView& device, Findings& findings) {
  const double per_tera = device.number("price") / (typical_rate(device) / 1e12);
  if (per_tera < 2 || per_tera > 500)
    findings.error("price", cat("$", number_text(per_tera, 4), " per TFLOP/s"),
                   "$2 to $500 per TFLOP/s of 16-bit arithmetic");
}

/// Stacks and chips of DRAM hold powers of two; what the driver shows is up to 6.3 % less (24 GiB of GDDR6 with error
/// correction: 23,028 MiB), GB that are GiB are 6.9 % less.
void capacity(const EntryView& device, Findings& findings) {
  const Value& memory = *device.table().find("memory");
  if (memory.provenance == nullptr) return;
  const std::string& low = memory.provenance->low;
  const Parsed<Measure> shown = parse_measure(low);
  if (low.find("MiB") != low.npos && shown) {
    const double ratio = shown.value->base / device.number("memory");
    if (ratio < 0.935 || ratio > 1.0001)
      findings.error("memory", cat("the driver shows ", number_text(100 * ratio, 4), " % of it"),
                     "93.5 % to 100 %: GB and GiB differ by 6.9 %");
  }
  // Data sheets write GB and mean GiB; HBM devices are where that has been checked.
  const Value* type = device.table().find("memory_type");
  const bool hbm = type != nullptr && type->text() != nullptr && type->text()->starts_with("HBM");
  if (hbm && memory.text() != nullptr && memory.text()->ends_with(" GB") && memory.provenance->high.empty() &&
      low.empty())
    findings.warning("memory", cat(*memory.text(), " as the vendor writes it"),
                     "GiB, unless somebody has looked: stacks of HBM hold GiB");
}

/// Embodied carbon is that of an area in a process.
void silicon(const EntryView& device, Findings& findings) {
  const double area = device.number("die_area"), transistors = device.number("transistors");
  if (!std::isnan(area) && device.table().find("process") == nullptr)
    findings.warning("die_area", "an area without a process: what making it emits cannot be told",
                     "process = \"TSMC N5\"");
  const double per_mm2 = transistors / (area * 1e6);  // 16 nm: 14 million (TPU v3) to 25; 5 nm: 125 million
  if (per_mm2 < 14e6 || per_mm2 > 250e6)
    findings.error("die_area", cat(number_text(per_mm2 / 1e6, 4), " million transistors per mm^2"),
                   "14 to 250 million");
}

void release(const EntryView& device, Findings& findings) {
  const std::time_t now = std::time(nullptr);
  const int year = 1900 + std::gmtime(&now)->tm_year;
  const double released = device.number("released");
  if (released < 2006 || released > year)
    findings.error("released", cat("first shipped in ", number_text(released)),
                   cat("2006 to ", year, "; left out when it is not known"));
}

}  // namespace

std::vector<Audit> audits() {
  return {
      {"ridge-point", "Rate over memory bandwidth lies between 0.3 and 1000 FLOP/B, 3000 on DDR", ridge},
      {"sparse-rates", "Rates with 2:4 sparsity are at most twice the dense ones, which are given, too", sparse_rates},
      {"format-widths", "A narrower format is no slower than a wider one", widths},
      {"link-direction", "Link bandwidth is that of one direction: half of the aggregate, far below memory bandwidth",
       links},
      {"power", "Rates and bandwidths per watt lie where devices are built, and idle draw is below half of the peak",
       power},
      {"price-per-rate", "A TFLOP/s costs between $2 and $500", price},
      {"capacity", "Capacities are those that the driver shows: GiB where the vendor's GB are GiB", capacity},
      {"silicon", "Transistors per area lie where processes are, and an area names its process", silicon},
      {"release", "The first shipment was not in the future", release}};
}

}  // namespace fleetline::accelerators
