#include "fleetline/rng.hpp"

#include <stdexcept>

namespace fleetline {
namespace {

using Counter = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

constexpr std::uint64_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
constexpr std::uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;  // golden ratio, sqrt(3) - 1
constexpr int rounds = 10;

constexpr std::uint32_t high(std::uint64_t product) { return static_cast<std::uint32_t>(product >> 32); }
constexpr std::uint32_t low(std::uint64_t product) { return static_cast<std::uint32_t>(product); }

// Salmon et al., SC 2011, section 4.3: one round of Philox-4x32.
constexpr Counter round_of(const Counter& c, const Key& k) {
  const std::uint64_t p0 = multiplier_0 * c[0], p1 = multiplier_1 * c[2];
  return {high(p1) ^ c[1] ^ k[0], low(p1), high(p0) ^ c[3] ^ k[1], low(p0)};
}

}  // namespace

Counter philox4x32(Counter counter, Key key) {
  for (int i = 0; i < rounds; ++i) {
    counter = round_of(counter, key);
    key = {key[0] + weyl_0, key[1] + weyl_1};
  }
  return counter;
}

// The seed is the key, the names of the stream are three words of the counter: streams are disjoint by
// construction, and the fourth word counts the blocks of this one.
Rng::Rng(std::uint64_t seed, std::uint32_t replicate, std::uint32_t stage, std::uint32_t stream)
    : key_{low(seed), high(seed)}, counter_{0, stream, stage, replicate} {}

std::uint64_t Rng::bits() {
  if (left_ == 0) {
    if (exhausted_) throw std::length_error("a random stream holds 2^33 draws; take another stream");
    block_ = philox4x32(counter_, key_);
    exhausted_ = ++counter_[0] == 0;
    left_ = 2;
  }
  const auto word = static_cast<std::size_t>(2 * (2 - left_--));
  return block_[word] | std::uint64_t{block_[word + 1]} << 32;
}

double Rng::uniform() {
  // An odd multiple of 2^-53: the middle of one of 2^52 equal cells, so neither end can be hit.
  return static_cast<double>(bits() >> 11 | 1) * 0x1p-53;
}

}  // namespace fleetline
