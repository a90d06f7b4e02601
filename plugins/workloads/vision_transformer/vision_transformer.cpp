#include "vision_transformer/vision_transformer.hpp"

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

}  // namespace

Network network_of(const Params& p) {
  const double side = p.image / p.patch, patches = side * side, tokens = patches + (p.class_token ? 1 : 0),
               h = p.hidden;
  Network network;
  NetworkSection& stem = network.add("patches", 1, 0, tokens * h);
  const double size = p.patch;
  stem.nodes.push_back(convolution("patches.embed", {.in_height = double(p.image),
                                                     .in_width = double(p.image),
                                                     .out_height = side,
                                                     .out_width = side,
                                                     .in = double(p.channels),
                                                     .out = h,
                                                     .kernel_height = size,
                                                     .kernel_width = size}));
  stem.nodes.push_back(elementwise("patches.positions", 2 * tokens * h, (tokens + (p.class_token ? 1 : 0)) * h));

  NetworkSection& encoder = network.add("encoder", p.layers, 1, tokens * h);
  const LayerSizes sizes{
      .hidden = h, .heads = double(p.heads), .head_dim = h / p.heads, .ffn = double(p.ffn), .norm_parameters = 2 * h};
  add_attention(encoder, sizes, {tokens, tokens, tokens}, "attention");
  add_feed_forward(encoder, sizes, tokens, "ffn");

  NetworkSection& head = network.add("head", 1, 0, p.classes > 0 ? p.classes : tokens * h);
  head.nodes.push_back(normalisation("head.norm", tokens * h, 2 * h));
  if (p.classes > 0) head.nodes.push_back(dense("head.classes", 1, h, p.classes));
  return network;
}

const Schema<Params>& Params::schema() {
  static const FieldOptions size{.range = at_least(1), .required = true}, one{.range = at_least(1)};
  static const Schema<Params> s = [] {
    Schema<Params> all =
        Schema<Params>("A vision transformer")
            .add("image", &Params::image, "", "Height and width of the image", one)
            .add("patch", &Params::patch, "", "Height and width of a patch", one)
            .add("channels", &Params::channels, "", "Channels of the image", one)
            .add("layers", &Params::layers, "", "Encoder layers", size)
            .add("hidden", &Params::hidden, "", "Width of the residual stream", size)
            .add("heads", &Params::heads, "", "Attention heads", size)
            .add("ffn", &Params::ffn, "", "Width of the feed-forward network", size)
            .add("classes", &Params::classes, "", "Classes of the head; 0: no head", {.range = non_negative})
            .add("class_token", &Params::class_token, "",
                 "A token of its own beside the patches, which the head reads");
    add_origin(all);
    add_published(all);
    add_published_flops(all, "Forward FLOPs of one sample as published, two per multiply-add: tests compare");
    all.check(check);
    return all;
  }();
  return s;
}

Component component() {
  return sdk::workload<VisionTransformer>(
      {.name = "vision-transformer",
       .summary = "An image cut into patches, a transformer encoder over them, a classifier (ViT)",
       .description = "One sample is an image: (image / patch)^2 tokens and a class token attend to each other in "
                      "every layer. Inference and "
                      "training steps; one device.",
       .assumptions = {fused_attention,
                       "Heads classify one token of each image."},
       .references = {"Dosovitskiy et al. 2021, An image is worth 16x16 words, arXiv:2010.11929"}});
}

}  // namespace fleetline::workloads::vision_transformer
