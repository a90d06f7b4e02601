// A model, a network and devices with round numbers, and one call that compresses them.
#pragma once

#include "accelerators/datasheet.hpp"
#include "cnn/cnn.hpp"
#include "solver.hpp"
#include "transformer/transformer.hpp"

namespace fleetline::compression {

inline Format format(std::string_view text) { return *parse_format(text).value; }

/// Llama-3-8B: 32 layers of 4096, 8 key-value heads, 128,256 words.
inline workloads::transformer::Transformer llama() {
  workloads::transformer::Transformer::Params p;
  p.layers = 32, p.hidden = 4096, p.heads = 32, p.kv_heads = 8, p.ffn = 14336, p.vocabulary = 128256,
  p.max_context = 8192;
  return workloads::transformer::Transformer(p);
}
/// Mixtral-8x7B: 8 experts, 2 for each token.
inline workloads::transformer::Transformer mixtral(std::optional<Format> expert_format = {}) {
  workloads::transformer::Transformer::Params p;
  p.layers = 32, p.hidden = 4096, p.heads = 32, p.kv_heads = 8, p.vocabulary = 32000, p.max_context = 32768;
  p.experts = 8, p.experts_per_token = 2, p.expert_ffn = 14336, p.expert_format = expert_format;
  return workloads::transformer::Transformer(p);
}
inline constexpr double llama_layer =
    4096.0 * 6144 + 4096.0 * 4096 + 4096.0 * 28672 + 14336.0 * 4096;  ///< its four matrices
inline constexpr double llama_end = 128256.0 * 4096;

/// Four layers: a 3x3 convolution of an image, two of 64 channels, and ten classes.
inline workloads::cnn::Cnn network() {
  workloads::cnn::Cnn::Params p;
  p.input_height = p.input_width = 32;
  const auto layer = [&p](const char* name, workloads::cnn::Op op, int channels) {
    workloads::cnn::LayerSpec l;
    l.name = name, l.op = op, l.channels = channels;
    p.layer.push_back(l);
  };
  layer("first", workloads::cnn::Op::conv, 64);
  layer("second", workloads::cnn::Op::conv, 64);
  layer("third", workloads::cnn::Op::conv, 64);
  layer("pool", workloads::cnn::Op::global_pool, 0);
  layer("classes", workloads::cnn::Op::fully_connected, 10);
  return workloads::cnn::Cnn(p);
}

/// 1 PFLOP/s in 16 bits, 2 in 8, twice that with 2:4 zeros if `sparse`; 2 TB/s. No overheads.
inline accelerators::Datasheet device(bool sparse = true) {
  accelerators::DatasheetParams p;
  p.memory = Bytes(80e9);
  p.memory_bandwidth = Bandwidth(2e12);
  p.peak = {{"bf16", FlopRate(1e15)}, {"fp32", FlopRate(1e14)}, {"fp8", FlopRate(2e15)}, {"int8", FlopRate(2e15)}};
  if (sparse) p.peak.push_back({"bf16 2:4", FlopRate(2e15)});
  return accelerators::Datasheet(p);
}

inline CompressionOutputs compressed(const Workload& workload, const CompressionParams& params, bool sparse = true) {
  const Compression solver;
  const auto hardware = device(sparse);
  const auto state = solver.setup({&workload, &hardware, nullptr}, params);
  CompressionOutputs out;
  solver.evaluate(*state, params, out, nullptr);
  return out;
}

/// What the solver says no with; "" when it does not.
inline std::string refusal(const Workload& workload, const CompressionParams& params) {
  try {
    compressed(workload, params);
  } catch (const InputError& error) { return error.what(); }
  return {};
}

}  // namespace fleetline::compression
