// Which arithmetic a format gets on a device that may not have it.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "devices.hpp"

namespace fleetline::accelerators {
namespace {

struct Rung {
  std::string asked, used;
};

/// What `asked` runs as, on a device that lists `listed`, each at its own rate.
std::string used_on(const std::vector<std::string>& listed, const std::string& asked) {
  std::vector<Rate> rates;
  for (const std::string& name : listed)
    rates.push_back({format(name), FlopRate(1e12 * static_cast<double>(rates.size() + 1))});
  const Peak peak = PeakTable(rates, {}).peak(format(asked));
  if (!peak.used) {
    EXPECT_EQ(peak.rate.base(), 0);
    return "none";
  }
  for (const Rate& r : rates)
    if (r.format == peak.used) {
      EXPECT_EQ(peak.rate, r.rate) << "the rate is that of the format used";
    }
  return std::string(name_of(peak.used));
}

TEST(Fallback, AListedFormatIsUsedAsItIs) {
  for (const std::string name : {"fp16", "tf32", "fp32", "int8"}) {
    const Peak peak = Datasheet(round_gpu()).peak(format(name));
    EXPECT_EQ(name_of(peak.used), name);
  }
  EXPECT_DOUBLE_EQ(Datasheet(round_gpu()).peak(format("tf32")).rate.base(), 50e12);
}

TEST(Fallback, NarrowFormatsAreDequantisedToTheWidestCommonSixteenBitFormat) {
  const std::vector<std::string> gpu = {"fp32", "tf32", "bf16", "fp16"};
  for (const std::string name : {"int8", "int4", "uint4", "int2", "fp8", "fp6", "fp4"})
    EXPECT_EQ(used_on(gpu, name), "fp16") << name;
  EXPECT_EQ(used_on({"fp32", "tf32", "bf16"}, "int4"), "bf16");
  EXPECT_EQ(used_on({"fp32", "tf32"}, "int4"), "tf32");
  EXPECT_EQ(used_on({"fp32"}, "fp8"), "fp32");
}

TEST(Fallback, SixteenBitFormatsStandInForEachOther) {
  EXPECT_EQ(used_on({"fp32", "fp16"}, "bf16"), "fp16");
  EXPECT_EQ(used_on({"fp32", "bf16"}, "fp16"), "bf16");
  EXPECT_EQ(used_on({"fp32", "tf32"}, "bf16"), "tf32");
}

TEST(Fallback, NeverGoesToAFormatThatHoldsLess) {
  EXPECT_EQ(used_on({"fp16", "tf32", "bf16", "int8"}, "fp32"), "none");
  EXPECT_EQ(used_on({"fp16", "bf16"}, "tf32"), "none");
  EXPECT_EQ(used_on({"fp32"}, "fp64"), "none");
  EXPECT_EQ(used_on({"fp16", "bf16", "fp32"}, "int16"), "fp32") << "16-bit integers do not fit 11 bits of fraction";
  EXPECT_EQ(used_on({"fp16", "fp32"}, "int32"), "none");
}

TEST(Fallback, UnsignedIntegersRunAsSigned) { EXPECT_EQ(used_on({"fp16", "int8"}, "uint8"), "int8"); }

TEST(Fallback, BlockFormatsFollowTheFormatTheyMultiplyAs) {
  EXPECT_EQ(used_on({"fp16", "int4"}, "int4 g128"), "int4");
  EXPECT_EQ(used_on({"fp16", "fp4"}, "nvfp4"), "fp4");
  EXPECT_EQ(used_on({"fp16", "fp8"}, "mxfp8"), "fp8");
  EXPECT_EQ(used_on({"fp16", "fp4", "nvfp4"}, "nvfp4"), "nvfp4") << "its own line goes first";
  EXPECT_EQ(used_on({"fp16"}, "int4 g64"), "fp16");
}

TEST(Fallback, TheDevicesOwnFallbackGoesBeforeTheLadder) {
  const Datasheet device(round_microcontroller());
  EXPECT_EQ(name_of(device.peak(format("int4")).used), "int8");
  EXPECT_EQ(name_of(device.peak(format("int4 g32")).used), "int8");
  EXPECT_EQ(name_of(device.peak(format("fp16")).used), "fp32") << "no entry of its own: the ladder";
}

TEST(Fallback, HoldsForFormatsNamedAfterTheDeviceWasBuilt) {
  const Datasheet device(round_gpu());
  const FormatId before = format_count();
  const Format late = format("int5 g48");
  ASSERT_GE(late.id, before) << "the test must name a format nobody named before";
  EXPECT_EQ(name_of(device.peak(late).used), "fp16");
  EXPECT_DOUBLE_EQ(device.peak(late).rate.base(), 100e12);
  std::vector<std::thread> threads;
  std::vector<double> rates(8);
  for (std::size_t i = 0; i < rates.size(); ++i)
    threads.emplace_back([&, i] { rates[i] = device.peak(format("int7 g" + std::to_string(100 + i))).rate.base(); });
  for (std::thread& t : threads) t.join();
  for (const double rate : rates) EXPECT_DOUBLE_EQ(rate, 100e12);
}

TEST(Fallback, NoFormatHasNoRate) { EXPECT_EQ(Datasheet(round_gpu()).peak(Format{}).rate.base(), 0); }

}  // namespace
}  // namespace fleetline::accelerators
