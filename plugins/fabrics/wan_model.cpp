#include "wan_model.hpp"

namespace fleetline::fabrics {

// All-reduce, all-gather and reduce-scatter among k sites, each the sum or the parts of its members: p (k - 1)/k of the payload
// enters and leaves every site, in p (k - 1) steps, p = 2 for all-reduce (Patarasuk, Yuan 2009, with sites for processes; members
// hold equal parts, and all of them send at once). A broadcast hands the whole payload from site to site, pipelined; all-to-all
// sends what each of r members has for the k - 1 other sites; a transfer is one member's.
Time between_sites(CollectiveKind kind, const Distance& d, Bytes payload) {
  const double k = d.sites;
  switch (kind) {
    case CollectiveKind::all_reduce: return {2 * (k - 1) * d.latency, payload * (2 * (k - 1) / k) / d.line};
    case CollectiveKind::all_gather:
    case CollectiveKind::reduce_scatter: return {(k - 1) * d.latency, payload * ((k - 1) / k) / d.line};
    case CollectiveKind::broadcast: return {(k - 1) * d.latency, payload / d.line};
    case CollectiveKind::all_to_all: return {d.latency, payload * d.ranks * ((k - 1) / k) / d.line};
    case CollectiveKind::point_to_point: return {d.latency, payload * d.ranks / d.line};
  }
  return {};
}

}  // namespace fleetline::fabrics
