// Workload kind `diffusion-transformer`: a transformer over patches of a noisy latent, run once for each denoising step
// (DiT).
#pragma once

#include <optional>
#include <string>

#include "common/network.hpp"
#include "common/published.hpp"
#include "fleetline/manifest.hpp"

namespace fleetline::workloads::diffusion_transformer {

struct Params : PublishedWithFlops {
  int latent = 32, latent_channels = 4, patch = 2;
  int layers = 0, hidden = 0, heads = 0, ffn = 0;
  int classes = 1000, steps = 250;
  bool guidance = true, learned_variance = true;
  static const Schema<Params>& schema();
};

/// Peebles & Xie 2023, section 3.2, adaLN-Zero: every layer scales, shifts and gates by six vectors computed from the
/// step and the class. `steps` and guidance count in inference only; training denoises once.
Network network_of(const Params& params);

class DiffusionTransformer : public NetworkWorkload {
 public:
  using Params = diffusion_transformer::Params;
  explicit DiffusionTransformer(const Params& p) : NetworkWorkload(network_of(p), "image", p.native) {}
};

Component component();

}  // namespace fleetline::workloads::diffusion_transformer
