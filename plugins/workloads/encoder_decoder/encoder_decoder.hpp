// Workload kind `encoder-decoder`: a source sequence is encoded once, a target sequence is generated token by token
// (T5), or speech is transcribed (Whisper).
#pragma once

#include <optional>
#include <string>

#include "common/network.hpp"
#include "common/published.hpp"
#include "fleetline/manifest.hpp"

namespace fleetline::workloads::encoder_decoder {

struct Params : Published {
  int encoder_layers = 0, decoder_layers = 0, hidden = 0, heads = 0, head_dim = 64, ffn = 0, vocabulary = 0;
  bool gated = false, tied_embeddings = true, biases = false;
  int position_buckets = 32, target_positions = 0, mel_bins = 0;
  int source_tokens = 512, target_tokens = 128;
  static const Schema<Params>& schema();
};

/// T5 (Raffel et al. 2020), section 2.1: no biases, norms without a shift, relative positions in one layer of each
/// stack, every decoder layer attends to itself and to the encoder's output. Generating runs the decoder once for each
/// token of the target, with half of the target cached on average, and computes keys and values of the source once;
/// training runs it once, causally. Whisper (Radford et al. 2022, arXiv:2212.04356, section 2.2) hears instead of
/// reading: two convolutions make a token of every second frame of a spectrogram; its layers have biases, but for the
/// keys, and LayerNorms, and positions have tables.
Network generating(const Params& params);
Network training(const Params& params);

class EncoderDecoder : public NetworkWorkload {
 public:
  using Params = encoder_decoder::Params;
  explicit EncoderDecoder(const Params& p) : NetworkWorkload(generating(p), training(p), "sequence", p.native) {}
};

Component component();

}  // namespace fleetline::workloads::encoder_decoder
