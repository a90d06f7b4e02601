// A model's layers by kind. Which feed-forward network meets which way to mix tokens does not change any sum over the
// model, for a layer costs what its two halves cost; so kinds are counted, not listed.
#pragma once

#include <array>
#include <span>

#include "transformer/model.hpp"

namespace fleetline::workloads::transformer {

/// Layers of one kind.
struct LayerGroup {
  LayerKind kind;
  double count = 0;
};

/// Usually one. Dense networks go to windowed layers first, then to those that attend to everything, then to recurrent
/// ones.
class LayerGroups {
 public:
  explicit LayerGroups(const Shape& shape);
  std::span<const LayerGroup> all() const { return {groups_.data(), size_}; }

 private:
  void add(const LayerKind& kind, double count);

  std::array<LayerGroup, 5> groups_;  ///< three ways to mix and two networks, apart; fewer when they meet
  std::size_t size_ = 0;
};

}  // namespace fleetline::workloads::transformer
