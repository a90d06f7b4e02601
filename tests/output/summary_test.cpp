// More cases than rows: the summary.
#include <gtest/gtest.h>

#include "samples.hpp"

namespace fleetline {
namespace {

using namespace samples;

TEST(Summary, GivesCountsRangesAndWhereTheTextChanges) {
  Results r = three_batches();
  r.columns = {batch({1, 2, 4, 8, 16}), bottleneck({1, 1, 0, 0, none}), latency({10e-6, 20e-6, 40e-6, 80e-6, none}),
               throughput({100e3, 100e3, 100e3, 101e3, none})};
  r.status.assign(5, Status::Code::ok);
  r.status[4] = Status::Code::infeasible;
  r.notes = {{4, "does not fit (1 GB missing)"}};
  EXPECT_EQ(written(r, {.max_rows = 4}),
            "Compute-bound from batch 2.\n"
            "\n"
            "5 cases: 4 ok, 1 infeasible\n"
            "over batch 1 to 16 (5 values)\n"
            "\n"
            "metric      unit       min   median      max  best at\n"
            "----------  -----  -------  -------  -------  ---------\n"
            "latency     [us]        10       30       80  batch = 1\n"
            "throughput  [1/s]  100,000  100,000  101,000  batch = 8\n"
            "\n"
            "bottleneck: memory -> compute at batch = 4\n"
            "\n"
            "infeasible, 1 case, first at batch = 16: does not fit (1 GB missing)\n");
}

TEST(Summary, OverSeveralAxesCountsEachText) {
  Results r;
  r.columns = {batch({1, 2, 1, 2}),
               {.name = "variant", .type = FieldType::text, .axis = true, .labels = {{0, "a"}, {1, "b"}},
                .values = {0, 0, 1, 1}},
               bottleneck({1, 0, 1, 1})};
  r.status.assign(4, Status::Code::ok);
  EXPECT_EQ(written(r, {.max_rows = 2}),
            "4 cases: 4 ok\n"
            "over batch 1 to 2 (2 values), variant a, b\n"
            "\n"
            "bottleneck: compute in 1 case (first at batch = 2, variant = a); "
            "memory in 3 cases (first at batch = 1, variant = a)\n");
}

TEST(Summary, LeavesNumbersOfCasesThatAreNotOkOut) {
  Results r;
  r.columns = {batch({1, 2, 3}), latency({5e-3, 1e-3, 7e-3})};
  r.status = {Status::Code::ok, Status::Code::failed, Status::Code::ok};
  EXPECT_NE(written(r, {.max_rows = 2}).find("latency  [ms]    5       6    7  batch = 1\n"), std::string::npos)
      << written(r, {.max_rows = 2});
}

TEST(Summary, NeverComesWhenAllRowsAreWanted) {
  const std::string text = written(three_batches(), {.max_rows = 0});
  EXPECT_NE(text.find("batch  bottleneck"), std::string::npos);
}

TEST(Summary, CutsALongListOfChanges) {
  Results r;
  std::vector<double> sizes, codes;
  for (int i = 0; i < 20; ++i) {
    sizes.push_back(i);
    codes.push_back(i % 2);
  }
  r.columns = {batch(sizes), bottleneck(codes)};
  r.status.assign(20, Status::Code::ok);
  const std::string text = written(r, {.max_rows = 10});
  EXPECT_NE(text.find(" -> compute at batch = 6, and 13 more changes\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace fleetline
