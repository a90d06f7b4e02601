#include "model.hpp"

#include <cmath>

namespace fleetline::fabrics {
namespace {

// A message of wire time x goes in k chunks of overhead c; its pipeline is filled after one of them: x + k c + x / k. The best k makes
// that x + 2 sqrt(c x). Chunks are limited by the library's buffers, so no more than `fill` is ever added; the two meet as
// 1 / extra^2 = 1 / (4 c x) + 1 / fill^2. Thakur, Rabenseifner, Gropp 2005, section 3 (pipelining), with a largest chunk.
Seconds with_pipeline(Seconds x, Seconds c, Seconds fill) {
  const double rising = 4 * c.base() * x.base(), full = fill.base() * fill.base();
  return rising > 0 ? x + Seconds(std::sqrt(rising * full / (rising + full))) : x;
}

double log2_steps(double n) { return n > 1 ? std::ceil(std::log2(n)) : 0; }
double passes(CollectiveKind kind) { return kind == CollectiveKind::all_reduce ? 2 : 1; }

Bandwidth ring_rate(double n, Bandwidth link, const NodeLibrary& l) { return link * (l.efficiency * (1 - l.pair_loss * 2 / n)); }

}  // namespace

// Patarasuk, Yuan 2009: each of n - 1 steps of a pass hands on an n-th of the payload.
Time ring(CollectiveKind kind, double n, Bytes payload, Bandwidth link, const NodeLibrary& l) {
  const double steps = passes(kind) * (n - 1);
  const Seconds wire = payload * (steps / n) / ring_rate(n, link, l);
  return {l.base + steps * l.hop, with_pipeline(wire, l.chunk, l.fill)};
}

// The switch adds up what all send and hands it to all: each device sends its payload once, and the sum's n-th it is responsible
// for once more (NVLS; NCCL 2.17 and later): n + 1 parts of n, each way.
Time in_switch(double n, Bytes payload, Bandwidth link, const NodeLibrary& l) {
  const Seconds wire = payload * (1 + 1 / n) / (link * l.in_switch);
  return {l.in_switch_base, with_pipeline(wire, l.chunk, l.in_switch_fill)};
}

// Everyone sends to everyone at once, after log2(n) steps of getting together.
Time pairwise(double n, Bytes payload, Bandwidth link, const NodeLibrary& l) {
  const Seconds wire = payload * ((n - 1) / n) / (link * l.pairwise);
  return {l.base + log2_steps(n) * l.hop, with_pipeline(wire, l.chunk, l.fill)};
}

// A pipeline through all members in turn: broadcast; for two, a transfer.
Time chain(double n, Bytes payload, Bandwidth link, const NodeLibrary& l) {
  const Seconds wire = payload / (link * l.efficiency);
  return {l.base + (n - 1) * l.hop, with_pipeline(wire, l.chunk, l.fill)};
}

// Everyone reads everyone's whole payload, and adds up by itself.
Time one_shot(double n, Bytes payload, Bandwidth link, const NodeLibrary& l) {
  return {l.direct_base + n * l.direct_peer, payload * (n - 1) / (link * l.direct)};
}

// Everyone adds up an n-th of the payload, then reads the others' parts; alone, either half of it.
Time two_shot(CollectiveKind kind, double n, Bytes payload, Bandwidth link, const NodeLibrary& l) {
  return {l.direct_base + passes(kind) * n * l.direct_peer, payload * (passes(kind) * (n - 1) / n) / (link * l.direct)};
}

// Rings through all devices, one per adapter: what enters a node is spread over the adapters of its members, and each link carries
// (n - 1) / n of the payload per pass.
Time net_ring(CollectiveKind kind, const Spread& s, Bytes payload, const ClusterLibrary& l) {
  const double share = kind == CollectiveKind::all_reduce ? l.efficiency : l.efficiency * l.gather;
  const Seconds wire = payload * (passes(kind) * (s.all() - 1) / s.all() / s.ranks) / (s.adapter * share);
  return {l.base + passes(kind) * (s.nodes - 1) * l.hop, with_pipeline(wire, l.chunk, l.fill)};
}

// Two binary trees, each with half of the payload, every node a leaf of one of them (Sanders, Speck, Traeff 2009).
Time net_tree(CollectiveKind kind, const Spread& s, Bytes payload, const ClusterLibrary& l) {
  const Seconds wire = payload * (passes(kind) / s.ranks) / (s.adapter * (l.efficiency * l.tree));
  return {l.base + passes(kind) * log2_steps(s.nodes) * l.hop, with_pipeline(wire, l.chunk, l.fill)};
}

// Switches add up: each node sends its payload once and receives the sum once (SHARP; Graham et al. 2016).
Time net_reduction(const Spread& s, Bytes payload, const ClusterLibrary& l) {
  const Seconds wire = payload / s.ranks / (s.adapter * l.in_network);
  return {l.base + 2 * l.hop, with_pipeline(wire, l.chunk, l.fill)};
}

// What each device sends to other nodes goes through its own adapter.
Time net_pairwise(const Spread& s, Bytes payload, const ClusterLibrary& l) {
  const Seconds wire = payload * ((s.nodes - 1) / s.nodes) / (s.exchange * l.pairwise);
  return {l.base + log2_steps(s.nodes) * l.hop, with_pipeline(wire, l.chunk, l.fill)};
}

Time net_send(const Spread& s, Bytes payload, const ClusterLibrary& l) {
  return {l.base + l.hop, with_pipeline(payload / (s.adapter * l.efficiency), l.chunk, l.fill)};
}

double bus_factor(CollectiveKind kind, double n) {
  switch (kind) {
    case CollectiveKind::all_reduce: return 2 * (n - 1) / n;
    case CollectiveKind::all_gather:
    case CollectiveKind::reduce_scatter:
    case CollectiveKind::all_to_all: return (n - 1) / n;
    case CollectiveKind::broadcast:
    case CollectiveKind::point_to_point: break;
  }
  return 1;
}

}  // namespace fleetline::fabrics
