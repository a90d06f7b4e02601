#include "encoder_decoder/encoder_decoder.hpp"

#include "common/transformer_layers.hpp"
#include "fleetline/sdk.hpp"

namespace fleetline::workloads::encoder_decoder {
namespace {

/// How the decoder passes over its target: `rows` tokens at once, `passes` times, each seeing `context` tokens of the
/// target.
struct Pace {
  double rows = 1, passes = 1, context = 1;
  bool causal = false;
};

LayerSizes sizes_of(const Params& p) {
  return {.hidden = double(p.hidden),
          .heads = double(p.heads),
          .head_dim = double(p.head_dim),
          .ffn = double(p.ffn),
          .gated = p.gated,
          .biases = false,
          .norm_parameters = double(p.hidden)};
}

void add_encoder(Network& network, const Params& p) {
  const double n = p.source_tokens, h = p.hidden;
  NetworkSection& embedding = network.add("embedding", 1, 0, n * h);
  embedding.nodes.push_back(lookup("embedding.tokens", n, h, p.vocabulary));
  embedding.nodes.push_back(elementwise("embedding.relative_positions", 0, 2.0 * p.position_buckets * p.heads));
  NetworkSection& layer = network.add("encoder", p.encoder_layers, 1, n * h);
  add_attention(layer, sizes_of(p), {n, n, n}, "attention");
  add_feed_forward(layer, sizes_of(p), n, "ffn");
  network.add("encoder_norm", 1, 0, n * h).nodes.push_back(normalisation("encoder.norm", n * h, h));
}

void add_decoder(Network& network, const Params& p, const Pace& pace) {
  const double h = p.hidden, source = p.source_tokens;
  NetworkSection& layer = network.add("decoder", p.decoder_layers, 1, pace.rows * h);
  add_attention(layer, sizes_of(p), {pace.rows, pace.context, pace.rows, pace.causal}, "attention");
  add_attention(layer, sizes_of(p), {pace.rows, source, source}, "cross_attention");
  add_feed_forward(layer, sizes_of(p), pace.rows, "ffn");
  const Label of_source("cross_attention.key_value");
  for (NetworkNode& node : layer.nodes)
    if (node.label != of_source) node.passes = pace.passes;

  NetworkSection& head = network.add("head", 1, 0, 0);
  head.nodes.push_back(normalisation("head.norm", pace.rows * h, h));
  head.nodes.push_back(dense("head.logits", pace.rows, h, p.vocabulary, false));
  head.nodes.back().tied = p.tied_embeddings;
  for (NetworkNode& node : head.nodes) node.passes = pace.passes;
}

}  // namespace

Network generating(const Params& p) {
  Network network;
  add_encoder(network, p);
  add_decoder(network, p, {.passes = double(p.target_tokens), .context = (p.target_tokens + 1) / 2.0});
  return network;
}

Network training(const Params& p) {
  Network network;
  add_encoder(network, p);
  const double n = p.target_tokens;
  add_decoder(network, p, {.rows = n, .context = n, .causal = true});
  return network;
}

const Schema<Params>& Params::schema() {
  static const FieldOptions size{.range = at_least(1), .required = true}, one{.range = at_least(1)};
  static const Schema<Params> s = [] {
    Schema<Params> all =
        Schema<Params>("A transformer encoder and decoder")
            .add("encoder_layers", &Params::encoder_layers, "", "Encoder layers", size)
            .add("decoder_layers", &Params::decoder_layers, "", "Decoder layers", size)
            .add("hidden", &Params::hidden, "", "Width of the residual stream", size)
            .add("heads", &Params::heads, "", "Attention heads", size)
            .add("head_dim", &Params::head_dim, "", "Size of one head", one)
            .add("ffn", &Params::ffn, "", "Width of the feed-forward network", size)
            .add("gated", &Params::gated, "", "Gated feed-forward network: three matrices instead of two")
            .add("vocabulary", &Params::vocabulary, "", "Rows of the embedding", size)
            .add("tied_embeddings", &Params::tied_embeddings, "", "The head uses the embedding's matrix")
            .add("position_buckets", &Params::position_buckets, "",
                 "Buckets of relative positions, each with a bias per head", {.range = non_negative})
            .add("source_tokens", &Params::source_tokens, "", "Tokens of the source, which is encoded at once", one)
            .add("target_tokens", &Params::target_tokens, "",
                 "Tokens of the target: generated one by one in inference, given in training", one);
    add_origin(all);
    add_published(all);
    return all;
  }();
  return s;
}

Component component() {
  return sdk::workload<EncoderDecoder>(
      {.name = "encoder-decoder",
       .summary = "A source sequence is encoded once, a target sequence is generated token by token (T5)",
       .description = "One sample is a pair of sequences. Inference encodes the source, computes the keys and values "
                      "that the decoder's cross "
                      "attention reads, and runs the decoder once for each token of the target: its weights are read "
                      "that often. Training "
                      "runs the decoder once, over the whole target. One device.",
       .assumptions = {"While generating, half of the target is cached on average.",
                       "Sequences are all equally long: no padding."},
       .references = {"Raffel et al. 2020, T5, arXiv:1910.10683",
                      "Vaswani et al. 2017, Attention is all you need, arXiv:1706.03762"}});
}

}  // namespace fleetline::workloads::encoder_decoder
