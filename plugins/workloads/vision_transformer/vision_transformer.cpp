#include "vision_transformer/vision_transformer.hpp"

#include "common/kind_schema.hpp"
#include "common/transformer_layers.hpp"
#include "fleetline/sdk.hpp"
#include "fleetline/text.hpp"

namespace fleetline::workloads::vision_transformer {
namespace {

void check(const Params& p, const Table& table, ReadContext& context) {
  const KeyCheck check(table, context);
  check.divides("patch", p.image, p.patch, "an image", cat("patches of ", p.patch));
  check.divides("heads", p.hidden, p.heads, "a hidden size", cat(p.heads, " heads"));
}

void own(Schema<Params>& s) {
  s.add("image", &Params::image, "", "Height and width of the image", one_or_more)
      .add("patch", &Params::patch, "", "Height and width of a patch", one_or_more)
      .add("channels", &Params::channels, "", "Channels of the image", one_or_more);
  add_layer_sizes(s, "Encoder layers");
  s.add("classes", &Params::classes, "", "Classes of the head; 0: no head", {.range = non_negative})
      .add("class_token", &Params::class_token, "", "A token of its own beside the patches, which the head reads");
}

}  // namespace

Network network_of(const Params& p) {
  const double side = p.image / p.patch, tokens = side * side + (p.class_token ? 1 : 0), h = p.hidden;
  Network network;
  NetworkSection& stem = network.add("patches", 1, 0, tokens * h);
  add_patches(stem, p.image, p.patch, p.channels, h);
  stem.nodes.push_back(elementwise("patches.positions", 2 * tokens * h, (tokens + (p.class_token ? 1 : 0)) * h));
  add_encoder_layers(network, "encoder", p.layers, sizes_of_layers(p, 2 * h), tokens);

  NetworkSection& head = network.add("head", 1, 0, p.classes > 0 ? p.classes : tokens * h);
  head.nodes.push_back(normalisation("head.norm", tokens * h, 2 * h));
  if (p.classes > 0) head.nodes.push_back(dense("head.classes", 1, h, p.classes));
  return network;
}

const Schema<Params>& Params::schema() {
  return kind_schema<Params>("A vision transformer", own, check, flops_of_a_sample);
}

Component component() {
  return sdk::workload<VisionTransformer>(
      {.name = "vision-transformer",
       .summary = "An image cut into patches, a transformer encoder over them, a classifier (ViT)",
       .description = "One sample is an image: (image / patch)^2 tokens and a class token attend to each other in "
                      "every layer. Inference and "
                      "training steps; one device.",
       .assumptions = {fused_attention, "Heads classify one token of each image."},
       .references = {"Dosovitskiy et al. 2021, An image is worth 16x16 words, arXiv:2010.11929"}});
}

}  // namespace fleetline::workloads::vision_transformer
