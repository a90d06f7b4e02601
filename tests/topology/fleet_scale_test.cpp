// A large fleet is built and asked within limits a person does not notice.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>

#include "test_fabrics.hpp"

namespace fleetline::test {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// The numbers of a sanitizer build say nothing.
bool instrumented() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(FLEETLINE_COVERAGE)
  return true;
#else
  return false;
#endif
}

}  // namespace

TEST(FleetScale, SixteenThousandAcceleratorsTakeUnderASecondAnd500Megabytes) {
  const auto start = Clock::now();
  const BuiltFleet fleet(fleet_spec(2048, 8, std::make_shared<Star>(link(450, 0.5)),
                                    std::make_shared<LeafSpine>(32, link(50, 1), link(6400, 1))));
  const double built = seconds_since(start);
  EXPECT_EQ(fleet.device_count(), 16384u);

  const auto asked = Clock::now();
  const Profiles all = fleet.profiles(group(0, {16384, 1, 1, 1}, {1, 0, 0, 0}));
  const double first_answer = seconds_since(asked);
  EXPECT_EQ(all[1].units, 2048u);
  EXPECT_EQ(all[1].bottleneck.base(), 25e9);

  RecordProperty("build_ms", static_cast<int>(built * 1e3));
  RecordProperty("first_profile_ms", static_cast<int>(first_answer * 1e3));
  RecordProperty("peak_megabytes", static_cast<int>(peak_megabytes()));
  std::printf("built in %.0f ms, first profile in %.0f ms, peak %.0f MB\n", built * 1e3, first_answer * 1e3, peak_megabytes());
  if (instrumented()) return;
  EXPECT_LT(built, 1.0);
  EXPECT_LT(first_answer, 1.0);
  EXPECT_LT(peak_megabytes(), 500);
}

}  // namespace fleetline::test
