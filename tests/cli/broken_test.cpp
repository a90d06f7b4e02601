// Registries in which much is broken: what a screen tells of it, and what files and programs get.
#include <gmock/gmock.h>

#include <algorithm>

#include "audit_fixture.hpp"

namespace fleetline::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t times(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

class Broken : public ::testing::Test {
 protected:
  static constexpr int many = 1'150;
  Broken() {
    for (int i = 0; i < many; ++i) folder.write("switches/Torn" + std::to_string(i) + ".toml", "kind = \n");
    folder.write("switches/Whole.toml", "kind = 'switch'\nports = 64\nport_bandwidth = '400 Gbit/s'\nform = 'T'\n");
  }
  Outcome ours(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--registry", folder.path().string()});
    return fleetline(arguments);
  }
  Folder folder;
};

TEST_F(Broken, AListTellsTheFirstTenAndHowManyMore) {
  const Outcome o = ours({"list", "switches"});
  EXPECT_EQ(o.code, 0);
  EXPECT_EQ(times(o.out, "broken: "), 10U);
  EXPECT_THAT(o.out, AllOf(HasSubstr("  ... and 1,140 more broken; --json or --out FILE tells them all\n"), HasSubstr("\n  Whole ")));
  EXPECT_EQ(times(ours({"list", "switches", "--json"}).out, "broken: "), std::size_t{many});
}

TEST_F(Broken, AComparisonToo) {
  const Outcome o = ours({"list", "switches", "--compare"});
  EXPECT_EQ(o.code, 0);
  EXPECT_EQ(times(o.out, "\nbroken: Torn"), 10U);
  EXPECT_THAT(o.out, AllOf(HasSubstr("\nbroken: ... and 1,140 more; --json or --out FILE tells them all\n"), HasSubstr("\nWhole ")));
  EXPECT_EQ(json::parse(ours({"list", "switches", "--compare", "--json"}).out)["broken"].size(), std::size_t{many});
  const std::string file = (folder / "all.md").string();
  EXPECT_EQ(ours({"list", "switches", "--compare", "--out", file}).code, 0);
  EXPECT_EQ(times(read_file(file), "broken: Torn"), std::size_t{many});
}

TEST_F(Broken, AnAuditTellsAHundredOrAsManyAsAsked) {
  const Outcome o = ours({"audit", "switches"});
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.out, HasSubstr(": 1152 errors, ")) << "two numbers of the whole one have no source";
  EXPECT_THAT(o.out, HasSubstr("  ... and 1,052 more; --max-rows 0, --json or --out FILE tells them all\n"));
  EXPECT_EQ(times(ours({"audit", "switches", "--max-rows", "0"}).out, "Torn"), std::size_t{many});
  EXPECT_EQ(json::parse(ours({"audit", "switches", "--json"}).out)["errors"].size(), std::size_t{many} + 2);
}

// What continuous integration asks: 0 unless something is wrong, and with --strict unless something is weak.
TEST(AuditStrict, FailsForWarnings) {
  const Folder folder;
  folder.write("fleets/X.toml", "node = 'DGX_H100'\nnodes = 3\n");
  const std::vector<std::string> there{"audit", "fleets/X", "--registry", folder.path().string()};
  const auto with = [&](const std::string& flag) {
    std::vector<std::string> arguments = there;
    if (!flag.empty()) arguments.push_back(flag);
    return fleetline(arguments);
  };
  EXPECT_EQ(with("").code, 0);
  EXPECT_THAT(with("").out, HasSubstr(": 0 errors, 1 warning, "));
  EXPECT_EQ(with("--strict").code, 1);
  folder.write("fleets/X.toml", "example = true\nnode = 'DGX_H100'\nnodes = 3\n");
  EXPECT_EQ(with("--strict").code, 0);
  EXPECT_THAT(with("").out, HasSubstr("1 entry (1 example among them), "));
}

}  // namespace
}  // namespace fleetline::test
