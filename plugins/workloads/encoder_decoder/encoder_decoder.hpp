// Workload kind `encoder-decoder`: a source sequence is encoded once, a target sequence is generated token by token
// (T5).
#pragma once

#include <optional>
#include <string>

#include "common/published.hpp"
#include "common/network.hpp"
#include "fleetline/manifest.hpp"

namespace fleetline::workloads::encoder_decoder {

struct Params : Published {
  int encoder_layers = 0, decoder_layers = 0, hidden = 0, heads = 0, head_dim = 64, ffn = 0, vocabulary = 0;
  bool gated = false, tied_embeddings = true;
  int position_buckets = 32;
  int source_tokens = 512, target_tokens = 128;
  static const Schema<Params>& schema();
};

/// Raffel et al. 2020, section 2.1: no biases, norms without a shift, relative positions in one layer of each stack,
/// every decoder layer attends to itself and to the encoder's output. Generating runs the decoder once for each token
/// of the target, with half of the target cached on average, and computes keys and values of the source once; training
/// runs it once, causally.
Network generating(const Params& params);
Network training(const Params& params);

class EncoderDecoder : public NetworkWorkload {
 public:
  using Params = encoder_decoder::Params;
  explicit EncoderDecoder(const Params& p) : NetworkWorkload(generating(p), training(p), "sequence", p.native) {}
};

Component component();

}  // namespace fleetline::workloads::encoder_decoder
