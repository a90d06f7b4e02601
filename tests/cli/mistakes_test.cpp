// Wrong command lines, and the whole answer to each.
#include <gtest/gtest.h>
#include <unistd.h>

#include "program.hpp"

namespace fleetline::test {
namespace {

void expect_refusal(const std::vector<std::string>& arguments, const std::string& message) {
  const Outcome o = fleetline(arguments);
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(o.out, "");
  EXPECT_EQ(o.err, message);
}

TEST(Mistakes, UnknownCommandNamesTheNearest) {
  expect_refusal({"evla", "ResNet50", "A100"},
                 "fleetline: unknown command 'evla'\n  did you mean 'eval'?\n  see 'fleetline --help'\n");
}

TEST(Mistakes, UnknownCommandListsAllWhenNoneIsNear) {
  expect_refusal({"frobnicate"},
                 "fleetline: unknown command 'frobnicate'\n"
                 "  expected run, eval, check, explain, validate, calibrate, topology, list, audit, describe, schema, import, new, verify-plugin or version\n"
                 "  see 'fleetline --help'\n");
}

TEST(Mistakes, AFileInPlaceOfACommandMeansRun) {
  expect_refusal({"scenarios/a.toml"},
                 "fleetline: unknown command 'scenarios/a.toml'\n"
                 "  did you mean 'fleetline run scenarios/a.toml'?\n"
                 "  see 'fleetline --help'\n");
}

TEST(Mistakes, UnknownFlagNamesTheNearest) {
  expect_refusal({"run", "a.toml", "--jbos", "4"},
                 "fleetline run: unknown flag '--jbos'\n  did you mean '--jobs'?\n  see 'fleetline run --help'\n");
  expect_refusal({"list", "--jsn"},
                 "fleetline list: unknown flag '--jsn'\n  did you mean '--json'?\n  see 'fleetline list --help'\n");
}

TEST(Mistakes, AnUnknownFlagIsToldBeforeAMissingFile) {
  expect_refusal({"run", "--strct"},
                 "fleetline run: unknown flag '--strct'\n  did you mean '--strict'?\n  see 'fleetline run --help'\n");
}

TEST(Mistakes, MissingAndSurplusArguments) {
  expect_refusal({"run"}, "fleetline run: FILE is required\n  see 'fleetline run --help'\n");
  expect_refusal({"run", "a.toml", "b.toml"},
                 "fleetline run: unexpected argument 'b.toml'\n  see 'fleetline run --help'\n");
}

TEST(Mistakes, ValuesOutOfRange) {
  expect_refusal({"run", "a.toml", "--format", "xml"},
                 "fleetline run: --format: xml not in {table,json,csv,markdown}\n  see 'fleetline run --help'\n");
  expect_refusal({"run", "a.toml", "--jobs", "-1"},
                 "fleetline run: --jobs: Value -1 not in range 0 to 4096\n  see 'fleetline run --help'\n");
  expect_refusal({"explain", "a.toml", "latency", "--case", "0"},
                 "fleetline explain: --case: Value 0 not in range 1 to 9007199254740992\n"
                 "  see 'fleetline explain --help'\n");
}

TEST(Mistakes, OutputsThatContradictOneAnother) {
  expect_refusal({"run", "a.toml", "--json", "--csv"},
                 "fleetline run: --csv: contradicts --format json\n  see 'fleetline run --help'\n");
  expect_refusal({"run", "a.toml", "--out", "a.xlsx"},
                 "--out: '.xlsx' does not say which format to write\n  expected .json, .csv, .md or .txt, or --format\n");
  expect_refusal({"run", "a.toml", "--max-cases", "-1"},
                 "fleetline run: --max-cases: '-1' is not a whole number\n  see 'fleetline run --help'\n");
}

TEST(Mistakes, DirectoriesThatAreNotThere) {
  expect_refusal({"list", "--plugin-path", "/no/such/directory"},
                 "--plugin-path: no directory '/no/such/directory'\n");
  expect_refusal({"list", "--registry", "/no/such/directory"}, "--registry: no directory '/no/such/directory'\n");
}

TEST(Mistakes, ARegistryWithoutAnyOfItsFolders) {
  Folder folder;
  folder.write("H100.toml", "kind = 'datasheet'\n");
  const std::string mine = folder.path().string();
  for (const std::vector<std::string>& command : {std::vector<std::string>{"eval", "ResNet50", "H100"}, {"list", "hardware"}, {"describe", "H100"}, {"audit"}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {"--registry", mine});
    const Outcome o = fleetline(arguments);
    EXPECT_EQ(o.code, 1) << command.front();
    EXPECT_NE(o.err.find("holds no folder of a registry\n  expected "), std::string::npos) << o.err;
  }
}

// Its entries would be seen by nobody, and ours would be taken for them.
TEST(Mistakes, AFolderOfARegistryWhoseNameIsMisspelt) {
  Folder folder;
  folder.write("hardwares/H100_SXM5_80GB.toml", "kind = 'datasheet'\n");
  folder.write("sites/mine.toml", "kind = 'site'\ncarbon_direct = '10 gCO2e/kWh'\n");
  const std::string misspelt = "'" + (folder / "hardwares").string() + "' is no folder of a registry, and its entries would not be seen\n";
  expect_refusal({"describe", "H100", "--registry", folder.path().string()}, "--registry: " + misspelt + "  did you mean 'hardware'?\n");
  std::filesystem::rename(folder / "hardwares", folder / "scratch");  // like none of ours: somebody's own
  EXPECT_EQ(fleetline({"list", "sites", "--registry", folder.path().string()}).code, 0);
}

TEST(Mistakes, AFolderOfARegistryThatMayNotBeRead) {
  if (geteuid() == 0) GTEST_SKIP() << "nothing is forbidden to root";
  Folder folder;
  folder.write("hardware/H100_SXM5_80GB.toml", "kind = 'datasheet'\n");
  std::filesystem::permissions(folder / "hardware", std::filesystem::perms::none);
  const Outcome o = fleetline({"describe", "H100", "--registry", folder.path().string()});
  std::filesystem::permissions(folder / "hardware", std::filesystem::perms::owner_all);
  EXPECT_EQ(o.code, 1);
  EXPECT_NE(o.err.find("' cannot be read: Permission denied\n"), std::string::npos) << o.err;
}

}  // namespace
}  // namespace fleetline::test
