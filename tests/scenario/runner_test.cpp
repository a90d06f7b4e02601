// Rows: complete, in order, the same for any number of threads.
#include <algorithm>
#include <sstream>

#include "study/output.hpp"
#include "world.hpp"

namespace fleetline::test {
namespace {

const std::string grid =
    "workload = 'Llama-3-8B'\nhardware = 'H100'\n[solve.roofline]\nefficiency = { sweep = { from = 0.01, to = 1, step = 0.01 } }\n"
    "batch = { sweep = { from = 1, to = 900, step = 10 } }\n";

std::string csv(const Results& results) {
  std::ostringstream out;
  write(results, {.format = OutputFormat::csv, .color = false, .max_rows = 0}, out);
  return out.str();
}

TEST(Runner, SameBytesForAnyNumberOfThreads) {
  const std::string one = csv(run(grid, 1));
  EXPECT_EQ(one, csv(run(grid, 2)));
  EXPECT_EQ(one, csv(run(grid, 7)));
}

TEST(Runner, RowsAreInCaseOrder) {
  // Batch shapes preparations and so is executed slowest; the rows still follow the file, efficiency slowest.
  const Results r = run(grid, 2);
  ASSERT_EQ(r.rows(), 9000u);
  EXPECT_NEAR(at(r, "roofline.efficiency", 0), 0.01, 1e-12);
  EXPECT_NEAR(at(r, "roofline.efficiency", 90), 0.02, 1e-12);
  EXPECT_EQ(at(r, "roofline.batch", 1), 11);
}

TEST(Runner, PreparesOncePerDistinctShape) {
  const Results r = run(grid, 2);
  const auto line = std::find_if(r.context.begin(), r.context.end(), [](const auto& c) { return c.first == "preparations"; });
  ASSERT_NE(line, r.context.end());
  EXPECT_EQ(line->second, "90 for 9000 solves");
}

TEST(Runner, AnInfeasibleCaseIsARowWithItsReason) {
  const Results r = run("workload = 'Llama-3-70B'\nhardware = 'H100'\n[solve.roofline]\nbatch = { sweep = [1, 2] }\n");
  EXPECT_EQ(r.count(Status::Code::infeasible), 2u);
  ASSERT_EQ(r.notes.size(), 2u);
  EXPECT_NE(r.notes[0].message().find("missing"), std::string::npos) << r.notes[0].message();
  EXPECT_GT(at(r, "roofline.latency", 0), 0) << "the times are still told";
}

TEST(Runner, AnInfiniteDerivedValueIsAFailedRow) {
  const Results r = run("workload = 'ResNet50'\nhardware = 'A100'\n[solve.roofline]\nbatch = { sweep = [1, 2] }\n"
                        "[derive]\nx = 'roofline.latency / (roofline.batch - 1)'\n");
  EXPECT_EQ(r.status[0], Status::Code::failed);
  EXPECT_EQ(r.status[1], Status::Code::ok);
  EXPECT_NE(r.notes.at(0).message().find("is infinite"), std::string::npos) << r.notes.at(0).message();
}

TEST(Runner, ACaseThatCannotBePreparedIsAFailedRow) {
  const Results r = run("workload = 'Llama-3-8B'\nhardware = 'H100'\n[solve.roofline]\ncontext = { sweep = [1024, 100000] }\n");
  EXPECT_EQ(r.status[0], Status::Code::ok);
  EXPECT_EQ(r.status[1], Status::Code::failed);
  ASSERT_EQ(r.notes.size(), 1u);
  EXPECT_NE(r.notes[0].message().find("100000"), std::string::npos) << r.notes[0].message();
}

}  // namespace
}  // namespace fleetline::test
