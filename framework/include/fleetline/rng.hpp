// Random numbers by counter: the n-th draw of a stream is a pure function of its key, so results do not
// depend on threads, shards or the order of cases. Philox4x32-10 (Salmon et al., SC 2011).
//
// The key is (seed, replicate, stage, stream), never the case: compared alternatives share their luck
// (common random numbers). Sample other laws by inverse CDF of uniform(); std:: distributions differ
// between standard libraries. [one stream per thread; copying one forks it]
#pragma once

#include <array>
#include <cstdint>

namespace fleetline {

/// Philox4x32-10: four words from a 128-bit counter and a 64-bit key.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

class Rng;

/// What a solver is handed: everything of the key but the stream, which the solver chooses per purpose.
struct RngKey {
  std::uint64_t seed = 0;
  std::uint32_t replicate = 0, stage = 0;  ///< `stage`: a hash of its name, so that adding one does not change the others
  Rng stream(std::uint32_t number) const;
};

class Rng {
 public:
  Rng(std::uint64_t seed, std::uint32_t replicate, std::uint32_t stage, std::uint32_t stream);

  /// The next draw. A stream holds 2^33 of them; one more throws std::length_error.
  std::uint64_t bits();
  /// Uniform on the open interval (0, 1): an odd multiple of 2^-53, never 0 and never 1.
  double uniform();

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  int left_ = 0;
  bool exhausted_ = false;
};

inline Rng RngKey::stream(std::uint32_t number) const { return Rng(seed, replicate, stage, number); }

}  // namespace fleetline
