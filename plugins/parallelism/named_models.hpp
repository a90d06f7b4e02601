// Decoders whose sizes are published under a name: what a row leaves blank is theirs.
#pragma once

#include <optional>
#include <string_view>

namespace fleetline::parallelism {

/// 0: not published, or of several sizes under that name. `device`: only where the accelerator is called so.
struct NamedModel {
  std::string_view name;
  double layers, hidden, heads, kv_heads, ffn, vocabulary;
  double head_dim = 0;             ///< 0: the width over the heads
  std::optional<bool> gated = {};  ///< of a model whose name does not tell: gated (and RMSNorm, flash) or plain
  std::string_view device = {};
};

/// The first of the name whose published sizes do not contradict those given (0: blank); nullptr: none.
const NamedModel* named_model(std::string_view model, std::string_view device, double layers, double hidden);

/// Sequences in a micro-batch of one device, and tensor degree, that MaxText's script for this model and TPU runs with;
/// nullptr: no script for it.
struct MaxTextScript {
  std::string_view device, model;
  double sequence, per_device, tensor, slice;  ///< `slice`: chips that share a model
  bool recomputed;
};
const MaxTextScript* maxtext_script(std::string_view model, std::string_view device);

}  // namespace fleetline::parallelism
