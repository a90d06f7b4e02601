#include "diffusion_transformer/diffusion_transformer.hpp"

#include "common/kind_schema.hpp"
#include "common/transformer_layers.hpp"
#include "fleetline/sdk.hpp"
#include "fleetline/text.hpp"

namespace fleetline::workloads::diffusion_transformer {
namespace {

constexpr double frequencies =
    256;  ///< of the sinusoidal embedding of the step (Peebles & Xie's code, TimestepEmbedder)

void check(const Params& p, const Table& table, ReadContext& context) {
  const KeyCheck check(table, context);
  check.divides("patch", p.latent, p.patch, "a latent", cat("patches of ", p.patch));
  check.divides("heads", p.hidden, p.heads, "a hidden size", cat(p.heads, " heads"));
}

void add_conditioning(Network& network, const Params& p) {
  const double h = p.hidden;
  NetworkSection& s = network.add("conditioning", 1, 0, h);
  s.nodes.push_back(dense("conditioning.step_in", 1, frequencies, h));
  s.nodes.push_back(dense("conditioning.step_out", 1, h, h));
  if (p.classes > 0) s.nodes.push_back(lookup("conditioning.class", 1, h, p.classes + (p.guidance ? 1 : 0)));
}

void own(Schema<Params>& s) {
  s.add("latent", &Params::latent, "", "Height and width of the latent (an eighth of the image's)", one_or_more)
      .add("latent_channels", &Params::latent_channels, "", "Channels of the latent", one_or_more)
      .add("patch", &Params::patch, "", "Height and width of a patch of the latent", one_or_more);
  add_layer_sizes(s, "Layers");
  s.add("classes", &Params::classes, "", "Classes it is conditioned on; 0: none", {.range = non_negative})
      .add("steps", &Params::steps, "", "Denoising steps of one image; training takes one", one_or_more)
      .add("guidance", &Params::guidance, "",
           "Classifier-free guidance: every step runs with and without the condition")
      .add("learned_variance", &Params::learned_variance, "", "The head predicts variances beside the noise");
}

}  // namespace

Network network_of(const Params& p) {
  const double side = p.latent / p.patch, tokens = side * side, h = p.hidden, size = p.patch;
  Network network;
  NetworkSection& stem = network.add("patches", 1, 0, tokens * h);
  add_patches(stem, p.latent, p.patch, p.latent_channels, h);
  stem.nodes.push_back(elementwise("patches.positions", 2 * tokens * h));  // fixed, not trained
  add_conditioning(network, p);

  NetworkSection& layer = add_encoder_layers(network, "layer", p.layers, sizes_of_layers(p, 0), tokens);
  // Scale, shift and gate, of attention and of the feed-forward network: before both.
  layer.nodes.insert(layer.nodes.begin(), dense("modulation", 1, h, 6 * h));

  NetworkSection& head = network.add("head", 1, 0, 0);
  const double out = size * size * p.latent_channels * (p.learned_variance ? 2 : 1);
  head.nodes.push_back(dense("head.modulation", 1, h, 2 * h));
  head.nodes.push_back(normalisation("head.norm", tokens * h, 0));
  head.nodes.push_back(dense("head.noise", tokens, h, out));
  for (NetworkSection& s : network.sections)
    for (NetworkNode& n : s.nodes) {
      n.passes = p.steps;
      n.rows = p.guidance ? 2 : 1;  // Ho & Salimans 2022, classifier-free guidance: with and without the class
    }
  return network;
}

const Schema<Params>& Params::schema() {
  return kind_schema<Params>("A diffusion transformer", own, check,
                             "FLOPs of one step without guidance as published, two per multiply-add: tests compare");
}

Component component() {
  return sdk::workload<DiffusionTransformer>(
      {.name = "diffusion-transformer",
       .summary = "A transformer over patches of a noisy latent, run once for each denoising step (DiT, adaLN-Zero)",
       .description =
           "One sample is an image: its inference repeats every operator `steps` times, and doubles the rows under "
           "guidance; weights "
           "are read in each step. The variational autoencoder around it is not part. Training takes one step.",
       .assumptions = {fused_attention, "Scaling, shifting and gating ride on norms and residuals."},
       .references = {"Peebles & Xie 2023, Scalable diffusion models with transformers, arXiv:2212.09748",
                      "Ho & Salimans 2022, Classifier-free diffusion guidance, arXiv:2207.12598"}});
}

}  // namespace fleetline::workloads::diffusion_transformer
