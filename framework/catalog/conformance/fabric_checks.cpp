#include "fleetline/text.hpp"
#include "groups.hpp"
#include "probes.hpp"

namespace fleetline::conformance {
namespace {

constexpr Group everybody{.counts = {8, 1, 1, 1}};

Finding connects(const Specimen& specimen) {
  Finding finding;
  for (const auto& fleet : test_fleets(make_fabric(specimen.loaded, specimen.params))) {
    if (!fleet->profiles(everybody).connected) finding.fail("eight devices it wires are not all connected");
    if (fleet->topology()->link_count() == 0) finding.fail("wires eight devices without a single link");
  }
  return finding;
}

Finding more_bytes(const Specimen& specimen) {
  Finding finding;
  for (const auto& fleet : test_fleets(make_fabric(specimen.loaded, specimen.params))) {
    if (!fleet->profiles(everybody).connected) continue;
    for (CollectiveKind kind : {CollectiveKind::all_reduce, CollectiveKind::all_gather, CollectiveKind::reduce_scatter,
                                CollectiveKind::all_to_all, CollectiveKind::broadcast}) {
      Seconds before;
      for (double bytes = 1; bytes < 1e12; bytes *= 8) {
        const Seconds time = fleet->price({.kind = kind, .payload = Bytes(bytes)}, everybody).time;
        if (time < before)
          finding.fail(cat("collective ", static_cast<int>(kind), " of ", to_text(Bytes(bytes)), " takes ", to_text(time, 6),
                           ", less than an eighth of it: ", to_text(before, 6)));
        before = time;
      }
    }
  }
  return finding;
}

}  // namespace

std::vector<Check> fabric_checks(const Specimen& specimen) {
  const std::string prefix = specimen.name + ": ";
  return {{prefix + "connects", "every device it wires reaches every other", [&] { return connects(specimen); }},
          {prefix + "more-bytes", "a larger payload never takes less time", [&] { return more_bytes(specimen); }}};
}

}  // namespace fleetline::conformance
