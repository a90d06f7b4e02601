// Workload kind `encoder`: a bidirectional transformer over whole sequences of tokens (BERT).
#pragma once

#include <optional>
#include <string>

#include "common/network.hpp"
#include "common/published.hpp"
#include "fleetline/manifest.hpp"

namespace fleetline::workloads::encoder {

struct Params : PublishedWithFlops {
  int layers = 0, hidden = 0, heads = 0, ffn = 0, vocabulary = 0, positions = 512, segments = 2;
  int tokens = 512;
  bool pooler = true;
  std::optional<int> published_tokens;
  static const Schema<Params>& schema();
};

/// Devlin et al. 2019: token, position and segment embeddings and a norm; post-norm layers; a pooler on the first
/// token.
Network network_of(const Params& params);

class Encoder : public NetworkWorkload {
 public:
  using Params = encoder::Params;
  explicit Encoder(const Params& p) : NetworkWorkload(network_of(p), "sequence", p.native) {}
};

Component component();

}  // namespace fleetline::workloads::encoder
