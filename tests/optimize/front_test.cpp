// Several objectives: exactly the cases that no other beats.
#include <set>

#include "brute_force.hpp"

namespace fleetline::test {
namespace {

/// The cases of the sweep that no other beats in throughput (high) and all of `low`.
std::set<std::size_t> front_of(const std::vector<const char*>& low) {
  const Results& r = swept();
  const auto values = [&](std::size_t i) {
    std::vector<double> v{-at(r, "roofline.throughput", i)};
    for (const char* name : low) v.push_back(at(r, name, i));
    return v;
  };
  std::set<std::size_t> out;
  for (std::size_t i = 0; i < r.rows(); ++i) {
    if (r.status[i] != Status::Code::ok) continue;
    const std::vector<double> mine = values(i);
    bool beaten = false;
    for (std::size_t j = 0; j < r.rows() && !beaten; ++j) {
      if (j == i || r.status[j] != Status::Code::ok) continue;
      const std::vector<double> other = values(j);
      beaten = other == mine ? j < i : std::equal(other.begin(), other.end(), mine.begin(), [](double a, double b) { return a <= b; });
    }
    if (!beaten) out.insert(i);
  }
  return out;
}

std::set<std::size_t> rows_of(const Results& found) {
  std::set<std::size_t> out;
  for (std::size_t i = 0; i < found.rows(); ++i) out.insert(row_in_sweep(found, i));
  return out;
}

TEST(Front, OfTwoObjectives) {
  const Results found = run(searched("maximize = 'roofline.throughput'\nminimize = 'roofline.latency'\nkeep = 1000\n"));
  EXPECT_EQ(rows_of(found), front_of({"roofline.latency"}));
  for (std::size_t i = 1; i < found.rows(); ++i) EXPECT_GE(at(found, "roofline.throughput", i - 1), at(found, "roofline.throughput", i)) << "sorted by the first";
}

TEST(Front, OfThreeObjectives) {
  const Results found = run(searched("maximize = 'roofline.throughput'\nminimize = ['roofline.latency', 'roofline.memory_footprint']\nkeep = 1000\n"));
  EXPECT_EQ(rows_of(found), front_of({"roofline.latency", "roofline.memory_footprint"}));
}

TEST(Front, IsThinnedEvenlyWithBothEnds) {
  const std::string two = "maximize = 'roofline.throughput'\nminimize = 'roofline.latency'\n";
  const Results all = run(searched(two + "keep = 1000\n")), some = run(searched(two + "keep = 4\n"));
  ASSERT_EQ(some.rows(), 4u);
  EXPECT_EQ(at(some, "roofline.latency", 0), at(all, "roofline.latency", 0));
  EXPECT_EQ(at(some, "roofline.latency", 3), at(all, "roofline.latency", all.rows() - 1));
  EXPECT_NE(some.verdict.find("4 of them shown"), std::string::npos) << some.verdict;
}

}  // namespace
}  // namespace fleetline::test
