#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program.hpp"

namespace fleetline::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using nlohmann::json;

TEST(List, ShowsSolversEntriesAndKinds) {
  const Outcome o = fleetline({"list"});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, AllOf(StartsWith("solvers\n  "), HasSubstr("\n  roofline ")));
  EXPECT_THAT(o.out, HasSubstr("\nworkloads\n"));
  EXPECT_THAT(o.out, HasSubstr("  ResNet50"));
  EXPECT_THAT(o.out, HasSubstr("\nworkload kinds\n"));
  EXPECT_THAT(o.out, HasSubstr("  transformer"));
}

TEST(List, OfOneTopicShowsThatOnly) {
  const Outcome o = fleetline({"list", "workloads"});
  EXPECT_THAT(o.out, HasSubstr("ResNet50"));
  EXPECT_THAT(o.out, Not(HasSubstr("solvers")));
  EXPECT_EQ(fleetline({"list", "workload"}).out, o.out);
}

TEST(List, ShowsRefusedFilesWithReasonAndCure) {
  const Folder folder;
  const std::string file = folder.write("broken.fleet.so", "this is no library");
  const Outcome o = fleetline({"list", "--plugin-path", folder.path().string()});
  EXPECT_EQ(o.code, 0);
  EXPECT_THAT(o.out, HasSubstr("\nrefused plugin files\nplugin refused: "));
  EXPECT_THAT(o.out, HasSubstr("broken.fleet.so\n  "));
  const json j = json::parse(fleetline({"list", "--json", "--plugin-path", folder.path().string()}).out);
  ASSERT_EQ(j["refused"].size(), 1u);
  EXPECT_FALSE(j["refused"][0]["reasons"].empty());
  EXPECT_NE(j["refused"][0]["cure"], "");
}

TEST(List, ShowsABrokenEntryWithItsMistake) {
  const Folder folder;
  folder.write("workloads/Mine.toml", "kind = \n");
  const Outcome o = fleetline({"list", "workloads", "--registry", folder.path().string()});
  EXPECT_EQ(o.code, 0);
  EXPECT_THAT(o.out, HasSubstr("  Mine"));
  EXPECT_THAT(o.out, HasSubstr("broken: "));
}

TEST(List, NamesAliases) {
  const Folder folder;
  folder.write("workloads/Mine.toml", "kind = \"profile\"\ntitle = \"My model\"\n");
  folder.write("workloads/aliases.toml", "M = \"Mine\"\n");
  const json j = json::parse(fleetline({"list", "workloads", "--json", "--registry", folder.path().string()}).out);
  bool found = false;
  for (const json& item : j["workloads"])
    if (item["name"] == "Mine") {
      found = true;
      EXPECT_EQ(item["summary"], "My model");
      EXPECT_EQ(item["kind"], "profile");
      EXPECT_EQ(item["aliases"], json::parse(R"(["M"])"));
    }
  EXPECT_TRUE(found);
}

TEST(List, ShowsUnitsAndFormats) {
  EXPECT_THAT(fleetline({"list", "units"}).out, AllOf(HasSubstr("  gCO2e"), testing::ContainsRegex("\n  min +minute +time\n")));
  EXPECT_THAT(fleetline({"list", "formats"}).out, HasSubstr("  mxfp4"));
}

TEST(List, OfSomethingElseNamesTheNearest) {
  const Outcome o = fleetline({"list", "solvres"});
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.err, AllOf(HasSubstr("list: there is no list of 'solvres'\n  expected solvers, hardware, workloads, fabrics"), HasSubstr("did you mean 'solvers'?\n")));
}

TEST(List, OfAFolderOrOfAKindOfRecord) {
  const Outcome stacks = fleetline({"list", "stacks"}), serving = fleetline({"list", "serving_stack"});
  EXPECT_THAT(stacks.out, AllOf(HasSubstr("\n  vllm-v1-hopper "), HasSubstr("\n  torch-fsdp_H100 ")));
  EXPECT_THAT(serving.out, AllOf(StartsWith("serving_stack\n"), HasSubstr("\n  vllm-v1-hopper "), Not(HasSubstr("torch-fsdp_H100"))));
  EXPECT_EQ(fleetline({"list", "stack"}).out, stacks.out);
  EXPECT_THAT(fleetline({"list", "fleets"}).out, AllOf(StartsWith("fleets\n"), HasSubstr("\n  Research_256 ")));
}

TEST(List, HasNoCsv) {
  const Outcome o = fleetline({"list", "--csv"});
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(o.err, "--format: 'list' has no CSV form\n  expected table, json or markdown\n");
}

}  // namespace
}  // namespace fleetline::test
