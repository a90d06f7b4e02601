// Every scenario in scenarios/ is a lesson with its output beside it: NAME.toml and NAME.expected. They cannot rot: the output is
// compared whole. FLEETLINE_UPDATE_EXPECTED=1 writes the files anew; read the difference before you commit it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "cli/program.hpp"

namespace fleetline::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> scenarios() {
  std::vector<std::string> files;
  for (const fs::directory_entry& e : fs::recursive_directory_iterator(SOURCE_DIRECTORY "/scenarios"))
    if (e.path().extension() == ".toml") files.push_back(fs::relative(e.path(), SOURCE_DIRECTORY).string());
  std::sort(files.begin(), files.end());
  return files;
}

class Example : public testing::TestWithParam<std::string> {};

TEST_P(Example, GivesItsExpectedOutput) {
  fs::current_path(SOURCE_DIRECTORY);
  const std::string expected = fs::path(GetParam()).replace_extension(".expected").string();
  const Outcome o = fleetline({"run", GetParam()});
  EXPECT_EQ(o.err, "");
  EXPECT_TRUE(o.code == 0 || o.code == 2) << "exit code " << o.code << ": an expectation of the lesson is not met";
  if (std::getenv("FLEETLINE_UPDATE_EXPECTED") != nullptr) std::ofstream(expected, std::ios::binary) << o.out;
  ASSERT_TRUE(fs::exists(expected)) << "a lesson without its output: run it, read it, and put it into " << expected;
  EXPECT_EQ(o.out, read_file(expected));
}

TEST_P(Example, OpensWithAQuestion) {
  EXPECT_EQ(read_file(std::string(SOURCE_DIRECTORY "/") + GetParam()).front(), '#') << "a lesson begins with a comment that asks something";
}

TEST(Readme, ShowsWhatTheTutorialPrints) {
  const std::string readme = read_file(SOURCE_DIRECTORY "/README.md");
  const std::string expected = read_file(SOURCE_DIRECTORY "/scenarios/tutorial/01_roofline.expected");
  const std::size_t begin = readme.find("```\n") + 4, end = readme.find("```", begin);
  std::istringstream block(readme.substr(begin, end - begin));
  int lines = 0;
  for (std::string line; std::getline(block, line); ++lines)
    EXPECT_TRUE(line == "..." || expected.find(line + "\n") != std::string::npos) << line;
  EXPECT_GT(lines, 10);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Example, testing::ValuesIn(scenarios()), [](const auto& info) {
  std::string name = fs::path(info.param).replace_extension().string();
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
});

}  // namespace
}  // namespace fleetline::test
