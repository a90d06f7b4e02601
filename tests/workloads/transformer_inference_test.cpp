#include <gtest/gtest.h>

#include <array>

#include "support.hpp"

namespace fleetline::workloads::transformer {
namespace {

/// Parameters that every token multiplies: all matrices of the layers, without norms. Written out, not taken from the model.
double layer_matrices(const Transformer::Params& p) {
  const double h = p.hidden, d = h / p.heads, kv = p.kv_heads.value_or(p.heads);
  return p.layers * (2 * h * h + 2 * h * kv * d + 3.0 * h * *p.ffn);
}

TEST(TransformerInference, DecodeCostsTwoFlopsPerParameterPlusAttention) {
  const auto p = llama_8b();
  const double batch = 16, context = 1000;
  const Sum s = sum(lowered(Transformer(p), decode_step(batch, context)), Pass::forward);
  const double weights = layer_matrices(p) + 128256.0 * 4096;
  const double attention = 4.0 * 32 * batch * context * 4096;
  EXPECT_EQ(s.flops, 2 * batch * weights + attention);
}

TEST(TransformerInference, DecodeReadsEveryWeightOnceExceptTheEmbeddingTable) {
  const Transformer w(llama_8b());
  const Traffic t = sum(lowered(w, decode_step(1, 1000)), Pass::forward).bytes;
  EXPECT_EQ(t.weights.base(), 2 * (w.facts().parameters - 128256.0 * 4096 + 4096));
}

TEST(TransformerInference, Llama8BKeeps131072BytesPerToken) {
  const Lowering l = lowered(Transformer(llama_8b()), decode_step(4, 999));
  EXPECT_EQ(resident(l).kv.base(), 4 * 1000 * 131072.0);  // the new token's keys and values included
  EXPECT_EQ(sum(l, Pass::forward).bytes.kv.base(), 4 * 1000 * 131072.0);  // 999 read and one written
}

TEST(TransformerInference, EightBitCacheHalvesItsTrafficOnly) {
  PrecisionPolicy policy = sixteen_bit();
  policy.kv = format_named("fp8");
  const Traffic a = sum(lowered(Transformer(llama_8b()), decode_step(4, 999)), Pass::forward).bytes;
  const Traffic b = sum(lowered(Transformer(llama_8b()), decode_step(4, 999, policy)), Pass::forward).bytes;
  EXPECT_EQ(b.kv.base() * 2, a.kv.base());
  EXPECT_EQ(b.weights, a.weights);
  EXPECT_EQ(b.activations, a.activations);
}

TEST(TransformerInference, QuantisedWeightsMayLeaveTheVocabularyAlone) {
  PrecisionPolicy policy = sixteen_bit();
  policy.weights = format_named("int4 g128");
  auto p = llama_8b();
  const double vocabulary = 128256.0 * 4096;
  const double rest = Transformer(p).facts().parameters - 2 * vocabulary;
  const double four_bits = 0.5 + 2.0 / 128;
  EXPECT_NEAR(resident(lowered(Transformer(p), decode_step(1, 10, policy))).weights.base(), four_bits * (rest + 2 * vocabulary), 1);
  p.vocabulary_format = format_named("bf16");
  const double head_norm = 4096;
  EXPECT_NEAR(resident(lowered(Transformer(p), decode_step(1, 10, policy))).weights.base(),
              four_bits * (rest - head_norm) + 2 * (2 * vocabulary + head_norm), 1);
}

TEST(TransformerInference, PrefillCostsTwoFlopsPerParameterAndTokenPlusTheCausalHalf) {
  const auto p = llama_8b();
  const std::array<Chunk, 1> prompt{Chunk{2, 512, 0}};
  Step step{.prefill = prompt, .precision = sixteen_bit()};
  const Sum s = sum(lowered(Transformer(p), step), Pass::forward);
  const double attention = 32 * 2 * 2.0 * 512 * 512 * 4096;          // half of 4 s^2 h, per sequence and layer
  const double head = 2 * 2 * 128256.0 * 4096;                       // the last token of two sequences
  EXPECT_EQ(s.flops, 2 * 1024 * layer_matrices(p) + attention + head);
}

TEST(TransformerInference, AChunkSeesTheCacheBeforeIt) {
  const auto p = llama_8b();
  const std::array<Chunk, 1> whole{Chunk{1, 2048, 0}}, first{Chunk{1, 1024, 0}}, second{Chunk{1, 1024, 1024}};
  auto attention = [&](std::span<const Chunk> chunks) {
    Step step{.prefill = chunks, .precision = sixteen_bit()};
    return sum(lowered(Transformer(p), step), Pass::forward).flops;
  };
  const double extra_head = 2 * 128256.0 * 4096;
  EXPECT_EQ(attention(first) + attention(second), attention(whole) + extra_head);
}

TEST(TransformerInference, AChunkReadsAllKeysAndValuesOnceAndWritesItsOwn) {
  const std::array<Chunk, 1> chunk{Chunk{3, 256, 768}};
  const Lowering l = lowered(Transformer(llama_8b()), {.prefill = chunk, .precision = sixteen_bit()});
  EXPECT_EQ(sum(l, Pass::forward).bytes.kv.base(), 3 * (1024 + 256) * 131072.0);
  EXPECT_EQ(resident(l).kv.base(), 3 * 1024 * 131072.0);
}

TEST(TransformerInference, DecodeAndPrefillShareAStep) {
  const Transformer w(llama_8b());
  const std::array<Chunk, 2> chunks{Chunk{1, 512, 0}, Chunk{1, 256, 768}};
  Step mixed = decode_step(8, 1000);
  mixed.prefill = chunks;
  Step prefill{.prefill = chunks, .precision = sixteen_bit()};
  const Sum both = sum(lowered(w, mixed), Pass::forward), a = sum(lowered(w, decode_step(8, 1000)), Pass::forward),
            b = sum(lowered(w, prefill), Pass::forward);
  EXPECT_EQ(both.flops, a.flops + b.flops);
  EXPECT_EQ(both.bytes.kv, a.bytes.kv + b.bytes.kv);
  const double matrices_shared = 2 * (layer_matrices(llama_8b()) + 32 * 2 * 4096 + 128256.0 * 4096 + 4096);
  EXPECT_EQ(both.bytes.weights.base(), a.bytes.weights.base() + b.bytes.weights.base() - matrices_shared);
}

TEST(TransformerInference, OneAttentionOperatorPerChunkAndOneForDecode) {
  const std::array<Chunk, 3> chunks{Chunk{1, 512, 0}, Chunk{1, 256, 768}, Chunk{4, 16, 0}};
  Step step = decode_step(8, 1000);
  step.prefill = chunks;
  const Lowering l = lowered(Transformer(llama_8b()), step);
  int attentions = 0;
  for (const Operator& op : l.operators(1, Pass::forward)) attentions += op.kind == OperatorKind::attention;
  EXPECT_EQ(attentions, 4);
}

TEST(TransformerInference, BlocksAreEmbeddingLayersAndHead) {
  const Lowering l = lowered(Transformer(llama_70b()), decode_step(8, 1000));
  ASSERT_EQ(l.blocks().size(), 3u);
  EXPECT_EQ(l.blocks()[0].label.text(), "embedding");
  EXPECT_EQ(l.blocks()[1].label.text(), "decoder");
  EXPECT_EQ(l.blocks()[1].count, 80);
  EXPECT_EQ(l.blocks()[2].label.text(), "head");
  EXPECT_EQ(l.blocks()[1].boundary.base(), 8 * 8192 * 2);
  double layers = 0;
  for (const Block& b : l.blocks()) layers += b.count * b.layers;
  EXPECT_EQ(layers, 80);
}

TEST(TransformerInference, HoldsTheLargestOperatorsActivations) {
  const Lowering l = lowered(Transformer(llama_8b()), decode_step(8, 1000));
  EXPECT_EQ(l.blocks()[1].memory.activations.base(), 2 * 8 * 3 * 14336);  // SwiGLU reads two tensors, writes one
  EXPECT_EQ(l.blocks()[2].memory.activations.base(), 2 * 8 * (4096 + 128256));
}

// Published totals: GPT-2 124 439 808; GPT-3 174.6 B (Brown et al. 2020, table 2.1: 175.0 B rounded).
TEST(TransformerInference, OtherArchitecturesHaveTheirPublishedParameters) {
  EXPECT_EQ(Transformer(gpt(12, 768, 12, 50257, 1024)).facts().parameters, 124439808);
  EXPECT_NEAR(Transformer(gpt(96, 12288, 96, 50257, 2048)).facts().parameters, 174.6e9, 0.05e9);
}

TEST(TransformerInference, TiedEmbeddingsAreHeldOnceAndReadByTheHead) {
  const auto p = gpt(12, 768, 12, 50257, 1024);
  const Transformer w(p);
  const Lowering l = lowered(w, decode_step(1, 10));
  EXPECT_EQ(resident(l).weights.base(), 2 * w.facts().parameters);
  const double head = sum(l, Pass::forward, "head").bytes.weights.base();
  EXPECT_EQ(head, 2 * (50257.0 * 768 + 2 * 768));
}

TEST(TransformerInference, MultiQueryAttentionSharesOneHead) {
  auto p = llama_8b();
  p.kv_heads = 1;
  EXPECT_EQ(resident(lowered(Transformer(p), decode_step(1, 999))).kv.base(), 1000 * 131072.0 / 8);
}

}  // namespace
}  // namespace fleetline::workloads::transformer
