// The table, character by character: it is what people see.
#include <gtest/gtest.h>

#include "samples.hpp"

namespace fleetline {
namespace {

using namespace samples;

TEST(Table, OpensWithTheVerdictAndGivesEachColumnOneUnit) {
  EXPECT_EQ(written(three_batches()),
            "Compute-bound from batch 2.\n"
            "\n"
            "batch  bottleneck  latency  throughput  status\n"
            "                      [us]       [1/s]\n"
            "-----  ----------  -------  ----------  ----------\n"
            "    1  memory        48.11      20,786  ok\n"
            "    2  compute       96.20      20,790  ok\n"
            "  512  -                 -           -  infeasible\n"
            "\n"
            "infeasible, 1 case, first at batch = 512: weights do not fit in device memory (12.3 GB missing)\n");
}

TEST(Table, ColoursVerdictAndTroubleOnATerminalOnly) {
  Results r = three_batches();
  r.expectations = {{.text = "roofline.latency < 30 ms", .met = true},
                    {.text = "roofline.throughput > 1e6 1/s", .met = false, .detail = "0 of 3 cases"}};
  const std::string coloured = written(r, {.color = true});
  EXPECT_NE(coloured.find("\x1b[1mCompute-bound from batch 2.\x1b[0m\n"), std::string::npos);
  EXPECT_NE(coloured.find("  \x1b[31minfeasible\x1b[0m\n"), std::string::npos);
  EXPECT_NE(coloured.find("  \x1b[32mmet\x1b[0m\n"), std::string::npos);
  EXPECT_NE(coloured.find("  \x1b[31mNOT MET\x1b[0m  0 of 3 cases\n"), std::string::npos);
  EXPECT_EQ(written(r).find('\x1b'), std::string::npos);
}

TEST(Table, SaysOnceWhatIsTheSameForAllCases) {
  Results r = three_batches();
  r.columns.insert(r.columns.begin() + 1, {.name = "roofline.efficiency", .values = {0.5, 0.5, 0.5}});
  r.columns.insert(r.columns.begin() + 1, {.name = "roofline.precision", .type = FieldType::format,
                                           .labels = {{3, "fp16"}}, .values = {3, 3, 3}});
  const std::string text = written(r);
  EXPECT_NE(text.find("\n\nfor all cases: precision fp16, efficiency 0.5\n\nbatch  bottleneck"), std::string::npos) << text;
}

TEST(Table, KeepsStageNamesWhenThereAreSeveral) {
  Results r = three_batches();
  r.columns.push_back({.name = "serving.latency", .values = {1, 2, 3}});
  EXPECT_NE(written(r).find("roofline.batch  roofline.bottleneck  roofline.latency"), std::string::npos);
}

TEST(Table, WritesASingleCaseAsAListWithMeanings) {
  Results r;
  r.verdict = "ResNet50 runs in 567.6 us.";
  r.columns = {batch({1}), bottleneck({1}), latency({0.00056756}), throughput({1761.93})};
  r.status = {Status::Code::ok};
  EXPECT_EQ(written(r),
            "ResNet50 runs in 567.6 us.\n"
            "\n"
            "batch       1          Samples in one step\n"
            "bottleneck  memory     What limits the step\n"
            "latency     567.6 us   Time of one step\n"
            "throughput  1,762 1/s  Samples per second\n");
}

TEST(Table, ASingleInfeasibleCaseSaysWhy) {
  Results r;
  r.verdict = "Does not fit.";
  r.columns = {batch({1})};
  r.status = {Status::Code::infeasible};
  r.notes = {{0, "weights do not fit (2 GB missing)"}};
  EXPECT_EQ(written(r),
            "Does not fit.\n"
            "\n"
            "batch  1  Samples in one step\n"
            "\n"
            "infeasible: weights do not fit (2 GB missing)\n");
}

TEST(Table, GroupsReasonsThatDifferOnlyInTheAmount) {
  Results r;
  r.columns = {batch({1, 2, 4, 8})};
  r.status = {Status::Code::ok, Status::Code::infeasible, Status::Code::infeasible, Status::Code::failed};
  r.notes = {{1, "does not fit (1 GB missing)"}, {2, "does not fit (5 GB missing)"}, {3, "latency is not finite"}};
  const std::string text = written(r);
  EXPECT_TRUE(text.ends_with("\n\n"
                             "infeasible, 2 cases, first at batch = 2: does not fit (1 GB missing)\n"
                             "failed, 1 case, first at batch = 8: latency is not finite\n")) << text;
}

TEST(Table, WritesTheReasonOfAStatus) {
  Results r;
  r.columns = {batch({1, 2, 4})};
  r.status = {Status::Code::ok, Status::Code::infeasible, Status::Code::infeasible};
  const Label reason("weights do not fit");
  r.notes = {{.row = 1, .status = Status::infeasible(reason, Bytes(2e9))},
             {.row = 2, .status = Status::infeasible(reason, Bytes(5e9))}};
  const std::string text = written(r);
  EXPECT_TRUE(text.ends_with("\n\ninfeasible, 2 cases, first at batch = 2: weights do not fit (2 GB missing)\n")) << text;
}

TEST(Table, EndsWithDetailsExpectationsAndAssumptions) {
  Results r;
  r.verdict = "Fine.";
  r.columns = {latency({0.02})};
  r.status = {Status::Code::ok};
  DetailTable operators{.name = "operators", .doc = "time by operator"};
  operators.add_text("operator").texts = {"conv1", "head"};
  operators.add("time", Seconds::dimension, "us").numbers = {12e-6, 3.5e-6};
  r.tables = {operators};
  r.expectations = {{.text = "latency < 30 ms", .met = true},
                    {.text = "latency < 1 ms", .met = false, .detail = "it is 20 ms"}};
  r.assumptions = {"operators follow one another", "weights are read once"};
  EXPECT_EQ(written(r),
            "Fine.\n"
            "\n"
            "latency  20 ms  Time of one step\n"
            "\n"
            "operators: time by operator\n"
            "operator  time\n"
            "          [us]\n"
            "--------  ----\n"
            "conv1     12.0\n"
            "head       3.5\n"
            "\n"
            "expects:  latency < 30 ms  met\n"
            "expects:  latency < 1 ms   NOT MET  it is 20 ms\n"
            "\n"
            "assumes: operators follow one another\n"
            "         weights are read once\n");
}

TEST(Table, CutsLongDetailTablesAndSaysSo) {
  Results r;
  r.columns = {latency({0.02})};
  r.status = {Status::Code::ok};
  DetailTable layers{.name = "layers"};
  layers.add("index", dimensionless, "").numbers = {1, 2, 3, 4, 5};
  r.tables = {layers};
  const std::string text = written(r, {.max_rows = 3});
  EXPECT_TRUE(text.ends_with("    1\n    2\n    3\n... and 2 more rows\n")) << text;
}

TEST(Table, AlignsTextThatIsNotAscii) {
  Results r;
  r.columns = {{.name = "variant", .type = FieldType::text, .axis = true, .labels = {{0, "müde"}, {1, "plain"}},
                .values = {0, 1}},
               {.name = "x", .values = {1, 2}}};
  r.status = {Status::Code::ok, Status::Code::ok};
  EXPECT_EQ(written(r),
            "variant  x\n"
            "-------  -\n"
            "müde     1\n"
            "plain    2\n");
}

TEST(Table, OfNoCasesIsItsVerdictAlone) {
  Results r;
  r.verdict = "Nothing to do.";
  EXPECT_EQ(written(r), "Nothing to do.\n");
}

}  // namespace
}  // namespace fleetline
