// User directories laid over the registry: which entry counts, who says so, and what is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program.hpp"

namespace fleetline::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Registries that each have a device "Mine" of their own speed.
class Overlay : public ::testing::Test {
 protected:
  std::string registry(const std::string& name, int gb_per_second) {
    folder.write(name + "/hardware/Mine.toml",
                 "kind = 'datasheet'\ntitle = 'of " + name + "'\nmemory = '80 GiB'\nmemory_bandwidth = '" +
                     std::to_string(gb_per_second) + " GB/s'\n[peak]\nfp16 = '300 TFLOP/s'\n");
    return (folder / name).string();
  }
  std::string scenario(const std::string& more = "") {
    return folder.write("s.toml", more +
                                      "\n[workload]\nkind = 'profile'\nparameters = 1e9\nflops_per_sample = '2 "
                                      "GFLOP'\n[hardware]\nuse = 'Mine'\n[solve.roofline]\nprecision = 'fp16'\n");
  }
  static json explained(const std::string& file, const std::vector<std::string>& flags = {},
                        const std::vector<std::string>& env = {}) {
    std::vector<std::string> arguments{"explain", file, "hardware.memory_bandwidth", "--json"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const Outcome o = fleetline(arguments, env);
    EXPECT_EQ(o.code, 0) << o.err;
    return json::parse(o.out);
  }
  Folder folder;
};

TEST_F(Overlay, FlagsGoBeforeTheScenarioAndThatBeforeTheEnvironment) {
  const std::string env = "FLEETLINE_REGISTRY=" + registry("environment", 1000), flag = registry("flag", 3000);
  registry("scenario", 2000);
  const auto from = [](const json& j) { return j["origin"].get<std::string>(); };
  EXPECT_THAT(from(explained(scenario(), {}, {env})), HasSubstr("environment/hardware/Mine.toml:4"));
  EXPECT_THAT(from(explained(scenario("[registry]\npath = 'scenario'"), {}, {env})),
              HasSubstr("scenario/hardware/Mine.toml:4"));
  EXPECT_THAT(from(explained(scenario("[registry]\npath = ['scenario']"), {"--registry", flag}, {env})),
              HasSubstr("flag/hardware/Mine.toml:4"));
}

TEST_F(Overlay, ExplainSaysWhatIsHidden) {
  registry("below", 1000);
  registry("above", 2000);
  const json j = explained(scenario("[registry]\npath = ['below', 'above']"));
  EXPECT_THAT(j["origin"].get<std::string>(), HasSubstr("above/hardware/Mine.toml:4"));
  EXPECT_THAT(j["overrides"].get<std::string>(),
              AllOf(HasSubstr("the entry of the same name in "), HasSubstr("below/hardware/Mine.toml")));
  const Outcome o = fleetline(
      {"describe", "Mine", "--registry", (folder / "below").string(), "--registry", (folder / "above").string()});
  EXPECT_THAT(o.out, AllOf(HasSubstr("\nof above\n"), HasSubstr("\nhides\n"), HasSubstr("below/hardware/Mine.toml\n")));
}

TEST_F(Overlay, AListSaysWhichEntriesHideOthers) {
  const std::string below = registry("below", 1000), above = registry("above", 2000);
  const Outcome o = fleetline({"list", "hardware", "--registry", below, "--registry", above});
  EXPECT_THAT(o.out, HasSubstr("datasheet; " + above + "/hardware/Mine.toml instead of " + below + "/hardware/Mine.toml\n"));
  const json j = json::parse(fleetline({"list", "hardware", "--json"}, {"FLEETLINE_REGISTRY=" + below + ":" + above}).out);
  for (const json& item : j["hardware"])
    EXPECT_EQ(item["hides"], item["name"] == "Mine" ? json::array({below + "/hardware/Mine.toml"}) : json::array()) << item["name"];
  // The comparison is of what counts.
  EXPECT_THAT(fleetline({"list", "hardware", "--registry", below, "--registry", above, "--where", "name == 'Mine'", "--columns", "title"}).out, HasSubstr("of above"));
}

// One field of a device of ours, in two lines: the rest stays, and each value says which file it is from.
TEST_F(Overlay, AnEntryThatExtendsTheOneItHidesChangesAFewValues) {
  folder.write("mine/hardware/H100_SXM5_80GB.toml", "extends = 'H100_SXM5_80GB'\npeak_power = { value = '500 W', source = 'us' }\n"
                                                    "peak = { bf16 = { value = '900 TFLOP/s', source = 'us' } }\n[sources.us]\ntitle = 'Our limit'\n");
  folder.write("mine/hardware/Half.toml", "extends = 'H100'\ntitle = 'Half an H100'\nmemory = '40 GiB'\n");
  const std::string mine = (folder / "mine").string();
  const auto described = [&](const std::string& name) {
    const Outcome o = fleetline({"describe", "hardware/" + name, "--json", "--registry", mine});
    EXPECT_EQ(o.code, 0) << o.err << o.out;
    return json::parse(o.out)["entries"][0];
  };
  const auto value = [](const json& entry, const std::string& name) {
    for (const json& v : entry["values"])
      if (v["name"] == name) return v;
    return json();
  };
  const json h100 = described("H100");
  EXPECT_EQ(value(h100, "peak_power")["value"], "500 W");
  EXPECT_EQ(value(h100, "peak_power")["source"], "Our limit");
  EXPECT_EQ(value(h100, "peak.bf16")["value"], "900 TFLOP/s");
  EXPECT_EQ(value(h100, "peak.fp16")["value"], "989.4 TFLOP/s");
  EXPECT_THAT(value(h100, "peak.fp16")["source"].get<std::string>(), HasSubstr("white paper"));
  EXPECT_THAT(value(h100, "memory")["where"].get<std::string>(), HasSubstr("registry/hardware/H100_SXM5_80GB.toml:"));
  EXPECT_EQ(h100["extends"], h100["overlays"]);
  EXPECT_EQ(value(described("Half"), "peak_power")["value"], "500 W") << "of what is in force";
  EXPECT_EQ(value(described("Half"), "memory")["value"], "40 GiB");
  EXPECT_THAT(fleetline({"describe", "hardware/H100", "--registry", mine}).out,
              AllOf(HasSubstr(" H100_SXM5_80GB.toml:5\n"), HasSubstr("\nextends\n"), HasSubstr("\nhides\n")));
  const std::string file = folder.write("s.toml", "[registry]\npath = 'mine'\n[workload]\nuse = 'ResNet50'\n[hardware]\nuse = 'H100'\n[solve.roofline]\n");
  const auto of = [&](const std::string& metric) { return json::parse(fleetline({"explain", file, metric, "--json"}).out); };
  EXPECT_THAT(of("hardware.peak_power")["origin"].get<std::string>(), HasSubstr("mine/hardware/H100_SXM5_80GB.toml:2"));
  EXPECT_THAT(of("hardware.peak_power")["overrides"].get<std::string>(), HasSubstr("registry/hardware/H100_SXM5_80GB.toml"));
  EXPECT_THAT(of("hardware.memory")["origin"].get<std::string>(), Not(HasSubstr("mine/")));
  EXPECT_FALSE(of("hardware.memory").contains("overrides") && !of("hardware.memory")["overrides"].get<std::string>().empty()) << "nothing hides it";
}

TEST_F(Overlay, WhatCannotBeExtendedIsTold) {
  folder.write("mine/hardware/Alone.toml", "extends = 'Alone'\n");
  folder.write("mine/hardware/Lost.toml", "extends = 'H1000'\n");
  folder.write("mine/hardware/Number.toml", "extends = 5\n");
  folder.write("mine/hardware/Round.toml", "extends = 'About'\n");
  folder.write("mine/hardware/About.toml", "extends = 'Round'\n");
  folder.write("mine/hardware/H200_SXM_141GB.toml", "kind = 'datasheet'\npeak_power = '500 W'\n");
  const auto said = [&](const std::string& name) {
    const Outcome o = fleetline({"describe", "hardware/" + name, "--registry", (folder / "mine").string()});
    EXPECT_EQ(o.code, 1) << name;
    return o.out + o.err;
  };
  EXPECT_THAT(said("Alone"), HasSubstr("Alone.toml:1:11: extends: 'Alone' is this entry, and no registry below has one of its name\n"));
  EXPECT_THAT(said("Lost"), HasSubstr("extends: 'H1000' is not in the registry's hardware\n"));
  EXPECT_THAT(said("Number"), HasSubstr("extends: an integer cannot be used here\n  expected the name of an entry of hardware in quotes\n"));
  EXPECT_THAT(said("Round"), HasSubstr("extends: entries extend one another in a circle: "));
  EXPECT_THAT(said("H200"), AllOf(HasSubstr("memory: missing"), HasSubstr("H200_SXM_141GB.toml, whole\n  expected all that one says, or extends = \"H200_SXM_141GB\"")));
}

// Sites, prices and stacks are laid over like everything else, and a number that came through one says so.
TEST_F(Overlay, ExplainSaysSoOfRecordsToo) {
  folder.write("mine/sites/quebec.toml", "kind = 'site'\ncarbon_life_cycle = '10 gCO2e/kWh'\npue = 1.5\nelectricity_price = '$0.05/kWh'\n");
  const std::string file = folder.write("energy.toml",
                                        "[registry]\npath = 'mine'\n[workload]\nuse = 'ResNet50'\n[fleet]\nnode = 'DGX_H100'\nsite = 'quebec'\n"
                                        "[solve.sustainability]\nduration = '30 d'\n");
  EXPECT_THAT(fleetline({"describe", "quebec", "--registry", (folder / "mine").string()}).out, AllOf(HasSubstr("\nhides\n"), HasSubstr("registry/sites/quebec.toml")));
  const Outcome o = fleetline({"explain", file, "sustainability.carbon_life_cycle"});
  EXPECT_THAT(o.out, AllOf(HasSubstr("\nentries of this run that stand instead of others\n"), HasSubstr("mine/sites/quebec.toml instead of "), HasSubstr("registry/sites/quebec.toml\n"),
                           Not(HasSubstr("registry/nodes/"))));
  const json j = json::parse(fleetline({"explain", file, "sustainability.carbon_life_cycle", "--json"}).out);
  ASSERT_EQ(j["entries_instead_of_others"].size(), 1U);
  EXPECT_THAT(j["entries_instead_of_others"][0]["file"].get<std::string>(), HasSubstr("mine/sites/quebec.toml"));
}

TEST_F(Overlay, AnEntryMayHideOneOfOurs) {
  folder.write("mine/hardware/H100_SXM5_80GB.toml",
               "kind = 'datasheet'\ntitle = 'A slow one'\nmemory = '80 GiB'\nmemory_bandwidth = '1 TB/s'\n[peak]\nfp16 "
               "= '300 TFLOP/s'\n");
  const Outcome o = fleetline({"describe", "H100", "--registry", (folder / "mine").string()});
  EXPECT_THAT(o.out, AllOf(HasSubstr("A slow one"), HasSubstr("\nhides\n"),
                           HasSubstr("registry/hardware/H100_SXM5_80GB.toml")));
  EXPECT_THAT(fleetline({"describe", "H100"}).out, Not(HasSubstr("\nhides\n")));
}

TEST_F(Overlay, WhatAScenarioNamesMustBeThere) {
  const Outcome missing = fleetline({"check", scenario("[registry]\npath = 'nowhere'")});
  EXPECT_EQ(missing.code, 1);
  EXPECT_THAT(missing.err, AllOf(HasSubstr("s.toml:2:8: registry.path: there is no directory "), HasSubstr("nowhere")));
  EXPECT_THAT(fleetline({"check", scenario("[registry]\npaths = 'nowhere'")}).err,
              HasSubstr("registry: cannot be used like this\n  expected path = "));
}

TEST_F(Overlay, TheSameNameInTwoFoldersIsTwoThings) {
  folder.write("mine/hardware/Twin.toml",
               "kind = 'datasheet'\ntitle = 'A device'\nmemory = '80 GiB'\nmemory_bandwidth = '1 TB/s'\n[peak]\nfp16 = "
               "'300 TFLOP/s'\nfp32 = '20 TFLOP/s'\n");
  folder.write("mine/workloads/Twin.toml",
               "kind = 'profile'\ntitle = 'A model'\nparameters = 1e9\nflops_per_sample = '2 GFLOP'\n");
  const std::vector<std::string> there{"--registry", (folder / "mine").string()};
  const auto with = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), there.begin(), there.end());
    return fleetline(arguments);
  };
  EXPECT_THAT(with({"describe", "Twin"}).out,
              AllOf(HasSubstr("Twin: hardware of the registry"), HasSubstr("Twin: workload of the registry")));
  EXPECT_THAT(with({"describe", "hardware/Twin"}).out, Not(HasSubstr("Twin: workload")));
  EXPECT_EQ(with({"eval", "Twin", "Twin"}).code, 0);
}

TEST_F(Overlay, AnAliasBesideAnEntryOfThatNameIsToldOnce) {
  const std::string mine = registry("mine", 1000);
  folder.write("mine/hardware/aliases.toml", "Mine = 'H100'\n");
  const Outcome o = fleetline({"check", scenario(), "--registry", mine});
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.err, HasSubstr("aliases.toml:1:1: Mine: alias 'Mine' is also an entry: "));
}

// Nearer registries win alias by alias; an alias that leads nowhere says where it stands.
TEST_F(Overlay, AliasesAreLaidOverToo) {
  registry("below", 1000);
  folder.write("below/hardware/aliases.toml", "Fast = 'Mine'\n");
  folder.write("above/hardware/aliases.toml", "Fast = 'H100_SXM5_80GB'\nLost = 'Nobody'\n");
  const std::vector<std::string> both{"--registry", (folder / "below").string(), "--registry", (folder / "above").string()};
  const auto with = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), both.begin(), both.end());
    return fleetline(arguments);
  };
  EXPECT_THAT(with({"describe", "Fast"}).out, HasSubstr("H100_SXM5_80GB: hardware of the registry"));
  const Outcome lost = with({"eval", "ResNet50", "Lost"});
  EXPECT_EQ(lost.code, 1);
  EXPECT_THAT(lost.err, AllOf(HasSubstr("above/hardware/aliases.toml:2:8"), HasSubstr("Nobody")));
}

TEST_F(Overlay, AnAliasWrittenTwiceIsToldWithBothLines) {
  const std::string mine = registry("mine", 1000);
  folder.write("mine/hardware/aliases.toml", "Fast = 'Mine'\nFast = 'H100'\n");
  const Outcome o = fleetline({"check", scenario(), "--registry", mine});
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.err, AllOf(HasSubstr("aliases.toml:2:"), HasSubstr("Fast")));
}

// Broken files all around: a run that names none of them meets none of them.
TEST_F(Overlay, ARunIgnoresBrokenEntriesThatItDoesNotName) {
  const std::string mine = registry("mine", 1000);
  for (const char* file :
       {"hardware/Torn.toml", "workloads/Torn.toml", "stacks/Torn.toml", "sites/Torn.toml", "fleets/Torn.toml"})
    folder.write(std::string("mine/") + file, "kind = [torn");
  EXPECT_EQ(fleetline({"run", scenario(), "--registry", mine}).code, 0);
  const Outcome all = fleetline({"list", "--registry", mine});
  EXPECT_EQ(all.code, 0);
  EXPECT_THAT(all.out, AllOf(HasSubstr("\n  Torn "), HasSubstr("broken: "), HasSubstr("\n  Mine "),
                             HasSubstr("\n  H100_SXM5_80GB ")));
}

TEST_F(Overlay, AUnitThatIsMissingIsToldWithItsLine) {
  folder.write("mine/hardware/Mine.toml",
               "kind = 'datasheet'\nmemory = 80\nmemory_bandwidth = '1 TB/s'\n[peak]\nfp16 = '300 TFLOP/s'\n");
  const std::string mine = (folder / "mine").string();
  EXPECT_THAT(fleetline({"run", scenario(), "--registry", mine}).err,
              AllOf(HasSubstr("mine/hardware/Mine.toml:2:10: hardware.memory: the number 80 has no unit"),
                    HasSubstr("did you mean \"80 GiB\"?")));
  EXPECT_THAT(fleetline({"describe", "Mine", "--registry", mine}).out,
              AllOf(HasSubstr("\nproblems\n"), HasSubstr("Mine.toml:2:10: memory: the number 80 has no unit")));
}

TEST_F(Overlay, TenThousandEntriesAreListedComparedAndDoNotSlowARun) {
  registry("many", 1000);
  for (int i = 0; i < 10'000; ++i)
    folder.write("many/hardware/d" + std::to_string(i) + ".toml",
                 "kind = 'datasheet'\nmemory = '80 GiB'\nmemory_bandwidth = '" + std::to_string(1 + i) +
                     " GB/s'\nvendor = 'many'\n[peak]\nfp16 = '300 TFLOP/s'\n");
  const std::string many = (folder / "many").string();
  const Outcome top = fleetline({"list", "hardware", "--registry", many, "--sort", "memory_bandwidth", "--where",
                                 "vendor == 'many'", "--columns", "memory_bandwidth", "--csv"});
  EXPECT_EQ(top.code, 0) << top.err;
  EXPECT_EQ(top.out.substr(0, top.out.find("\nd9998,")), "name,memory_bandwidth[GB/s]\nd9999,10000");
  EXPECT_EQ(fleetline({"run", scenario(), "--registry", many}).code, 0);
  EXPECT_THAT(fleetline({"eval", "ResNet50", "d99999", "--registry", many}).err,
              HasSubstr("'d99999' is not in the registry's hardware"));
}

}  // namespace
}  // namespace fleetline::test
