#include "alike.hpp"

#include <bit>
#include <unordered_map>

namespace fleetline {

namespace {

/// Sebastiano Vigna's SplitMix64: sums of what it makes of different numbers hardly ever agree.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}
std::uint64_t mix(std::uint64_t a, std::uint64_t b) { return mix(mix(a) ^ b); }

std::uint64_t sort_of(const Link& l) {
  return mix(mix(l.kind.id, std::bit_cast<std::uint64_t>(l.bandwidth.base())),
             mix(std::bit_cast<std::uint64_t>(l.latency.base()), std::bit_cast<std::uint64_t>(l.lanes)));
}

/// Signatures to numbers, in the order of first appearance; returns how many.
std::size_t number(const std::vector<std::uint64_t>& signatures, std::vector<std::uint32_t>& numbers) {
  std::unordered_map<std::uint64_t, std::uint32_t> known;
  for (std::size_t v = 0; v < signatures.size(); ++v)
    numbers[v] = known.try_emplace(signatures[v], static_cast<std::uint32_t>(known.size())).first->second;
  return known.size();
}

}  // namespace

std::vector<std::uint32_t> alike(const TopologyView& graph) {
  const auto vertices = static_cast<std::uint32_t>(graph.vertex_count());
  std::vector<std::uint32_t> numbers(vertices);
  std::vector<std::uint64_t> signatures(vertices), sorts;
  for (const WiredLink& l : graph.links()) sorts.push_back(sort_of(l.link));
  for (std::uint32_t v = 0; v < vertices; ++v) signatures[v] = mix(static_cast<std::uint64_t>(graph.kind({v})), graph.name({v}).id);
  for (std::size_t before = 0, now = number(signatures, numbers); now != before;) {
    for (std::uint32_t v = 0; v < vertices; ++v) {
      signatures[v] = mix(numbers[v], 1);
      for (const Neighbour& n : graph.neighbours({v})) signatures[v] += mix(sorts[n.link], numbers[n.vertex.id]);
    }
    for (std::uint32_t v = 0; v < vertices; ++v)
      for (const Vertex member : graph.failing_with({v})) {
        signatures[v] += mix(numbers[member.id], 2);
        signatures[member.id] += mix(numbers[v], 3);
      }
    before = now;
    now = number(signatures, numbers);
  }
  return numbers;
}

}  // namespace fleetline
