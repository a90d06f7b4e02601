// The frame of a kind's schema, so that each kind shows only the fields that are its own.
#pragma once

#include <type_traits>

#include "common/published.hpp"

namespace fleetline::workloads {

inline const FieldOptions required_size{.range = at_least(1), .required = true};
inline const FieldOptions one_or_more{.range = at_least(1)};

/// Made once: `own` fields, then where the model is from and what was published of it. `flops` says of what FLOPs are
/// published, for kinds of which they are.
template <class Params>
const Schema<Params>& kind_schema(const char* doc, void (*own)(Schema<Params>&),
                                  void (*check)(const Params&, const Table&, ReadContext&) = nullptr,
                                  const char* flops = nullptr) {
  static const Schema<Params> schema = [=] {
    Schema<Params> all(doc);
    own(all);
    add_origin(all);
    add_published(all);
    if constexpr (std::is_base_of_v<PublishedWithFlops, Params>) add_published_flops(all, flops);
    if (check != nullptr) all.check(check);
    return all;
  }();
  return schema;
}

/// Sizes of kinds whose layers are all alike: attention and a feed-forward network.
template <class Params>
void add_layer_sizes(Schema<Params>& schema, const char* layers) {
  schema.add("layers", &Params::layers, "", layers, required_size)
      .add("hidden", &Params::hidden, "", "Width of the residual stream", required_size)
      .add("heads", &Params::heads, "", "Attention heads", required_size)
      .add("ffn", &Params::ffn, "", "Width of the feed-forward network", required_size);
}

inline constexpr const char* flops_of_a_sample =
    "Forward FLOPs of one sample as published, two per multiply-add: tests compare";

}  // namespace fleetline::workloads
