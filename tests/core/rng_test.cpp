// Random numbers: the published vectors, and streams that do not depend on each other.
#include "fleetline/rng.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace fleetline {
namespace {

using Words = std::array<std::uint32_t, 4>;

// Known answers for philox4x32 with 10 rounds: file kat_vectors of the Random123 distribution (Salmon et al., SC 2011).
TEST(Philox, GivesTheKnownAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Rng, DrawsTheBlocksOfItsStreamInOrder) {
  Rng rng(0x0123456789abcdef, 3, 2, 1);
  for (std::uint32_t block = 0; block < 3; ++block) {
    const Words words = philox4x32({block, 1, 2, 3}, {0x89abcdef, 0x01234567});
    EXPECT_EQ(rng.bits(), words[0] | std::uint64_t{words[1]} << 32);
    EXPECT_EQ(rng.bits(), words[2] | std::uint64_t{words[3]} << 32);
  }
}

TEST(Rng, RepeatsItselfForTheSameKey) {
  Rng one(7, 1, 2, 3), other(7, 1, 2, 3);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(one.bits(), other.bits());
}

TEST(Rng, ForksWhenCopied) {
  Rng original(7, 0, 0, 0);
  original.bits();
  Rng copy = original;
  EXPECT_EQ(original.bits(), copy.bits());
  EXPECT_EQ(original.bits(), copy.bits());
}

TEST(Rng, HasAnotherStreamForEveryPartOfTheKey) {
  std::set<std::uint64_t> first;
  for (std::uint64_t seed : {0ull, 1ull, 1ull << 32})
    for (std::uint32_t replicate : {0, 1})
      for (std::uint32_t stage : {0, 1})
        for (std::uint32_t stream : {0, 1}) first.insert(Rng(seed, replicate, stage, stream).bits());
  EXPECT_EQ(first.size(), 3u * 2 * 2 * 2);
}

TEST(Rng, IsUniformOnTheOpenUnitInterval) {
  constexpr int draws = 200'000, bins = 20;
  std::vector<int> count(bins);
  double sum = 0;
  Rng rng(42, 0, 0, 0);
  for (int i = 0; i < draws; ++i) {
    const double u = rng.uniform();
    ASSERT_GT(u, 0);
    ASSERT_LT(u, 1);
    ++count[static_cast<std::size_t>(u * bins)];
    sum += u;
  }
  double chi_squared = 0;
  for (const int n : count) chi_squared += std::pow(n - draws / bins, 2) / (draws / bins);
  EXPECT_LT(chi_squared, 43.8);  // 19 degrees of freedom, p = 0.001
  EXPECT_NEAR(sum / draws, 0.5, 4 * std::sqrt(1.0 / 12 / draws));
}

}  // namespace
}  // namespace fleetline
