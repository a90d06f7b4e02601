#include "common/transformer_layers.hpp"

#include <algorithm>

#include "fleetline/text.hpp"

namespace fleetline::workloads {

void add_attention(NetworkSection& s, const LayerSizes& z, const AttentionSizes& a, std::string_view prefix) {
  const double inner = z.heads * z.head_dim, elements = a.queries * z.hidden;
  const auto label = [&](std::string_view part) { return cat(prefix, ".", part); };
  s.nodes.push_back(normalisation(label("norm"), elements, z.norm_parameters));
  const double without = z.biases && !z.key_biases ? inner : 0;
  if (a.keys == a.queries) {
    s.nodes.push_back(dense(label("qkv"), a.queries, z.hidden, 3 * inner, z.biases));
    s.nodes.back().weights -= without;
  } else {
    s.nodes.push_back(dense(label("query"), a.queries, z.hidden, inner, z.biases));
    s.nodes.push_back(dense(label("key_value"), a.keys, z.hidden, 2 * inner, z.biases));
    s.nodes.back().weights -= without;
  }
  s.nodes.push_back(
      attend(label("core"), a.queries, a.context, std::max(a.keys, a.context), z.heads, z.head_dim, a.causal));
  s.nodes.push_back(dense(label("projection"), a.queries, inner, z.hidden, z.biases));
  s.nodes.push_back(elementwise(label("residual"), 3 * elements));
}

void add_feed_forward(NetworkSection& s, const LayerSizes& z, double rows, std::string_view prefix) {
  const double elements = rows * z.hidden;
  const auto label = [&](std::string_view part) { return cat(prefix, ".", part); };
  s.nodes.push_back(normalisation(label("norm"), elements, z.norm_parameters));
  s.nodes.push_back(dense(label(z.gated ? "gate_up" : "up"), rows, z.hidden, (z.gated ? 2 : 1) * z.ffn, z.biases));
  s.nodes.push_back(elementwise(label("activation"), (z.gated ? 3 : 2) * rows * z.ffn));
  s.nodes.push_back(dense(label("down"), rows, z.ffn, z.hidden, z.biases));
  s.nodes.push_back(elementwise(label("residual"), 3 * elements));
}

NetworkSection& add_encoder_layers(Network& network, std::string_view label, double count, const LayerSizes& z,
                                   double rows) {
  NetworkSection& layer = network.add(label, count, 1, rows * z.hidden);
  add_attention(layer, z, {rows, rows, rows}, "attention");
  add_feed_forward(layer, z, rows, "ffn");
  return layer;
}

double add_patches(NetworkSection& section, int side, int patch, int channels, double hidden) {
  const double edge = side / patch, size = patch;
  section.nodes.push_back(convolution("patches.embed", {.in_height = double(side),
                                                        .in_width = double(side),
                                                        .out_height = edge,
                                                        .out_width = edge,
                                                        .in = double(channels),
                                                        .out = hidden,
                                                        .kernel_height = size,
                                                        .kernel_width = size}));
  return edge;
}

}  // namespace fleetline::workloads
