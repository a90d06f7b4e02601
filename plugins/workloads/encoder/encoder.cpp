#include "encoder/encoder.hpp"

#include "common/kind_schema.hpp"
#include "common/transformer_layers.hpp"
#include "fleetline/sdk.hpp"
#include "fleetline/text.hpp"

namespace fleetline::workloads::encoder {
namespace {

void check(const Params& p, const Table& table, ReadContext& context) {
  const KeyCheck check(table, context);
  if (p.positions > 0 && p.tokens > p.positions)
    check.add("tokens", cat("a sequence of ", p.tokens, " is longer than the table of ", p.positions, " positions"),
              cat("at most ", p.positions));
  check.divides("heads", p.hidden, p.heads, "a hidden size", cat(p.heads, " heads"));
}

void own(Schema<Params>& s) {
  add_layer_sizes(s, "Encoder layers");
  s.add("vocabulary", &Params::vocabulary, "", "Rows of the embedding", required_size)
      .add("positions", &Params::positions, "", "Rows of the position table; 0: none", {.range = non_negative})
      .add("segments", &Params::segments, "", "Rows of the segment table; 0: none", {.range = non_negative})
      .add("tokens", &Params::tokens, "", "Tokens of one sequence", one_or_more)
      .add("pooler", &Params::pooler, "", "A layer on the first token, for classification")
      .add("published_tokens", &Params::published_tokens, "", "Tokens of the sequence that published_flops are of",
           one_or_more);
}

}  // namespace

Network network_of(const Params& p) {
  const double n = p.tokens, h = p.hidden;
  Network network;
  NetworkSection& embedding = network.add("embedding", 1, 0, n * h);
  embedding.nodes.push_back(lookup("embedding.tokens", n, h, p.vocabulary));
  if (p.positions > 0) embedding.nodes.push_back(lookup("embedding.positions", n, h, p.positions));
  if (p.segments > 0) embedding.nodes.push_back(lookup("embedding.segments", n, h, p.segments));
  embedding.nodes.push_back(normalisation("embedding.norm", n * h, 2 * h));

  add_encoder_layers(network, "encoder", p.layers, sizes_of_layers(p, 2 * h), n);
  if (p.pooler) network.add("head", 1, 0, h).nodes.push_back(dense("head.pooler", 1, h, h));
  return network;
}

const Schema<Params>& Params::schema() {
  return kind_schema<Params>("A transformer encoder", own, check,
                             "Forward FLOPs of one sequence as published, two per multiply-add: tests compare");
}

Component component() {
  return sdk::workload<Encoder>({.name = "encoder",
                                 .summary = "A bidirectional transformer over whole sequences of tokens (BERT)",
                                 .description = "One sample is a sequence of `tokens` tokens, which all see each "
                                                "other. Inference and training steps; one device. The head of "
                                                "a pre-training task is not part.",
                                 .assumptions = {fused_attention, "Sequences are all equally long: no padding."},
                                 .references = {"Devlin et al. 2019, BERT, arXiv:1810.04805"}});
}

}  // namespace fleetline::workloads::encoder
