// Where a search may reach: defaults, subjects, fleets; and what the command line says about it.
#include "brute_force.hpp"
#include "cli/program.hpp"

namespace fleetline::test {
namespace {

TEST(Places, OfAFleetAndItsPartitions) {
  const std::string tail = "[solve.roofline]\n[optimize]\nminimize = 'roofline.latency'\n[optimize.over]\n";
  EXPECT_EQ(plan("workload = 'Llama-3-8B'\n[fleet]\nhardware = 'H100'\n" + tail + "fleet.nodes = { from = 1, to = 64 }\n").cases(), 64u);
  EXPECT_EQ(plan("workload = 'Llama-3-8B'\n[[fleet.partition]]\nhardware = 'H100'\n" + tail + "'fleet.partition[0].nodes' = [1, 2, 4]\n").cases(), 3u);
}

TEST(Places, SubjectsMayBeNamedByOneWordBefore) {
  const Results r = run(head + "[solve.roofline]\n[optimize]\nmaximize = 'roofline.throughput'\nkeep = 1\n[optimize.over]\nhardware.use = ['A100', 'H100', 'B200']\n");
  EXPECT_EQ(label_at(r, "hardware"), "B200");
  const Results kinds = run("[solve.roofline]\n[optimize]\nmaximize = 'roofline.throughput'\nkeep = 1\n[optimize.over]\nworkload = ['Llama-3-8B']\nhardware = ['A100', 'B200']\n");
  EXPECT_EQ(label_at(kinds, "hardware"), "B200");
}

TEST(Places, NestedAndQuotedPathsAreTheSame) {
  const std::string optimize = head + "[solve.roofline]\n[optimize]\nmaximize = 'roofline.throughput'\n";
  EXPECT_EQ(csv(run(optimize + "over = { 'solve.roofline.batch' = [1, 2] }\n")), csv(run(optimize + "[optimize.over]\nroofline.batch = [1, 2]\n")));
}

TEST(Places, WhatTheCommandLineFixesIsNotSearched) {
  EXPECT_EQ(plan(searched("minimize = 'roofline.latency'\n"), {"roofline.precision=fp8"}).cases(), 450u);
  const Results swept_there = run(searched("minimize = 'roofline.latency'\n"), 0, {"roofline.context={ sweep = [512, 1024] }"});
  EXPECT_EQ(swept_there.rows(), 2u) << "one search each";
}

TEST(Places, ExplainTellsTheBestRow) {
  Folder folder;
  folder.write("a.toml", searched("maximize = 'roofline.throughput'\nsubject_to = ['roofline.latency < 8 ms']\n"));
  std::filesystem::current_path(folder.path());
  const Outcome o = fleetline({"explain", "a.toml", "roofline.batch"});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_NE(o.out.find("row 1 of 10 of the search"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("roofline.batch = 150"), std::string::npos) << o.out;
}

}  // namespace
}  // namespace fleetline::test
