#include "catalog/toml.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "scratch.hpp"

namespace fleetline {
namespace {

Value parsed(std::string_view text) {
  Problems problems;
  Value root = parse_toml(text, Label{"a.toml"}, problems);
  for (const Problem& problem : problems.list()) ADD_FAILURE() << problem.text();
  return root;
}

/// The one problem that `text` has, as people read it.
std::string refused(std::string_view text) {
  Problems problems;
  parse_toml(text, Label{"a.toml"}, problems);
  EXPECT_EQ(problems.size(), 1u);
  return problems.empty() ? std::string() : problems.list().front().text();
}

std::string keys(const Table& table) {
  std::string out;
  for (const Table::Entry& entry : table.entries()) out += (out.empty() ? "" : " ") + entry.key;
  return out;
}

TEST(Toml, KeepsTheOrderOfTheFile) {
  const Value root = parsed("zebra = 1\nape = { tail = 2, arm = 3 }\n[middle]\n[beta]\n[alpha]\nz.y = 1\nb = 2\nz.x = 3\n");
  EXPECT_EQ(keys(*root.table()), "zebra ape middle beta alpha");
  EXPECT_EQ(keys(*root.table()->find("ape")->table()), "tail arm");
  EXPECT_EQ(keys(*root.table()->find("alpha")->table()), "z b");
  EXPECT_EQ(keys(*root.table()->find("alpha")->table()->find("z")->table()), "y x");
}

TEST(Toml, KnowsWhereEveryKeyAndValueIs) {
  const Value root = parsed("name = \"x\"\n\n[solve.roofline]\n  batch = { sweep = [1, 2] }\n  a.b = true\n");
  const Table& roofline = *root.table()->find("solve")->table()->find("roofline")->table();
  EXPECT_EQ(root.table()->entries()[0].where.text(), "a.toml:1:1");
  EXPECT_EQ(root.table()->entries()[0].value.where.text(), "a.toml:1:8");
  EXPECT_EQ(root.table()->entries()[1].where.text(), "a.toml:3:2");
  EXPECT_EQ(roofline.entries()[0].where.text(), "a.toml:4:3");
  const Table& batch = *roofline.find("batch")->table();
  EXPECT_EQ(roofline.find("batch")->where.text(), "a.toml:4:11");
  EXPECT_EQ(batch.entries()[0].where.text(), "a.toml:4:13");
  EXPECT_EQ((*batch.find("sweep")->array())[1].where.text(), "a.toml:4:25");
  EXPECT_EQ(roofline.entries()[1].where.text(), "a.toml:5:3");
  EXPECT_EQ(roofline.find("a")->table()->entries()[0].where.text(), "a.toml:5:5");
}

TEST(Toml, ReadsEveryType) {
  const Value root = parsed("t = 'text'\ni = -7\nn = 1e9\nb = false\nl = [1, 'two']\nd = 2024-05-01\nm = 2024-05-01T07:32:00Z\n");
  const Table& table = *root.table();
  EXPECT_EQ(*table.find("t")->text(), "text");
  EXPECT_EQ(*table.find("i")->integer(), -7);
  EXPECT_EQ(*table.find("n")->number(), 1e9);
  EXPECT_EQ(*table.find("b")->boolean(), false);
  EXPECT_EQ(table.find("l")->array()->size(), 2u);
  EXPECT_EQ(*table.find("d")->text(), "2024-05-01");
  EXPECT_EQ(*table.find("m")->text(), "2024-05-01T07:32:00Z");
}

TEST(Toml, ArraysOfTablesStayInOrder) {
  const Value root = parsed("[[variant]]\nname = 'b'\n[[variant]]\nname = 'a'\n");
  const Array& variants = *root.table()->find("variant")->array();
  ASSERT_EQ(variants.size(), 2u);
  EXPECT_EQ(*variants[0].table()->find("name")->text(), "b");
  EXPECT_EQ(variants[1].where.text(), "a.toml:3:1");
}

TEST(Toml, RefusesNanAndInfinityEachAtItsPlace) {
  Problems problems;
  parse_toml("a = nan\n[b]\nc = [1.0, -inf]\n", Label{"a.toml"}, problems);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems.list()[0].text(), "a.toml:1:5: a: nan is not a number\n  expected a finite number");
  EXPECT_EQ(problems.list()[1].text(),
            "a.toml:3:11: b.c[1]: infinity cannot be calculated with\n  expected a finite number");
}

TEST(Toml, ExplainsAForgottenQuote) {
  EXPECT_EQ(refused("batch = 1\nlatency = 30 ms\n"),
            "a.toml:2:14: not valid TOML: expected a comment or whitespace, saw 'm' (in key = value)\n"
            "  expected text and quantities in quotes: latency = \"30 ms\"");
  EXPECT_EQ(refused("precision = bf16  # fast\n"),
            "a.toml:1:13: not valid TOML: could not determine value type (in value)\n"
            "  expected text and quantities in quotes: precision = \"bf16\"");
  EXPECT_EQ(refused("gated = True\n"),
            "a.toml:1:9: not valid TOML: expected 'true', saw 'T' (in boolean)\n  expected lower case: gated = true");
}

TEST(Toml, SaysWhereSyntaxBreaks) {
  EXPECT_EQ(refused("a = \n"), "a.toml:1:5: not valid TOML: expected value, saw the end of the line (in key = value)");
  EXPECT_EQ(refused("a = 'x"), "a.toml:1:7: not valid TOML: the file ends too early (in string)");
  EXPECT_EQ(refused("a = 1\na = 2\n"), "a.toml:2:5: not valid TOML: there already is integer 'a' (in key = value)");
  EXPECT_EQ(refused("[a]\n[b]\n[a]\n"), "a.toml:3:1: not valid TOML: there already is a table 'a' (in table header)");
  EXPECT_EQ(refused("a = " + std::string(300, '[')),
            "a.toml:1:261: not valid TOML: exceeded maximum nested value depth of 256 (in value)");
}

TEST(Toml, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(refused("a = 1\nb = \"\xff\"\n"),
            "a.toml:2:5: not UTF-8 text: the byte after this place begins no UTF-8 character\n"
            "  expected a text file saved as UTF-8");
}

TEST(TomlFile, AMissingFileNamesTheNearestOne) {
  const ScratchDirectory scratch;
  scratch.write("roofline.toml", "a = 1\n");
  Problems problems;
  read_toml(scratch.path() / "rofline.toml", problems);
  ASSERT_EQ(problems.size(), 1u);
  const std::string directory = scratch.path().string();
  EXPECT_EQ(problems.list()[0].text(),
            directory + "/rofline.toml: no such file\n  did you mean '" + directory + "/roofline.toml'?");
}

TEST(TomlFile, AMissingDirectoryIsSaid) {
  const ScratchDirectory scratch;
  Problems problems;
  read_toml(scratch.path() / "no" / "a.toml", problems);
  const std::string directory = scratch.path().string();
  EXPECT_EQ(problems.list().at(0).text(),
            directory + "/no/a.toml: no such file, and no directory '" + directory + "/no' either");
}

TEST(TomlFile, ADirectoryIsNoFile) {
  const ScratchDirectory scratch;
  Problems problems;
  read_toml(scratch.path(), problems);
  EXPECT_EQ(problems.list().at(0).text(), scratch.path().string() + ": is a directory\n  expected a TOML file");
}

TEST(TomlFile, AHugeFileIsNotRead) {
  const ScratchDirectory scratch;
  const auto file = scratch.write("huge.toml", "");
  std::filesystem::resize_file(file, 100u << 20);
  Problems problems;
  read_toml(file, problems);
  EXPECT_EQ(problems.list().at(0).text(), file.string() + ": is 100 MiB large\n  expected at most 16 MiB");
}

TEST(TomlFile, ADeviceIsNoFile) {
  Problems problems;
  read_toml("/dev/null", problems);
  EXPECT_EQ(problems.list().at(0).text(), "/dev/null: is not a regular file\n  expected a TOML file or a pipe");
}

TEST(TomlFile, APipeIsReadToItsEnd) {
  const ScratchDirectory scratch;
  const auto pipe = scratch.path() / "scenario.toml";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe) << "a = 1\n" << std::string(200'000, '\n') << "b = 2\n"; });
  Problems problems;
  const Value read = read_toml(pipe, problems);
  writer.join();
  EXPECT_TRUE(problems.empty());
  ASSERT_NE(read.table()->find("b"), nullptr);
  EXPECT_EQ(read.table()->find("b")->where.line, 200'002);
}

TEST(TomlFile, PathsBelowTheWorkingDirectoryAreShownRelative) {
  const auto here = std::filesystem::current_path();
  EXPECT_EQ(shown_path(here / "scenarios" / "a.toml"), "scenarios/a.toml");
  EXPECT_EQ(shown_path("scenarios/../a.toml"), "a.toml");
  EXPECT_EQ(shown_path("/etc/hosts"), "/etc/hosts");
}

}  // namespace
}  // namespace fleetline
