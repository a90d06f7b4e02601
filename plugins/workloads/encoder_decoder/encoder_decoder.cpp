#include "encoder_decoder/encoder_decoder.hpp"

#include "common/kind_schema.hpp"
#include "common/transformer_layers.hpp"
#include "fleetline/sdk.hpp"
#include "fleetline/text.hpp"

namespace fleetline::workloads::encoder_decoder {
namespace {

/// How the decoder passes over its target: `rows` tokens at once, `passes` times, each seeing `context` tokens of the
/// target.
struct Pace {
  double rows = 1, passes = 1, context = 1;
  bool causal = false;
};

double norm_of(const Params& p) { return (p.biases ? 2.0 : 1.0) * p.hidden; }

LayerSizes sizes_of(const Params& p) {
  return {.hidden = double(p.hidden),
          .heads = double(p.heads),
          .head_dim = double(p.head_dim),
          .ffn = double(p.ffn),
          .gated = p.gated,
          .biases = p.biases,
          .key_biases = false,
          .norm_parameters = norm_of(p)};
}

/// Two convolutions of width 3 along time, the second with stride 2, and a table of positions.
void add_frames(NetworkSection& source, const Params& p) {
  const double n = p.source_tokens, h = p.hidden;
  source.nodes.push_back(
      convolution("embedding.frames",
                  {.in_width = 2 * n, .out_width = 2 * n, .in = double(p.mel_bins), .out = h, .kernel_width = 3}));
  source.nodes.push_back(
      convolution("embedding.pairs", {.in_width = 2 * n, .out_width = n, .in = h, .out = h, .kernel_width = 3}));
  source.nodes.push_back(elementwise("embedding.source_positions", 2 * n * h, n * h));
}

void add_encoder(Network& network, const Params& p) {
  const double n = p.source_tokens, h = p.hidden;
  NetworkSection& source = network.add("embedding", 1, 0, n * h);
  if (p.mel_bins > 0)
    add_frames(source, p);
  else
    source.nodes.push_back(lookup("embedding.tokens", n, h, p.vocabulary));
  if (p.position_buckets > 0)
    source.nodes.push_back(elementwise("embedding.relative_positions", 0, 2.0 * p.position_buckets * p.heads));
  add_encoder_layers(network, "encoder", p.encoder_layers, sizes_of(p), n);
  network.add("encoder_norm", 1, 0, n * h).nodes.push_back(normalisation("encoder.norm", n * h, norm_of(p)));
}

void add_decoder(Network& network, const Params& p, const Pace& pace) {
  const double h = p.hidden, source = p.source_tokens;
  if (p.mel_bins > 0) {
    NetworkSection& target = network.add("target", 1, 0, pace.rows * h);
    target.nodes.push_back(lookup("target.tokens", pace.rows, h, p.vocabulary));
    target.nodes.push_back(lookup("target.positions", pace.rows, h, p.target_positions));
    for (NetworkNode& node : target.nodes) node.passes = pace.passes;
  }
  NetworkSection& layer = network.add("decoder", p.decoder_layers, 1, pace.rows * h);
  add_attention(layer, sizes_of(p), {pace.rows, pace.context, pace.rows, pace.causal}, "attention");
  add_attention(layer, sizes_of(p), {pace.rows, source, source}, "cross_attention");
  add_feed_forward(layer, sizes_of(p), pace.rows, "ffn");
  const Label of_source("cross_attention.key_value");
  for (NetworkNode& node : layer.nodes)
    if (node.label != of_source) node.passes = pace.passes;

  NetworkSection& head = network.add("head", 1, 0, 0);
  head.nodes.push_back(normalisation("head.norm", pace.rows * h, norm_of(p)));
  head.nodes.push_back(dense("head.logits", pace.rows, h, p.vocabulary, false));
  head.nodes.back().tied = p.tied_embeddings;
  for (NetworkNode& node : head.nodes) node.passes = pace.passes;
}

void check(const Params& p, const Table& table, ReadContext& context) {
  const KeyCheck problems(table, context);
  if ((p.mel_bins > 0) != (p.target_positions > 0))
    problems.add(p.mel_bins > 0 ? "target_positions" : "mel_bins",
                 "missing: speech goes with a table of target positions", "a whole number, at least 1",
                 p.mel_bins > 0 ? "mel_bins" : "target_positions");
  if (p.target_positions > 0 && p.target_tokens > p.target_positions)
    problems.add(
        "target_tokens",
        cat("a target of ", p.target_tokens, " tokens is longer than the table of ", p.target_positions, " positions"),
        cat("at most ", p.target_positions), "target_positions");
}

void own(Schema<Params>& s) {
  s.add("encoder_layers", &Params::encoder_layers, "", "Encoder layers", required_size)
      .add("decoder_layers", &Params::decoder_layers, "", "Decoder layers", required_size)
      .add("hidden", &Params::hidden, "", "Width of the residual stream", required_size)
      .add("heads", &Params::heads, "", "Attention heads", required_size)
      .add("head_dim", &Params::head_dim, "", "Size of one head", one_or_more)
      .add("ffn", &Params::ffn, "", "Width of the feed-forward network", required_size)
      .add("gated", &Params::gated, "", "Gated feed-forward network: three matrices instead of two")
      .add("biases", &Params::biases, "", "Layers have biases, but for the keys, and norms have shifts (Whisper)")
      .add("vocabulary", &Params::vocabulary, "", "Rows of the embedding", required_size)
      .add("tied_embeddings", &Params::tied_embeddings, "", "The head uses the embedding's matrix")
      .add("position_buckets", &Params::position_buckets, "",
           "Buckets of relative positions, each with a bias per head", {.range = non_negative})
      .add("mel_bins", &Params::mel_bins, "",
           "The source is speech: bins of a spectrogram, of which two frames become one token; 0: text",
           {.range = non_negative})
      .add("target_positions", &Params::target_positions, "", "Rows of the target's position table; 0: none",
           {.range = non_negative})
      .add("source_tokens", &Params::source_tokens, "", "Tokens of the source, which is encoded at once", one_or_more)
      .add("target_tokens", &Params::target_tokens, "",
           "Tokens of the target: generated one by one in inference, given in training", one_or_more);
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

const Schema<Params>& Params::schema() { return kind_schema<Params>("A transformer encoder and decoder", own, check); }

Component component() {
  return sdk::workload<EncoderDecoder>(
      {.name = "encoder-decoder",
       .summary = "A source sequence is encoded once, a target sequence is generated token by token (T5, Whisper)",
       .description = "One sample is a pair of sequences. Inference encodes the source, computes the keys and values "
                      "that the decoder's cross "
                      "attention reads, and runs the decoder once for each token of the target: its weights are read "
                      "that often. Training "
                      "runs the decoder once, over the whole target. One device.",
       .assumptions = {"While generating, half of the target is cached on average.",
                       "Sequences are all equally long: no padding."},
       .references = {"Raffel et al. 2020, T5, arXiv:1910.10683", "Radford et al. 2022, Whisper, arXiv:2212.04356",
                      "Vaswani et al. 2017, Attention is all you need, arXiv:1706.03762"}});
}

}  // namespace fleetline::workloads::encoder_decoder
