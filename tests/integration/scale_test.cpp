// Big sweeps: complete, identical for any number of threads, and a file that is whole or not there.
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/program.hpp"

namespace fleetline::test {
namespace {

namespace fs = std::filesystem;

const std::string million =
    "workload = 'Llama-3-8B'\nhardware = 'H100'\n[solve.roofline]\nbatch = { sweep = { from = 1, to = 250, step = 1 } }\n"
    "efficiency = { sweep = { from = 0.001, to = 1, step = 0.001 } }\n[show]\ncolumns = ['roofline.latency']\n";

TEST(Scale, AQuarterMillionRowsAreAllThereForAnyNumberOfThreads) {
  const Folder folder;
  const std::string file = folder.write("a.toml", million);
  ASSERT_EQ(fleetline({"run", file, "--jobs", "1", "--out", (folder / "one.csv").string()}).code, 0);
  ASSERT_EQ(fleetline({"run", file, "--jobs", "3", "--out", (folder / "three.csv").string()}).code, 0);
  const std::string one = read_file(folder / "one.csv");
  EXPECT_EQ(std::count(one.begin(), one.end(), '\n'), 250'001);
  EXPECT_TRUE(one == read_file(folder / "three.csv")) << "the bytes depend on the number of threads";
}

TEST(Scale, ConsentIsAskedForAndTaken) {
  const Folder folder;
  const std::string file = folder.write("a.toml", million);
  EXPECT_EQ(fleetline({"run", file, "--max-cases", "1000"}).code, 1);
  EXPECT_EQ(fleetline({"run", file, "--max-cases", "250000"}).code, 0);
}

TEST(Scale, AFullDiskLeavesNoPartialFile) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "needs /dev/full";
  const Folder folder;
  const std::string file = folder.write("a.toml", million);
  const Outcome o = fleetline({"run", file, "--out", "/dev/full"});
  EXPECT_NE(o.code, 0);
  EXPECT_FALSE(o.err.empty());
}

}  // namespace
}  // namespace fleetline::test
