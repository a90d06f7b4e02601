// Number formats: their sizes, their arithmetic, their names.
#include "fleetline/format.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace fleetline {
namespace {

Format format(std::string_view text) {
  const auto parsed = parse_format(text);
  EXPECT_TRUE(parsed) << parsed.error;
  return parsed.value.value_or(Format{});
}

TEST(Formats, TakeTheirBits) {
  EXPECT_EQ(format("bf16").bytes(1000), Bytes(2000));
  EXPECT_EQ(format("fp8").bytes(1000), Bytes(1000));
  EXPECT_EQ(format("int4").bytes(1000), Bytes(500));
  EXPECT_EQ(format("tf32").bytes(1000), Bytes(4000));
}

TEST(Formats, AddOneScalePerGroup) {
  EXPECT_EQ(format("int4 g128").bytes(128), Bytes(64 + 2));
  EXPECT_EQ(format("mxfp4").bytes(32), Bytes(16 + 1));
  EXPECT_EQ(format("nvfp4").bytes(16), Bytes(8 + 1));
}

TEST(Formats, KeepTwoOfFourWithTwoBitsEach) {
  // 1024 positions: 512 values of 16 bits and 512 indices of 2.
  EXPECT_EQ(format("bf16 2:4").bytes(1024), Bytes(512 * 18 / 8.0));
  EXPECT_EQ(format("bf16 2:4").math, format("bf16").id);
  // Sparse-Marlin, int4 in groups of 64: 2 bits of values, 1 of indices, a quarter of scales.
  EXPECT_EQ(format("int4 g64 2:4").bytes(1024), Bytes(1024 * 3.25 / 8));
  EXPECT_EQ(name_of(format("INT4  g64 2:4")), "int4 g64 2:4");
  EXPECT_EQ(parse_format("posit 2:4").error, parse_format("posit").error);
}

TEST(Formats, KnowTheBlocksOfGguf) {
  // llama.cpp: bits per weight of its types.
  EXPECT_EQ(format("q4_0").bytes(32), Bytes(18));
  EXPECT_EQ(format("q4_1").bytes(32), Bytes(20));
  EXPECT_EQ(format("q5_0").bytes(32), Bytes(22));
  EXPECT_EQ(format("q8_0").bytes(32), Bytes(34));
  EXPECT_EQ(format("Q6_K").bytes(256), Bytes(210));
  EXPECT_EQ(format("q4_K").bytes(256), Bytes(144));
  EXPECT_EQ(format("q6_k").math, format("int6").id);
}

TEST(Formats, MayHaveAnyWidth) {
  EXPECT_EQ(format("int3").bits, 3);
  EXPECT_EQ(format("uint12").bits, 12);
  EXPECT_EQ(format("fp5 g64").bits, 5);
}

TEST(Formats, MultiplyAsTheirElements) {
  EXPECT_EQ(format("int4 g128").math, format("int4").id);
  EXPECT_EQ(format("nvfp4").math, format("fp4").id);
  EXPECT_EQ(format("fp8_e4m3").math, format("fp8").id);
  EXPECT_EQ(format("fp8_e4m3 g128").math, format("fp8").id);
  EXPECT_EQ(format("bf16").math, format("bf16").id);
}

TEST(Formats, AreTheSameUnderEverySpelling) {
  EXPECT_EQ(format("BF16"), format("bf16"));
  EXPECT_EQ(format("  int4   G128 "), format("int4 g128"));
  EXPECT_EQ(name_of(format(" INT4  g128")), "int4 g128");
  EXPECT_FALSE(format("int4") == format("uint4"));
}

TEST(Formats, AreFoundByTheirId) {
  const Format wanted = format("int4 g32");
  EXPECT_EQ(format_of(wanted.id), wanted);
  EXPECT_EQ(format_of(wanted.id).group, 32);
  EXPECT_LT(wanted.id, format_count());
}

TEST(Formats, KnowNoFormat) {
  EXPECT_FALSE(Format{});
  EXPECT_EQ(name_of(Format{}), "");
  EXPECT_FALSE(format_of(0));
  EXPECT_FALSE(format_of(65535));
}

TEST(Formats, AreAllReadUnderTheirOwnNames) {
  for (FormatId id = 1; id < format_count(); ++id) EXPECT_EQ(format(name_of(format_of(id))).id, id);
}

TEST(Formats, AreRefusedWithTheNearest) {
  EXPECT_EQ(parse_format("bfloat16").error, "unknown number format 'bfloat16'; did you mean 'bf16'?");
  EXPECT_EQ(parse_format("half").error, "unknown number format 'half'; did you mean 'fp16'?");
  EXPECT_EQ(parse_format("nvpf4").error, "unknown number format 'nvpf4'; did you mean 'nvfp4'?");
  EXPECT_EQ(
      parse_format("posit").error,
      "unknown number format 'posit'; known are fp64, fp32, tf32, fp16, bf16, fp8, fp6, fp4, int32, int16, int8, int4, "
      "fp8_e4m3, fp8_e5m2, mxfp8, mxfp6, mxfp4, mxint8 or nvfp4, and 'int', 'uint' or 'fp' with a width");
}

TEST(Formats, AreRefusedWithImpossibleWidths) {
  for (const std::string_view text : {"int0", "int65", "int08", "fp2", "int99999999999", "int-4", "int+4", "int4x", ""})
    EXPECT_FALSE(parse_format(text)) << text;
}

TEST(Formats, AreRefusedWithImpossibleGroups) {
  EXPECT_EQ(parse_format("int4 128").error, "after 'int4' only a group size can follow, as in 'int4 g128', not '128'");
  EXPECT_EQ(parse_format("int4 g0").error, "after 'int4' only a group size can follow, as in 'int4 g128', not 'g0'");
  EXPECT_EQ(parse_format("int4 g64 g2").error,
            "after 'int4' only a group size can follow, as in 'int4 g128', not 'g64 g2'");
  EXPECT_EQ(parse_format("mxfp4 g64").error, "'mxfp4' has groups of its own (32 elements); write it without 'g64'");
}

TEST(Formats, GetOneIdFromManyThreads) {
  std::vector<std::vector<FormatId>> ids(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : ids)
      threads.emplace_back([&mine] {
        for (int group = 1; group <= 500; ++group) {
          const Format made = parse_format("int7 g" + std::to_string(group)).value.value();
          mine.push_back(format_of(made.id).group == static_cast<float>(group) ? made.id : 0);
        }
      });
  }
  for (const auto& mine : ids) EXPECT_EQ(mine, ids.front());
  EXPECT_EQ(std::count(ids.front().begin(), ids.front().end(), 0), 0);
}

}  // namespace
}  // namespace fleetline
