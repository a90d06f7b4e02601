#include "validation.hpp"

#include <algorithm>
#include <cmath>
#include <regex>

#include "fleetline/text.hpp"
#include "systems.hpp"

namespace fleetline::fabrics {
namespace {

bool has(std::string_view text, const char* pattern) {
  return std::regex_search(text.begin(), text.end(), std::regex(pattern, std::regex::icase));
}

Translation skip(std::string why) {
  Translation t;
  t.skipped = std::move(why);
  return t;
}

/// Name in the solver, or "".
std::string_view kind_of(std::string_view text) {
  if (has(text, "latency")) return "";
  if (has(text, "all[_ -]?reduce")) return "all_reduce";
  if (has(text, "all[_ -]?gather")) return "all_gather";
  if (has(text, "reduce[_ -]?scatter")) return "reduce_scatter";
  if (has(text, "all[_ -]?(to|2)[_ -]?all")) return "all_to_all";
  if (has(text, "broadcast")) return "broadcast";
  if (has(text, "p2p|send[_ -]?recv|sendrecv")) return "point_to_point";
  return "";
}

/// What of the solver answers a row in `unit`, and the factor to it.
bool answer(std::string_view unit, Translation& t) {
  if (unit == "us") t.metric = "collective.time", t.scale = 1e6;
  else if (unit == "ms") t.metric = "collective.time", t.scale = 1e3;
  else if (has(unit, "^gb/s.*algbw|^gb/s.*alg")) t.metric = "collective.algorithm_bandwidth", t.scale = 1e-9;
  else if (unit == "Gb/s busbw") t.metric = "collective.bus_bandwidth", t.scale = 8e-9;
  else if (unit == "GB/s busbw" || unit == "GB/s") t.metric = "collective.bus_bandwidth", t.scale = 1e-9;
  else return false;
  return true;
}

}  // namespace

Translation translate_collective(const MeasuredRow& row) {
  const std::string_view kind = kind_of(row["collective"]);
  if (has(row["source"], "tuning|constants")) return skip("a constant of a library, no measurement");
  if (has(row["collective"], "latency")) return skip("a latency that somebody fitted, no measurement of a size");
  if (kind.empty()) return skip("not a collective: a copy, a link, or a kernel of its own");
  Translation t;
  if (!answer(row["unit"], t)) return skip(cat("'", std::string(row["unit"]), "' is no unit that the solver answers in"));
  const auto measured = row.number("value");
  if (!measured) return skip("no value");
  if (!(*measured > 0)) return skip("rounded to nothing in the table");
  t.measured = *measured;
  t.unit = std::string(row["unit"]);

  const auto ranks = row.number("n_gpu");
  const System system = system_of(row["system"], row["source"], ranks ? std::llround(*ranks) : 0);
  if (!system.skipped.empty()) return skip(system.skipped);
  const std::int64_t n = ranks ? std::llround(*ranks) : system.nodes * system.devices_per_node;
  // Peaks and text figures give no size: what large messages reach.
  const double bytes = row.number("message_bytes").value_or(double(std::int64_t{8} << 30));
  if (bytes < 1) return skip("an empty message");

  t.stack = system.library();
  t.configuration = cat(system.node_fabric, " ", n, " ", std::string(kind), " ", std::llround(bytes));
  t.scenario = cat("[fleet]\nhardware = \"", system.hardware, "\"\nnodes = ", std::max<std::int64_t>(system.nodes, 1),
                   "\ndevices_per_node = ", system.nodes > 1 ? system.devices_per_node : std::max<std::int64_t>(n, system.devices_per_node),
                   "\nnode_fabric = ", "\"", system.node_fabric, "\"\n", system.nodes > 1 ? cat("fabric = \"", system.fabric, "\"\n") : std::string(), "\n[solve.collective]\nkind = \"", std::string(kind),
                   "\"\npayload = \"", std::llround(bytes), " B\"\ndevices = ", n, "\nissue = \"", system.issue_us, " us\"\n");
  return t;
}

}  // namespace fleetline::fabrics
