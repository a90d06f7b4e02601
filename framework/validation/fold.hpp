// Folds of configurations: the same ones on every machine.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace fleetline {

/// FNV-1a: spreads configurations that differ little.
inline std::uint64_t hash_of(const std::string& text) {
  std::uint64_t h = 14695981039346656037ull;
  for (const unsigned char c : text) h = (h ^ c) * 1099511628211ull;
  return h;
}

/// Dealt out in the order of their hashes, so that folds are equally large.
inline std::map<std::string, std::size_t> folds_of(const std::set<std::string>& configurations, std::size_t folds) {
  std::map<std::pair<std::uint64_t, std::string>, int> order;
  for (const std::string& c : configurations) order[{hash_of(c), c}] = 0;
  std::map<std::string, std::size_t> fold;
  std::size_t next = 0;
  for (const auto& entry : order) fold[entry.first.second] = next++ % folds;
  return fold;
}

}  // namespace fleetline
