// run, eval, check and explain as a user meets them.
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "cli/program.hpp"

namespace fleetline::test {
namespace {

namespace fs = std::filesystem;

const std::string tutorial = SOURCE_DIRECTORY "/scenarios/tutorial/01_roofline.toml";

TEST(Eval, AnswersWithoutAFile) {
  const Outcome o = fleetline({"eval", "Llama-3-8B", "H100", "--set", "roofline.batch=32"});
  EXPECT_EQ(o.code, 0);
  EXPECT_EQ(o.err, "");
  EXPECT_NE(o.out.find("memory-bound"), std::string::npos) << o.out;
}

TEST(Eval, SaysTwoWhenPhysicsSaysNo) {
  const Outcome o = fleetline({"eval", "Llama-3-70B", "H100"});
  EXPECT_EQ(o.code, 2);
  EXPECT_NE(o.out.find("do not fit in device memory"), std::string::npos) << o.out;
}

TEST(Eval, NamesTheNearestModelAndDevice) {
  const Outcome o = fleetline({"eval", "Llama-3-8b", "H10O"});
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(o.out, "");
  EXPECT_NE(o.err.find("did you mean 'Llama-3-8B'?"), std::string::npos) << o.err;
  EXPECT_NE(o.err.find("did you mean 'H100'?"), std::string::npos) << o.err;
}

TEST(Eval, FormatsMayDiffer) {
  const Outcome o = fleetline({"eval", "Llama-3-8B", "H100", "--set", "roofline.weights=int4 g128", "--set", "roofline.kv=fp8"});
  EXPECT_EQ(o.code, 0) << o.err;
}

/// A limit of 1 ms that no batch meets, and one of 6 ms that long answers do not: in every row, by both numbers.
TEST(Run, SaysBothNumbersOfALimitBelowAFloorInEveryRow) {
  const Folder folder;
  const std::string file = folder.write("floor.toml",
                                        "workload = 'Llama-3-8B'\nhardware = 'H100'\n[solve.serving]\nprecision = 'fp16'\ninput_tokens = 512\noutput_tokens = 256\n"
                                        "itl_limit = '1 ms'\nmax_sequences = { sweep = [1, 8, 64] }\n[show]\ncolumns = ['serving.itl']\n");
  const std::string said = "needs 4.504 ms, limit 1 ms, 3.504 ms missing";
  for (const std::string format : {"table", "csv", "json", "markdown"}) {
    const Outcome o = fleetline({"run", file, "--format", format});
    EXPECT_EQ(o.code, 2) << o.err;
    std::size_t times = 0;
    for (std::size_t at = o.out.find(said); at != std::string::npos; at = o.out.find(said, at + 1)) ++times;
    EXPECT_GE(times, 3u) << o.out;
    EXPECT_NE(o.out.find("itl_limit must be longer"), std::string::npos) << o.out;
  }
}

TEST(Check, SaysWhatIsInForceAndWhoSaidSo) {
  const Outcome o = fleetline({"check", tutorial});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_NE(o.out.find("01_roofline.toml: ok\n"), std::string::npos);
  EXPECT_NE(o.out.find("roofline.memory_efficiency = 1    # default"), std::string::npos) << o.out;
}

TEST(Expect, BrokenExpectationsExitThree) {
  const Folder folder;
  const std::string file = folder.write("a.toml", "workload = 'ResNet50'\nhardware = 'A100'\n[solve.roofline]\n[[expect]]\nthat = 'roofline.latency < 1 us'\n");
  const Outcome o = fleetline({"run", file});
  EXPECT_EQ(o.code, 3);
  EXPECT_NE(o.out.find("NOT MET"), std::string::npos) << o.out;
}

TEST(Explain, TracesANumberToItsSource) {
  const Outcome o = fleetline({"explain", tutorial, "roofline.latency"});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_NE(o.out.find("by  latency = "), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("registry/hardware/A100_SXM4_80GB.toml:"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("https://"), std::string::npos);
}

TEST(Explain, ShowsWhatAnOverrideHides) {
  const Outcome o = fleetline({"explain", tutorial, "hardware.memory_bandwidth", "--set", "hardware.memory_bandwidth=1 TB/s"});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_NE(o.out.find("from  --set hardware.memory_bandwidth=1 TB/s"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("instead of 2039 GB/s at "), std::string::npos) << o.out;
}

// Power rests on the batch, which capacity, replicas and many more rest on, too: told each time it would be thousands of lines.
TEST(Explain, TellsEachEquationOnce) {
  const Outcome o = fleetline({"explain", SOURCE_DIRECTORY "/scenarios/serving_70b_fleet.toml", "serving.energy_per_token"});
  EXPECT_EQ(o.code, 0) << o.err;
  std::istringstream lines(o.out);
  std::set<std::string> told;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t at = line.find_first_not_of(' ');
    if (at == std::string::npos || line.compare(at, 4, "by  ") != 0) continue;
    EXPECT_TRUE(told.insert(line.substr(at)).second) << line;
  }
  EXPECT_GT(told.size(), 5U);
}

TEST(Explain, AnUnknownMetricNamesTheNearest) {
  const Outcome o = fleetline({"explain", tutorial, "roofline.latancy"});
  EXPECT_EQ(o.code, 1);
  EXPECT_NE(o.err.find("did you mean 'roofline.latency'?"), std::string::npos) << o.err;
}

TEST(Registry, AUserDirectoryHidesOurEntry) {
  const Folder folder;
  folder.write("hardware/mine.toml", "kind = 'datasheet'\ntitle = 'Mine'\nmemory = '10 GB'\nmemory_bandwidth = '1 TB/s'\npeak = { fp32 = '1 TFLOP/s' }\n");
  const Outcome o = fleetline({"eval", "ResNet50", "mine", "--registry", folder.path().string()});
  EXPECT_EQ(o.code, 0) << o.err;
}

}  // namespace
}  // namespace fleetline::test
