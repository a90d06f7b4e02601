// Workload kind `vision-transformer`: an image cut into patches, an encoder over them, a classifier (ViT).
#pragma once

#include <optional>
#include <string>

#include "common/network.hpp"
#include "common/published.hpp"
#include "fleetline/manifest.hpp"

namespace fleetline::workloads::vision_transformer {

struct Params : PublishedWithFlops {
  int image = 224, patch = 16, channels = 3;
  int layers = 0, hidden = 0, heads = 0, ffn = 0;
  int classes = 1000;
  bool class_token = true;
  static const Schema<Params>& schema();
};

/// Dosovitskiy et al. 2021, section 3.1: patches, a class token and positions; pre-norm layers; norm and head on the
/// class token.
Network network_of(const Params& params);

class VisionTransformer : public NetworkWorkload {
 public:
  using Params = vision_transformer::Params;
  explicit VisionTransformer(const Params& p) : NetworkWorkload(network_of(p), "image", p.native) {}
};

Component component();

}  // namespace fleetline::workloads::vision_transformer
