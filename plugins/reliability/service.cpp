#include "service.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fleetline::reliability {
namespace {

/// Replicas of one pool as they stand in nodes. A replica larger than a node takes several, and falls with any of them.
struct Stand {
  std::int64_t replicas = 0, per_node = 1, units = 1;
  double nodes_each = 1, node_down = 0, replica_down = 0;

  std::int64_t full_nodes() const { return replicas / per_node; }
  std::int64_t rest() const { return replicas % per_node; }
};

double all_up(double down, double count) { return std::pow(1 - down, count); }

Stand stand_of(const Service& service, const Down& down, const Pool& pool, double devices, std::int64_t replicas) {
  Stand s{.replicas = replicas, .units = pool.units};
  const double per_node = static_cast<double>(pool.devices_per_node);
  s.per_node = std::max<std::int64_t>(1, static_cast<std::int64_t>(per_node / devices + 1e-9));
  s.nodes_each = std::max(1.0, std::ceil(devices / per_node - 1e-9));
  const double up = (1 - down.node) * (service.drains ? all_up(down.accelerator, per_node) : 1);
  s.node_down = 1 - std::pow(up, s.nodes_each);
  s.replica_down = service.drains ? 0 : 1 - all_up(down.accelerator, devices);
  return s;
}

/// What a pool can hold: whole replicas in nodes, or nodes in whole replicas.
std::int64_t room(const Pool& pool, double devices) {
  const double per_node = static_cast<double>(pool.devices_per_node), nodes = static_cast<double>(pool.nodes);
  if (devices <= per_node) return static_cast<std::int64_t>(per_node / devices + 1e-9) * pool.nodes;
  return static_cast<std::int64_t>(nodes / std::ceil(devices / per_node - 1e-9) + 1e-9);
}

Distribution& node_losses(const Stand& s, std::int64_t replicas, std::size_t limit, Pad& pad) {
  Distribution& one = pad.none(limit);
  mix(one, s.replica_down, s.units);
  Distribution& node = power(one, replicas, pad);
  mix(node, s.node_down, replicas * s.units);
  return node;
}

/// `nodes` nodes with causes above them, outermost last: the full groups alike, and one that is not full.
struct Level {
  double nodes, down;
};
Distribution& losses_below(const Stand& s, const Distribution& node, std::int64_t nodes, const Level* levels,
                           std::size_t depth, Pad& pad) {
  if (depth == 0) return power(node, nodes, pad);
  const Level& level = levels[depth - 1];
  const auto size = std::max<std::int64_t>(1, std::llround(level.nodes / s.nodes_each));
  const auto group = [&](std::int64_t count) -> Distribution& {
    Distribution& losses = losses_below(s, node, count, levels, depth - 1, pad);
    mix(losses, level.down, count * s.per_node * s.units);
    return losses;
  };
  Distribution& full = power(group(std::min(size, nodes)), nodes / size, pad);
  if (nodes % size == 0) return full;
  Distribution& both = pad.none(node.size() - 1);
  convolve(full, group(nodes % size), both);
  return both;
}

/// What stands in one pool, its site not yet considered.
Distribution& pool_losses(const Service& service, const Down& down, const Stand& s, std::size_t limit, Pad& pad) {
  Level causes[] = {{service.nodes_per_rack, down.rack}, {service.nodes_per_leaf, down.leaf}};  // inner one first
  if (causes[1].nodes < causes[0].nodes) std::swap(causes[0], causes[1]);
  Level levels[2];
  std::size_t depth = 0;
  for (const Level& l : causes)
    if (l.nodes > 0 && l.down > 0) levels[depth++] = l;
  Distribution& full = losses_below(s, node_losses(s, s.per_node, limit, pad), s.full_nodes(), levels, depth, pad);
  if (s.rest() == 0) return full;
  // The last, partly filled node, in a rack and under a leaf of its own.
  Distribution& last = node_losses(s, s.rest(), limit, pad);
  for (std::size_t i = 0; i < depth; ++i) mix(last, levels[i].down, s.rest() * s.units);
  Distribution& both = pad.none(limit);
  convolve(full, last, both);
  return both;
}

double chance_up(const Service& service, const Down& down, const Stand& s) {
  const double rack = service.nodes_per_rack > 0 ? down.rack : 0, leaf = service.nodes_per_leaf > 0 ? down.leaf : 0;
  return (1 - down.site) * (1 - rack) * (1 - leaf) * (1 - s.node_down) * (1 - s.replica_down);
}

}  // namespace

Distribution& Pad::none(std::size_t limit) {
  if (used_ == kept_.size()) kept_.emplace_back();
  Distribution& d = kept_[used_++];
  d.assign(limit + 1, 0);
  d[0] = 1;
  return d;
}

void convolve(const Distribution& a, const Distribution& b, Distribution& to) {
  std::fill(to.begin(), to.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == 0) continue;  // losses come in steps of a node
    for (std::size_t j = 0; i + j < to.size(); ++j) to[i + j] += a[i] * b[j];
  }
}

Distribution& power(const Distribution& one, std::int64_t count, Pad& pad) {
  const std::size_t limit = one.size() - 1;
  Distribution *result = &pad.none(limit), *square = &pad.none(limit), *spare = &pad.none(limit);
  *square = one;
  for (; count > 0; count >>= 1) {
    if (count & 1) convolve(*result, *square, *spare), std::swap(result, spare);
    if (count > 1) convolve(*square, *square, *spare), std::swap(square, spare);
  }
  return *result;
}

void mix(Distribution& losses, double down, std::int64_t all) {
  for (double& p : losses) p *= 1 - down;
  if (const auto at = static_cast<std::size_t>(all); at < losses.size()) losses[at] += down;
}

std::vector<std::int64_t> whole_units(const std::vector<double>& sizes, std::size_t pools) {
  std::vector<std::int64_t> units(pools, 1);
  if (sizes.empty()) return units;
  const double smallest = *std::min_element(sizes.begin(), sizes.end());
  for (int parts = 1; parts <= 1000; ++parts) {
    bool whole = true;
    for (std::size_t i = 0; i < std::min(pools, sizes.size()); ++i) {
      const double exact = sizes[i] / smallest * parts;
      units[i] = static_cast<std::int64_t>(exact + 1e-9 * exact);
      whole = whole && std::abs(exact - static_cast<double>(units[i])) <= 1e-9 * exact;
    }
    if (whole) break;
  }
  return units;
}

Availability availability_of(const Service& service, std::span<const Down> downs, const Question& q, Pad& pad) {
  Availability out;
  std::int64_t units = 0, placed = 0;
  double places = 0, seen = 0;
  const auto weight = [&](std::size_t i) {
    return q.placed.empty() ? static_cast<double>(room(service.pools[i], q.devices)) : q.placed[i];
  };
  const auto down_of = [&](std::size_t i) -> const Down& { return downs[downs.size() == 1 ? 0 : i]; };
  for (std::size_t i = 0; i < service.pools.size(); ++i) places += weight(i);
  // Rounded running sums: every pool gets its share, and all together exactly what is asked.
  const auto share = [&](std::size_t i) {
    seen += weight(i);
    const auto until = places > 0 ? std::llround(static_cast<double>(q.replicas) * seen / places) : 0;
    const std::int64_t mine = until - placed;
    placed = until;
    return mine;
  };
  for (std::size_t i = 0; i < service.pools.size(); ++i) units += share(i) * service.pools[i].units;
  out.units = units;
  if (units == 0) return out;
  const double needed = q.needed * static_cast<double>(units);
  const auto spare = units - static_cast<std::int64_t>(std::ceil(needed - 1e-9));
  out.spare_units = spare;
  const std::size_t limit = static_cast<std::size_t>(std::max<std::int64_t>(0, spare)), mark = pad.mark();

  Distribution* all = &pad.none(limit);
  Distribution* next = &pad.none(limit);
  double mean_up = 0;
  std::int64_t node_loss = 0, largest_site = 0;
  for (std::uint32_t site = 0; site < service.sites; ++site) {
    Distribution *here = &pad.none(limit), *spare_here = &pad.none(limit);
    std::int64_t site_units = 0, fullest = 0;
    seen = 0, placed = 0;
    for (std::size_t i = 0; i < service.pools.size(); ++i) {
      const Pool& pool = service.pools[i];
      const Down& down = down_of(i);
      const std::int64_t replicas = share(i);
      if (pool.site != site || replicas == 0) continue;
      const Stand s = stand_of(service, down, pool, q.devices, replicas);
      convolve(*here, pool_losses(service, down, s, limit, pad), *spare_here);
      std::swap(here, spare_here);
      site_units += replicas * s.units;
      fullest = std::max(fullest, std::min(replicas, s.per_node) * s.units);
      mean_up += static_cast<double>(replicas * s.units) * chance_up(service, down, s);
    }
    if (site_units == 0) continue;
    mix(*here, downs.front().site, site_units);
    convolve(*all, *here, *next);
    std::swap(all, next);
    node_loss += fullest;
    largest_site = std::max(largest_site, site_units);
  }
  pad.release(mark);

  const double whole = static_cast<double>(units);
  out.replica = mean_up / whole;
  out.node_down = 1 - static_cast<double>(node_loss) / whole;
  out.site_down = 1 - static_cast<double>(largest_site) / whole;
  if (spare < 0) return out.available = 0, out.served = mean_up / needed, out;
  double enough = 0, lost = 0;
  for (std::size_t i = 0; i <= limit; ++i) enough += (*all)[i], lost += static_cast<double>(i) * (*all)[i];
  out.available = std::min(1.0, enough);
  // Beyond the limit what is up counts: mean of all that is up, less that of the cases with enough.
  const double rest = mean_up - (whole * enough - lost);
  out.served = std::min(1.0, enough + std::max(0.0, rest) / needed);
  return out;
}

}  // namespace fleetline::reliability
