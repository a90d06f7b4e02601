// When nothing meets the constraints: what binds, and what is nearest.
#include "brute_force.hpp"
#include "cli/program.hpp"

namespace fleetline::test {
namespace {

TEST(Infeasible, ShowsTheNearestCaseAndWhatItMisses) {
  const Results found = run(searched("maximize = 'roofline.throughput'\nsubject_to = ['roofline.latency < 2 ms', 'roofline.batch >= 64']\n"));
  ASSERT_EQ(found.rows(), 1u);
  EXPECT_EQ(found.status[0], Status::Code::infeasible);
  double least = 1e9;
  std::size_t nearest = 0;
  for (std::size_t i = 0; i < swept().rows(); ++i) {
    if (swept().status[i] != Status::Code::ok) continue;
    const double slow = std::max(0.0, at(swept(), "roofline.latency", i) / 2e-3 - 1), few = std::max(0.0, 1 - at(swept(), "roofline.batch", i) / 64);
    if (std::max(slow, few) >= least) continue;
    least = std::max(slow, few);
    nearest = i;
  }
  EXPECT_EQ(row_in_sweep(found, 0), nearest);
  EXPECT_NE(found.notes.at(0).message().find("roofline.latency is"), std::string::npos) << found.notes.at(0).message();
  EXPECT_EQ(found.verdict.rfind("no combination meets the constraints (all 900", 0), 0u) << found.verdict;
  const std::vector<std::string> words = {"nearest", "at", "relax"};
  ASSERT_EQ(found.findings.size(), 1u);
  ASSERT_EQ(found.findings[0].facts.size(), words.size());
  for (std::size_t i = 0; i < words.size(); ++i) EXPECT_EQ(found.findings[0].facts[i].first, words[i]);
}

TEST(Infeasible, TheTableCountsWhatEachConstraintRulesOut) {
  const Results found = run(searched("maximize = 'roofline.throughput'\nsubject_to = ['roofline.latency < 2 ms', 'roofline.batch >= 64']\n"));
  ASSERT_EQ(found.tables.size(), 1u);
  const DetailTable& table = found.tables[0];
  std::size_t slow = 0, few = 0, only_few = 0, no_answer = 0;
  for (std::size_t i = 0; i < swept().rows(); ++i) {
    if (swept().status[i] != Status::Code::ok) { ++no_answer; continue; }
    const bool s = at(swept(), "roofline.latency", i) >= 2e-3, f = at(swept(), "roofline.batch", i) < 64;
    slow += s, few += f, only_few += f && !s;
  }
  EXPECT_EQ(table.columns[2].numbers.at(0), slow);
  EXPECT_EQ(table.columns[2].numbers.at(1), few);
  EXPECT_EQ(table.columns[3].numbers.at(1), only_few);
  ASSERT_GT(no_answer, 0u);
  EXPECT_EQ(table.columns[2].numbers.at(2), no_answer);
}

TEST(Infeasible, PhysicsSayingNoCountsWithItsReason) {
  const Results found = run("workload = 'Llama-3-70B'\nhardware = 'H100'\n[solve.roofline]\n[optimize]\nminimize = 'roofline.latency'\nover = { 'roofline.batch' = [8, 1, 4] }\n");
  ASSERT_EQ(found.rows(), 1u);
  EXPECT_EQ(found.status[0], Status::Code::infeasible);
  EXPECT_EQ(at(found, "roofline.batch", 0), 1) << "the one that misses least";
  EXPECT_NE(found.notes.at(0).message().find("missing"), std::string::npos) << found.notes.at(0).message();
}

TEST(Infeasible, ExitsWithTwo) {
  Folder folder;
  folder.write("a.toml", searched("minimize = 'roofline.latency'\nsubject_to = ['roofline.latency < 1 us']\n"));
  std::filesystem::current_path(folder.path());
  EXPECT_EQ(fleetline({"run", "a.toml"}).code, 2);
  EXPECT_EQ(fleetline({"run", "a.toml", "--set", "optimize.subject_to=[\"roofline.latency < 1 s\"]"}).code, 0);
}

TEST(Infeasible, InputsNoSolverAdmitsAreRuledOutNotFatal) {
  const Results found = run(head + "[solve.roofline]\n[optimize]\nmaximize = 'roofline.context'\nover = { 'roofline.context' = [1024, 100000, 200000] }\n");
  EXPECT_EQ(found.status[0], Status::Code::ok);
  EXPECT_EQ(at(found, "roofline.context", 0), 1024);
  ASSERT_EQ(found.tables.size(), 1u);
  EXPECT_EQ(found.tables[0].rows(), 1u) << "both for one reason";
  EXPECT_EQ(found.tables[0].columns[2].numbers.at(0), 2);
}

}  // namespace
}  // namespace fleetline::test
