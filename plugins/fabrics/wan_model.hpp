// The mathematics of collectives between sites: time from bytes, members and the line's bandwidth and latency. Pure functions.
#pragma once

#include "model.hpp"

namespace fleetline::fabrics {

/// `sites` of `ranks` members each; `line`: what leaves a site, one direction, of these members together, after losses.
struct Distance {
  double sites = 2, ranks = 1;
  Bandwidth line;
  Seconds latency;  ///< one way, between the most distant
};

/// What goes between sites when everything else has been done inside them: one exchange among k sites.
Time between_sites(CollectiveKind kind, const Distance& d, Bytes payload);

}  // namespace fleetline::fabrics
