// Sizes, against hand counts and published files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "cases.hpp"

namespace fleetline::compression {
namespace {

using testing::HasSubstr;

TEST(Sizes, ScalesAndZeroPointsStandOnePerGroup) {
  EXPECT_DOUBLE_EQ(format("int4 g128").bytes(1024).base(), 1024 * 4.125 / 8);
  // GPTQ and AWQ files: a 16-bit scale and a 4-bit zero point for 128 weights.
  EXPECT_DOUBLE_EQ(with_zero_points(format("int4 g128"), 4).bytes(1024).base(), 1024 * 4.15625 / 8);
}

TEST(Sizes, TwoOfFourKeepsHalfAndTwoBitsEach) {
  EXPECT_DOUBLE_EQ(two_of_four(format("fp16")).bytes(1024).base(), 512 * 18 / 8.0);
}

TEST(Sizes, AMaskCostsABitAPosition) {
  EXPECT_DOUBLE_EQ(bitmask(format("fp16"), 0.75).bytes(1024).base(), 256 * 2 + 128.0);
}

TEST(Sizes, OfALlamaAreCountedPartByPart) {
  const CompressionOutputs out = compressed(llama(), {.zero_bits = 4});
  // 32 layers of four matrices at 4 + 20/128 bits and two norms of 4096 at 16; embedding, and head with its norm,
  // at 16.
  EXPECT_NEAR(out.layers_size.base(), 32 * (llama_layer * 4.15625 / 8 + 2 * 4096 * 2), 1);
  EXPECT_NEAR(out.embedding_size.base(), llama_end * 2, 1);
  EXPECT_NEAR(out.head_size.base(), (llama_end + 4096) * 2, 1);
  EXPECT_EQ(out.compressed_size, out.embedding_size + out.layers_size + out.head_size);
  EXPECT_EQ(out.weight_memory, out.compressed_size);
  EXPECT_DOUBLE_EQ(out.bare_savings, 0.875);
}

TEST(Sizes, OfALlamaAreThoseOfPublishedFiles) {
  const auto near = [](const CompressionParams& p, double gigabytes) {
    EXPECT_NEAR(compressed(llama(), p).compressed_size.base() / 1e9, gigabytes, 0.005 * gigabytes);
  };
  near({.weights = format("int8")}, 9.1);    // torchao, inference.md: int8 by rows
  near({.weights = format("mxfp8")}, 9.32);  // the same: mxfp8
  near({.weights = format("nvfp4")}, 6.05);  // the same: nvfp4
  near({.weights = format("q4_0"), .head = format("q6_k"), .keep_ends = false},
       4.34 * 1.073741824);  // llama.cpp, perplexity/README.md
  near({.weights = format("q5_1"), .head = format("q6_k"), .keep_ends = false}, 5.65 * 1.073741824);
}

TEST(Sizes, OfBareBitsHoldNeitherScalesNorMasks) {
  const auto model = llama();
  const double parameters = model.facts().parameters;
  for (const Sparsity kind : {Sparsity::none, Sparsity::unstructured, Sparsity::two_of_four}) {
    const CompressionOutputs out = compressed(model, {.sparsity_kind = kind, .sparsity = 0.75});
    EXPECT_NEAR(out.bare_size.base(), parameters * 4 / 8 * kept_share(kind, 0.75), 1);
  }
}

TEST(Sizes, OfTwoOfFourCountTwoBitsForEachValueThatIsKept) {
  // Of 16 bits half are left and two bits for each of the half: 9 a weight; of 4, 3 and the group's scale. Two norms of 4,096 a layer.
  const auto layers = [](std::string_view weights) {
    return compressed(llama(), {.weights = format(weights), .sparsity_kind = Sparsity::two_of_four}).layers_size.base();
  };
  EXPECT_NEAR(layers("bf16"), 32 * llama_layer * 9 / 8 + 32 * 2 * 4096 * 2, 1);
  EXPECT_NEAR(layers("int4 g128"), 32 * llama_layer * 3.125 / 8 + 32 * 2 * 4096 * 2, 1);
}

TEST(Sizes, OfFilesHoldZerosWhereAnIndexWouldTakeMore) {
  // Of 16 bits a mask pays from one zero in 16 on, of 4 bits from one in 4: 16 (1 - s) + 1 < 16, 4 (1 - s) + 1 < 4.
  const auto file = [](std::string_view weights, double sparsity) {
    return compressed(llama(), {.weights = format(weights), .sparsity_kind = Sparsity::unstructured, .sparsity = sparsity}).layers_size;
  };
  EXPECT_EQ(file("bf16", 0.06), file("bf16", 0));
  EXPECT_LT(file("bf16", 0.07), file("bf16", 0));
  EXPECT_EQ(file("int4 g128", 0.25), file("int4 g128", 0));
  // 32 layers of 218,103,808 weights at 4 x 0.74 + 1 bits and a scale of 16 for 128, and 65 norms of 4,096 in 16 bits (the last one is the head's).
  EXPECT_NEAR(file("int4 g128", 0.26).base() - 32 * llama_layer * (3.96 + 0.125) / 8, 32 * 2 * 4096 * 2, 64);
}

TEST(Sizes, OfWhatRunsHoldZerosThatNothingSkips) {
  const CompressionParams sparse{.weights = format("bf16"), .sparsity_kind = Sparsity::two_of_four},
      masked{.weights = format("bf16"), .sparsity_kind = Sparsity::unstructured};
  const CompressionOutputs with = compressed(llama(), sparse, true), without = compressed(llama(), sparse, false),
                           mask = compressed(llama(), masked);
  EXPECT_EQ(with.weight_memory, with.compressed_size);
  EXPECT_EQ(without.compressed_size, with.compressed_size);
  EXPECT_EQ(without.weight_memory, without.original_size);
  EXPECT_LT(mask.compressed_size, mask.original_size);
  EXPECT_EQ(mask.weight_memory, mask.original_size);
}

TEST(Sizes, KeepTheFirstAndTheLastLayerOfANetworkOfLayers) {
  const CompressionOutputs kept = compressed(network(), {.weights = format("int8")}),
                           all = compressed(network(), {.weights = format("int8"), .keep_ends = false});
  // 3 x 3 x 3 x 64 weights and a folded bias of 64 first; 64 x 10 and 10 last, at 32 bits.
  EXPECT_DOUBLE_EQ(kept.embedding_size.base(), (27 * 64 + 64) * 4);
  EXPECT_DOUBLE_EQ(kept.head_size.base(), (640 + 10) * 4);
  // Two convolutions of 576 x 64 at 8 bits, their biases at 32.
  EXPECT_DOUBLE_EQ(kept.layers_size.base(), 2 * (576 * 64 + 64 * 4));
  EXPECT_LT(all.compressed_size, kept.compressed_size);
}

TEST(Sizes, OfExpertsCountThoseThatNoTokenChose) {
  const CompressionOutputs out = compressed(mixtral(), {.batch = 1});
  // 32 layers of attention (qkv of 6144 columns, projection), a router of 8 columns, and 8 experts of three 4096 x
  // 14336 matrices.
  const double matrices = 32 * (4096.0 * 6144 + 4096.0 * 4096 + 4096.0 * 8 + 8 * 3 * 4096.0 * 14336);
  EXPECT_NEAR(out.layers_size.base(), matrices * 4.125 / 8 + 32 * 2 * 4096 * 2, 64);
  EXPECT_NEAR(out.weight_memory / out.compressed_size, 1, 1e-12);
}

TEST(Sizes, OfModelsInTwoFormatsAreNotCounted) {
  EXPECT_THAT(refusal(mixtral(format("mxfp4")), {}), HasSubstr("come in mxfp4 already, the others in bf16"));
}

TEST(Sizes, FallWithBitsAndWithLargerGroups) {
  const auto model = llama();
  rc::check("fewer bits, larger groups, more zeros: never more bytes", [&] {
    const int bits = *rc::gen::inRange(2, 8), power = *rc::gen::inRange(4, 11), zero = *rc::gen::inRange(0, 17);
    const double sparsity = *rc::gen::inRange(0, 90) / 100.0, worthwhile = 1.0 / bits;  // below, zeros are held
    const auto size = [&](int b, int group, double zeros) {
      return compressed(model, {.weights = format("int" + std::to_string(b) + " g" + std::to_string(group)),
                                .zero_bits = zero,
                                .sparsity_kind = Sparsity::unstructured,
                                .sparsity = zeros})
          .compressed_size;
    };
    const int group = 1 << power;
    RC_ASSERT(size(bits, group, sparsity) < size(bits + 1, group, sparsity));
    RC_ASSERT(size(bits, group, sparsity) < size(bits, group / 2, sparsity));
    RC_ASSERT(size(bits, group, sparsity + 0.05) <= size(bits, group, sparsity));
    if (sparsity > worthwhile) RC_ASSERT(size(bits, group, sparsity + 0.05) < size(bits, group, sparsity));
  });
}

TEST(Sizes, AreRefusedWhereGroupsDoNotDivide) {
  const std::string said = refusal(llama(), {.weights = format("int4 g96")});
  EXPECT_THAT(said, HasSubstr("groups of 96 do not divide the 4096 inputs"));
  EXPECT_THAT(said, HasSubstr("int4 g128"));
  EXPECT_THAT(refusal(network(), {}), HasSubstr("int4 g64"));
  EXPECT_THAT(refusal(llama(), {.weights = format("int8"), .zero_bits = 8}), HasSubstr("has no groups"));
  EXPECT_THAT(refusal(llama(), {.weights = format("fp32")}), HasSubstr("fp32 is wider than the bf16"));
}

}  // namespace
}  // namespace fleetline::compression
