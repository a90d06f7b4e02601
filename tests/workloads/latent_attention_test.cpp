// Latent attention, expanded and absorbed, and sliding windows.
#include <gtest/gtest.h>

#include <array>

#include "support.hpp"

namespace fleetline::workloads::transformer {
namespace {

/// DeepSeek-V2's attention in one dense layer.
Transformer::Params v2_layer() {
  Transformer::Params p;
  p.layers = 1;
  p.hidden = 5120;
  p.heads = 128;
  p.ffn = 1024;
  p.vocabulary = 1000;
  p.kv_rank = 512;
  p.q_rank = 1536;
  p.nope_head_dim = 128;
  p.rope_head_dim = 64;
  p.value_head_dim = 128;
  return p;
}

const Operator& find(const Lowering& l, std::string_view label, Pass pass = Pass::forward) {
  static const Operator none{};
  for (const Operator& op : l.operators(1, pass))
    if (op.label.text() == label) return op;
  ADD_FAILURE() << "no operator " << label;
  return none;
}
bool has(const Lowering& l, std::string_view label) {
  for (const Operator& op : l.operators(1, Pass::forward))
    if (op.label.text() == label) return true;
  return false;
}

constexpr double h = 5120, a = 128, q_rank = 1536, kv_rank = 512, nope = 128, rope = 64, v = 128;

TEST(LatentAttention, HasTheParametersOfItsMatrices) {
  const double down = h * (q_rank + kv_rank + rope), query = q_rank * a * (nope + rope),
               keys = kv_rank * a * (nope + v);
  const double attention = down + q_rank + kv_rank + query + keys + a * v * h;
  const double rest = 3 * h * 1024 + 2 * h + 2 * 1000 * h + h;
  EXPECT_EQ(Transformer(v2_layer()).facts().parameters, attention + rest);
}

// DeepSeek-V2, section 2.1.4: 4.5 d_h n_h-independent elements, equal to GQA with 2.25 groups: 576 elements per token
// and layer.
TEST(LatentAttention, Caches576ElementsPerTokenOnEveryDevice) {
  const Transformer w(v2_layer());
  const Step step = decode_step(4, 999);
  EXPECT_EQ(resident(lowered(w, step)).kv.base(), 4 * 1000 * 576 * 2.0);
  EXPECT_EQ(resident(lowered(w, step, {.tensor = 8})).kv.base(), 4 * 1000 * 576 * 2.0);
}

TEST(LatentAttention, DecodeIsAbsorbed) {
  const double n = 4, context = 1000;
  const Lowering l = lowered(Transformer(v2_layer()), decode_step(n, context));
  const Operator& decode = find(l, "attention.decode");
  EXPECT_EQ(decode.flops.base(), 2 * n * context * a * (kv_rank + rope + kv_rank));  // QK^T over 576, PV over 512
  EXPECT_EQ(decode.bytes.kv.base(), 2 * n * (context + 1) * 576);
  EXPECT_EQ(std::get<Attention>(decode.shape).kv_heads, 1);
  EXPECT_EQ(find(l, "attention.absorb_key").flops.base(), 2 * n * a * nope * kv_rank);
  EXPECT_EQ(find(l, "attention.absorb_value").flops.base(), 2 * n * a * kv_rank * v);
  EXPECT_EQ(find(l, "attention.absorb_key").bytes.weights.base(), 2 * a * nope * kv_rank);
  EXPECT_FALSE(has(l, "attention.key_value_up"));
}

TEST(LatentAttention, PrefillIsExpandedWithTheLatentsCachedBefore) {
  const std::array<Chunk, 1> chunk{Chunk{1, 256, 768}};
  const Lowering l = lowered(Transformer(v2_layer()), {.prefill = chunk, .precision = sixteen_bit()});
  EXPECT_EQ(find(l, "attention.key_value_up").flops.base(), 2 * 1024 * kv_rank * a * (nope + v));
  const double pairs = 256 * (768 + 128.0);
  EXPECT_EQ(find(l, "attention.prefill").flops.base(), 2 * pairs * a * (nope + rope + v));
  EXPECT_EQ(find(l, "attention.prefill").bytes.kv.base(), 2 * 1024 * 576);  // 768 read, 256 written
  EXPECT_FALSE(has(l, "attention.absorb_key"));
}

// The two forms are the same function: absorbed costs more per query and key, expanded must expand each cached token.
TEST(LatentAttention, AbsorbedReadsLessAndMultipliesMoreThanAnExpandedCache) {
  auto p = v2_layer();
  const Lowering absorbed = lowered(Transformer(p), decode_step(4, 1000));
  p.latent_cache = LatentCache::expanded;
  const Lowering expanded = lowered(Transformer(p), decode_step(4, 1000));
  EXPECT_EQ(resident(expanded).kv.base() / resident(absorbed).kv.base(), a * (nope + rope + v) / 576);  // 71 times
  EXPECT_EQ(find(expanded, "attention.decode").flops.base(), 2 * 4 * 1000 * a * (nope + rope + v));
  EXPECT_GT(find(absorbed, "attention.decode").flops, 3 * find(expanded, "attention.decode").flops);
  EXPECT_EQ(find(expanded, "attention.key_value_up").flops.base(), 2 * 4 * kv_rank * a * (nope + v));
}

TEST(LatentAttention, TrainingIsExpandedAndDevicesTogetherDoTheWholeWork) {
  const Transformer w(v2_layer());
  const Lowering l = lowered(w, train_step(1, 512)), half = lowered(w, train_step(1, 512), {.tensor = 2});
  EXPECT_EQ(find(l, "attention.core").flops.base(), 2 * (512 * 256.0) * a * (nope + rope + v));
  for (const char* label : {"attention.core", "attention.query_up", "attention.key_value_up", "attention.projection"})
    EXPECT_EQ(2 * find(half, label).flops, find(l, label).flops) << label;
  EXPECT_EQ(find(half, "attention.latent_down").flops, find(l, "attention.latent_down").flops);  // every device alike
  const double moved =
      (sum(l, Pass::backward_input, "decoder").bytes.state + sum(l, Pass::backward_weight, "decoder").bytes.state)
          .base();
  EXPECT_EQ(moved, 4 * (w.facts().parameters - 2 * 1000 * h - h));
}

TEST(SlidingWindow, PairsAreThoseWithinTheWindow) {
  EXPECT_EQ(causal_pairs(100, 0), 5000);
  EXPECT_EQ(causal_pairs(100, 0, 200), 5000);
  EXPECT_EQ(causal_pairs(100, 400, 200), 100 * 200);
  EXPECT_EQ(causal_pairs(100, 150, 200), 50 * (150 + 25) + 50 * 200);
  EXPECT_EQ(causal_pairs(100, 0, 100), causal_pairs(100, 0));
  EXPECT_EQ(causal_pairs(60, 150, 200) + causal_pairs(40, 210, 200),
            causal_pairs(100, 150, 200));  // a chunk cut in two
}

Transformer::Params windowed_llama(int window, int layers) {
  auto p = llama_8b();
  p.window = window;
  p.window_layers = layers;
  return p;
}

TEST(SlidingWindow, LimitsWhatDecodeReadsAndTheCacheKeeps) {
  const Transformer w(windowed_llama(512, 24));  // 8 of 32 layers see everything
  const Lowering l = lowered(w, decode_step(4, 2000));
  EXPECT_EQ(l.blocks()[1].label.text(), "decoder.window");
  EXPECT_EQ(l.blocks()[1].count, 24);
  EXPECT_EQ(resident(l).kv.base(), 4 * (24 * 512.0 + 8 * 2001) * 4096);
  EXPECT_EQ(sum(l, Pass::forward).bytes.kv.base(), 4 * (24 * 513.0 + 8 * 2001) * 4096);
  const double attention = 4.0 * 4 * (24 * 512 + 8 * 2000.0) * 4096;
  const Lowering none = lowered(Transformer(llama_8b()), decode_step(4, 0));
  EXPECT_EQ(sum(l, Pass::forward).flops - sum(none, Pass::forward).flops, attention);
}

TEST(SlidingWindow, ChangesNothingBelowItsLength) {
  const Lowering a = lowered(Transformer(windowed_llama(4096, 32)), decode_step(4, 4000));
  const Lowering b = lowered(Transformer(llama_8b()), decode_step(4, 4000));
  EXPECT_EQ(a.blocks().size(), b.blocks().size());
  EXPECT_EQ(sum(a, Pass::forward).flops, sum(b, Pass::forward).flops);
  EXPECT_EQ(sum(a, Pass::forward).bytes.total(), sum(b, Pass::forward).bytes.total());
}

TEST(SlidingWindow, TrainingMultipliesTheBand) {
  const Lowering l = lowered(Transformer(windowed_llama(1024, 32)), train_step(1, 4096));
  const double pairs = 1024 * 512.0 + 3072 * 1024;
  EXPECT_EQ(sum(l, Pass::forward, "decoder").flops -
                sum(lowered(Transformer(llama_8b()), train_step(4096, 1)), Pass::forward, "decoder").flops,
            32 * 4 * 4096 * (pairs - 4096 * 0.5));  // 4096 sequences of one token attend to half a pair each
}

}  // namespace
}  // namespace fleetline::workloads::transformer
