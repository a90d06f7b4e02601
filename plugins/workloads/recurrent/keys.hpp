// What an entry says of a recurrence, declared once for the kinds that have one.
#pragma once

#include <optional>

#include "common/published.hpp"
#include "recurrent/mixer.hpp"

namespace fleetline::workloads::recurrent {

/// Base of a kind's parameters.
struct Keys {
  Kind recurrent = Kind::none;
  std::optional<int> recurrent_heads, recurrent_head_dim, recurrent_channels, recurrent_state, recurrent_groups,
      recurrent_kernel, recurrent_rank;
  bool recurrent_norms = false;
};

/// Sizes of a recurrence beside a residual stream of `hidden`. Mamba's step has rank hidden / 16 unless it is said
/// otherwise (Gu & Dao 2023, section 3.6).
Sizes sizes_of(const Keys& keys, double hidden);

/// Sizes that the kind has and the entry lacks, and the other way round.
void check(const Keys& keys, const KeyCheck& problems);

template <class Params>
void add_recurrence(Schema<Params>& schema) {
  const FieldOptions one{.range = at_least(1)};
  schema
      .add("recurrent", inherited<Params>(&Keys::recurrent),
           {{Kind::none, {.name = "none", .doc = "every layer attends"}},
            {Kind::mamba, {.name = "mamba", .doc = "a selective state space (Mamba; Jamba)"}},
            {Kind::mamba2, {.name = "mamba-2", .doc = "one decay a head (Mamba-2; Nemotron-H, Granite 4, Bamba)"}},
            {Kind::gated_delta, {.name = "gated-delta", .doc = "the gated delta rule (Gated DeltaNet; Qwen3-Next)"}},
            {Kind::lightning, {.name = "lightning", .doc = "linear attention, a fixed decay a head (MiniMax-Text-01)"}},
            {Kind::convolution, {.name = "convolution", .doc = "a gated short convolution (LFM2)"}}},
           "What stands in attention's place in the layers that recurrent_layers counts")
      .add("recurrent_heads", inherited<Params>(&Keys::recurrent_heads), "",
           "Heads of the recurrence (of values, where keys have fewer)", one)
      .add("recurrent_head_dim", inherited<Params>(&Keys::recurrent_head_dim), "", "Channels of one of its heads", one)
      .add("recurrent_channels", inherited<Params>(&Keys::recurrent_channels), "",
           "Inner channels of a recurrence without heads: mamba (expand times hidden), convolution; not given: hidden",
           one)
      .add("recurrent_state", inherited<Params>(&Keys::recurrent_state), "",
           "State elements of one channel: the size of a key", one)
      .add("recurrent_groups", inherited<Params>(&Keys::recurrent_groups), "",
           "Groups of heads that share their keys and queries (mamba-2: B and C; gated-delta: key heads); not given: 1",
           one)
      .add("recurrent_kernel", inherited<Params>(&Keys::recurrent_kernel), "",
           "Width of the convolution along the sequence", one)
      .add("recurrent_rank", inherited<Params>(&Keys::recurrent_rank), "",
           "Mamba: rank of the step size; not given: hidden / 16, rounded up", one)
      .add("recurrent_norms", inherited<Params>(&Keys::recurrent_norms), "",
           "Mamba: norms of the step size, of B and of C (Jamba)");
}

}  // namespace fleetline::workloads::recurrent
