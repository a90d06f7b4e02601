// The sorted curve against the plain sum it stands for.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <vector>

#include "roofline/model.hpp"

namespace fleetline::roofline {
namespace {

Sums plain_sums(const std::vector<Work>& work, Efficiency e) {
  Sums sums;
  for (const Work& w : work) {
    const Seconds compute = w.compute / e.compute, memory = w.memory / e.memory;
    const Seconds time = max(compute, memory) + min(compute, memory) * w.serial;
    sums.time += time;
    sums.dynamic += w.draw * time;
  }
  return sums;
}
Seconds plain_sum(const std::vector<Work>& work, Efficiency e) { return plain_sums(work, e).time; }

std::vector<Work> any_work() {
  const auto count = *rc::gen::inRange(0, 40);
  std::vector<Work> work;
  for (int i = 0; i < count; ++i) {
    const auto time = [] { return Seconds(*rc::gen::inRange(0, 5) == 0 ? 0.0 : *rc::gen::inRange(1, 100000) * 1e-7); };
    work.push_back({time(), time(), Watts(*rc::gen::inRange(0, 1000) * 1.0), *rc::gen::inRange(0, 11) / 10.0});
    if (*rc::gen::inRange(0, 4) == 0) work.push_back(work.back());
  }
  return work;
}

Efficiency any_efficiency() { return {*rc::gen::inRange(1, 1001) / 1000.0, *rc::gen::inRange(1, 1001) / 1000.0}; }

template <Dimension D>
void near(Quantity<D> a, Quantity<D> b) { RC_ASSERT(std::abs((a - b).base()) <= 1e-12 * b.base()); }

TEST(Curve, IsTheSumOverOperatorsOfTheLongerEngine) {
  const std::vector<Work> work = {
      {Seconds(3), Seconds(1), Watts(1)}, {Seconds(1), Seconds(4), Watts(2)}, {Seconds(2), Seconds(2), Watts(4)}};
  const Curve curve(work);
  EXPECT_DOUBLE_EQ(curve.time({1, 1}).base(), 3 + 4 + 2);
  EXPECT_DOUBLE_EQ(curve.time({0.5, 1}).base(), 6 + 4 + 4);
  EXPECT_DOUBLE_EQ(curve.time({1, 0.25}).base(), 4 + 16 + 8);
  EXPECT_DOUBLE_EQ(curve.sums({0.5, 1}).dynamic.base(), 6 * 1 + 4 * 2 + 4 * 4);
  EXPECT_DOUBLE_EQ(curve.compute().base(), 6);
  EXPECT_DOUBLE_EQ(curve.memory().base(), 7);
}

TEST(Curve, AddsWhatIsNotOverlapped) {
  // Half of the shorter time shows in the first operator, all of it in the second.
  const Curve curve({{Seconds(3), Seconds(1), Watts(1), 0.5}, {Seconds(1), Seconds(4), Watts(2), 1}});
  EXPECT_DOUBLE_EQ(curve.time({1, 1}).base(), 3.5 + 5);
  EXPECT_DOUBLE_EQ(curve.time({0.5, 1}).base(), 6.5 + 6);
  EXPECT_DOUBLE_EQ(curve.time({1, 0.25}).base(), 4 + 1.5 + 17) << "memory is now the longer engine of both";
  EXPECT_DOUBLE_EQ(curve.sums({1, 1}).dynamic.base(), 3.5 + 2 * 5);
}

TEST(Curve, AgreesWithThePlainSumForAnyWork) {
  EXPECT_TRUE(rc::check([] {
    const auto work = any_work();
    const Efficiency e = any_efficiency();
    const Sums fast = Curve(work).sums(e), plain = plain_sums(work, e);
    near(fast.time, plain.time);
    near(fast.dynamic, plain.dynamic);
  }));
}

TEST(Curve, SpeedupsMeetTheTargetExactly) {
  EXPECT_TRUE(rc::check([] {
    const auto work = any_work();
    const Curve curve(work);
    const Efficiency e = any_efficiency();
    const Seconds target = curve.time(e) * (*rc::gen::inRange(1, 3000) / 1000.0);
    RC_PRE(target > Seconds(0));
    if (const auto k = curve.memory_speedup(e, target); k && *k > 0)
      near(plain_sum(work, {e.compute, e.memory * *k}), target);
    else if (!k)
      RC_ASSERT(target <= curve.compute() / e.compute * (1 + 1e-12));
    if (const auto k = curve.compute_speedup(e, target); k && *k > 0)
      near(plain_sum(work, {e.compute * *k, e.memory}), target);
    else if (!k)
      RC_ASSERT(target <= curve.memory() / e.memory * (1 + 1e-12));
  }));
}

TEST(Curve, OfNothingTakesNoTimeAndNeedsNoSpeed) {
  const Curve curve(std::vector<Work>{});
  EXPECT_EQ(curve.time({0.5, 0.5}).base(), 0);
  EXPECT_FALSE(curve.memory_speedup({1, 1}, Seconds(1)));
}

TEST(Line, CrossingIsTheFirstIntegerOnTheOtherSide) {
  EXPECT_TRUE(rc::check([] {
    const auto line = [] { return Line{*rc::gen::inRange(0, 1000) * 1.0, *rc::gen::inRange(0, 200) / 7.0}; };
    const Line a = line(), b = line();
    const auto solved = crossing(a, b);
    const auto above = [&](double x) { return compute_bound(a.at(x), b.at(x)); };
    constexpr int limit = 20000;
    int scanned = 2;
    while (scanned < limit && above(scanned) == above(1)) ++scanned;
    if (scanned < limit) RC_ASSERT(solved == scanned);
    else RC_ASSERT(!solved || *solved >= limit);
  }));
}

TEST(Line, LargestWithinIsTheLastIntegerBelow) {
  EXPECT_EQ(largest_within({10, 2}, 30), 10);
  EXPECT_EQ(largest_within({10, 2}, 31.9), 10);
  EXPECT_EQ(largest_within({10, 2}, 11), 0);
  EXPECT_EQ(largest_within({10, 2}, 12), 1);
  EXPECT_FALSE(largest_within({10, 0}, 12));
}

TEST(FirstBatch, FindsTheStepOfAnyMonotonePredicate) {
  for (const std::int64_t step : {2, 3, 4, 5, 17, 1023, 1024, 1025, 999'999'999, 1'000'000'000})
    EXPECT_EQ(first_batch([&](double batch) { return batch >= static_cast<double>(step); }), step);
  EXPECT_FALSE(first_batch([](double) { return false; }));
}

}  // namespace
}  // namespace fleetline::roofline
