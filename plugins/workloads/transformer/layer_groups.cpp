#include "transformer/layer_groups.hpp"

#include <algorithm>

namespace fleetline::workloads::transformer {
namespace {

/// Either half of so many layers.
struct Half {
  LayerKind kind;
  double count = 0;
};

}  // namespace

LayerGroups::LayerGroups(const Shape& m) {
  Half mixing[] = {{{.window = m.window}, m.window_layers},
                   {{}, m.attention_layers() - m.window_layers},
                   {{.mix = Mix::recurrence}, m.recurrent_layers}};
  Half networks[] = {{{}, m.dense_layers()}, {{.experts = true}, m.networks() - m.dense_layers()}};
  if (m.halves_apart) {
    for (Half& half : mixing)
      add({.window = half.kind.window, .mix = half.kind.mix, .feed_forward = false}, half.count);
    for (Half& half : networks) add({.experts = half.kind.experts, .mix = Mix::nothing}, half.count);
    return;
  }
  auto network = std::begin(networks);
  for (Half& half : mixing)
    while (half.count > 0 && network != std::end(networks)) {
      const double both = std::min(half.count, network->count);
      add({.experts = network->kind.experts, .window = half.kind.window, .mix = half.kind.mix}, both);
      half.count -= both;
      network->count -= both;
      if (network->count <= 0) ++network;
    }
}

void LayerGroups::add(const LayerKind& kind, double count) {
  if (count > 0) groups_[size_++] = {kind, count};
}

}  // namespace fleetline::workloads::transformer
