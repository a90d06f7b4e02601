// `list FOLDER` with conditions, an order, columns: entries in one table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program.hpp"

namespace fleetline::test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> names(const Outcome& o, const char* list) {
  EXPECT_EQ(o.code, 0) << o.err;
  std::vector<std::string> out;
  const json all = json::parse(o.out);
  for (const json& row : all.at(list)) out.push_back(row["name"]);
  return out;
}

/// Three devices of which everything is known, in front of ours: conditions keep ours out.
class Compare : public ::testing::Test {
 protected:
  Compare() {
    device("T_a",
           "title = 'Alpha SXM'\nmemory = '80 GiB'\nmemory_bandwidth = '2 TB/s'\nreleased = 2020\npeak_power = '400 "
           "W'\nvendor = 'tests'\n[peak]\nfp16 = '300 TFLOP/s'\n");
    device("T_b",
           "title = 'Beta'\nmemory = '40 GB'\nmemory_bandwidth = '3 TB/s'\nreleased = 2023\nvendor = "
           "'tests'\n[peak]\nbf16 = '900 TFLOP/s'\nfp8 = '1800 TFLOP/s'\n");
    device("T_c",
           "title = 'Gamma sxm'\nmemory = '192 GB'\nmemory_bandwidth = '1 TB/s'\nreleased = 2022\npeak_power = '700 "
           "W'\nvendor = 'tests'\n[peak]\nint8 = '10 TOP/s'\n");
    folder.write("hardware/aliases.toml", "bee = 'T_b'\n");
  }
  void device(const std::string& name, const std::string& text) {
    folder.write("hardware/" + name + ".toml", "kind = 'datasheet'\n" + text);
  }
  Outcome list(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     {"list", "hardware", "--registry", folder.path().string(), "--where", "vendor == 'tests'"});
    return fleetline(arguments);
  }
  Folder folder;
};

TEST_F(Compare, SortsNumbersFromTheLargestAndTurnsRound) {
  EXPECT_THAT(names(list({"--json", "--sort", "memory_bandwidth"}), "hardware"), ElementsAre("T_b", "T_a", "T_c"));
  EXPECT_THAT(names(list({"--json", "--sort=-memory_bandwidth"}), "hardware"), ElementsAre("T_c", "T_a", "T_b"));
  EXPECT_THAT(names(list({"--json", "--sort", "memory_bandwidth", "--reverse"}), "hardware"),
              ElementsAre("T_c", "T_a", "T_b"));
  EXPECT_THAT(names(list({"--json", "--sort", "title"}), "hardware"), ElementsAre("T_a", "T_b", "T_c"));
}

TEST_F(Compare, PutsWhatIsNotKnownLastEitherWay) {
  EXPECT_THAT(names(list({"--json", "--sort", "peak_power"}), "hardware"), ElementsAre("T_c", "T_a", "T_b"));
  EXPECT_THAT(names(list({"--json", "--sort=-peak_power"}), "hardware"), ElementsAre("T_a", "T_c", "T_b"));
}

TEST_F(Compare, ConditionsKnowUnitsTextsAndBeginningsOfNames) {
  EXPECT_THAT(names(list({"--json", "--where", "memory_capacity >= 80 GB"}), "hardware"), ElementsAre("T_a", "T_c"));
  EXPECT_THAT(names(list({"--json", "--where", "release >= 2022", "--where", "memory < 100 GiB"}), "hardware"),
              ElementsAre("T_b"));
  EXPECT_THAT(names(list({"--json", "--where", "title contains 'SXM'"}), "hardware"), ElementsAre("T_a", "T_c"));
  EXPECT_THAT(
      names(list({"--json", "--where", "not (aliases contains 'bee') and peak.fp16 > 100 TFLOP/s"}), "hardware"),
      ElementsAre("T_a"));
}

// 300 TFLOP/s over 2 TB/s: 150 FLOP/B; 900 over 3: 300. T_c has no 16-bit arithmetic.
TEST_F(Compare, DerivesWhatNobodyTyped) {
  const json j = json::parse(
      list({"--json", "--columns", "ridge_point, dense_16 / memory_bandwidth", "--sort", "ridge_point"}).out);
  EXPECT_EQ(j["columns"][1]["derived"], "dense_16 / memory_bandwidth");
  EXPECT_EQ(j["columns"][1]["unit"], "FLOP/B");
  EXPECT_FALSE(j["columns"][2].contains("derived")) << "an expression of the command line says itself what it is";
  EXPECT_EQ(j["hardware"][0]["ridge_point"], 300);
  EXPECT_EQ(j["hardware"][1]["ridge_point"], 150);
  EXPECT_TRUE(j["hardware"][2]["ridge_point"].is_null());
  EXPECT_EQ(j["hardware"][0]["dense_16 / memory_bandwidth"], 300);
}

TEST_F(Compare, SaysWhomItLeftOutForWhatIsNotKnown) {
  const Outcome o = list({"--where", "peak_power < 500 W"});
  EXPECT_THAT(o.out, HasSubstr("left out, for a condition speaks of what is not known of them: T_b\n"))
      << "and none of the others, whose vendor it is not";
  EXPECT_THAT(o.out, StartsWith("1 of "));
  EXPECT_THAT(o.out, Not(HasSubstr("T_c")));
}

TEST_F(Compare, IsATableForEyesAndCsvForPrograms) {
  const Outcome table = list({"--columns", "released, memory_bandwidth, peak.fp8"});
  EXPECT_THAT(table.out, HasSubstr("name  released  memory_bandwidth   peak.fp8\n"
                                   "                          [TB/s]  [PFLOP/s]\n"
                                   "----  --------  ----------------  ---------\n"
                                   "T_a       2020                 2\n"
                                   "T_b       2023                 3        1.8\n"));
  const Outcome csv = list({"--columns", "title,memory_bandwidth", "--csv"});
  EXPECT_EQ(csv.out, "name,title,memory_bandwidth[GB/s]\nT_a,Alpha SXM,2000\nT_b,Beta,3000\nT_c,Gamma sxm,1000\n");
  EXPECT_THAT(list({"--columns", "title", "--markdown"}).out,
              HasSubstr("| name | title |\n| --- | --- |\n| T_a | Alpha SXM |\n"));
}

TEST_F(Compare, AnUnknownFieldGetsTheNearestAndTheChoices) {
  for (const char* flag : {"--where", "--sort", "--columns"}) {
    const Outcome o = list({flag, std::string(flag) == "--where" ? "memory_bandwith > 1 TB/s" : "memory_bandwith"});
    EXPECT_EQ(o.code, 1);
    EXPECT_THAT(o.err,
                AllOf(StartsWith(std::string(flag) +
                                 ": there is no 'memory_bandwith'\n  expected name, title, kind, aliases, memory"),
                      HasSubstr("ridge_point"), HasSubstr("did you mean 'memory_bandwidth'?\n")));
  }
  EXPECT_THAT(list({"--where", "memory > 80"}).err,
              HasSubstr("cannot compare 'memory' (data size) and '80' (a pure number)"));
  EXPECT_THAT(list({"--where", "memory"}).err, HasSubstr("'memory' is no condition"));
}

// 0.0612 dollars a kWh is kept in dollars a joule: what comes back is what was typed.
TEST(CompareRegistry, NumbersForOtherProgramsHaveNoNoise) {
  for (const char* format : {"--csv", "--json"})
    for (const char* folder : {"sites", "nodes", "prices"})
      EXPECT_THAT(fleetline({"list", folder, "--compare", format}).out, Not(AnyOf(HasSubstr("00000000"), HasSubstr("99999999")))) << folder;
}

TEST_F(Compare, ListsBrokenEntriesBesideGoodOnes) {
  folder.write("hardware/T_bad.toml",
               "kind = 'datasheet'\nmemory = 80\nmemory_bandwidth = '1 TB/s'\n[peak]\nfp16 = '1 TFLOP/s'\n");
  folder.write("hardware/T_torn.toml", "kind = \n");
  const Outcome o = list({});
  EXPECT_EQ(o.code, 0);
  EXPECT_THAT(o.out, AllOf(HasSubstr("\nT_a "), HasSubstr("\nbroken: T_bad: "), HasSubstr("the number 80 has no unit"),
                           HasSubstr("\nbroken: T_torn: ")));
}

TEST(CompareRegistry, TheCommandOfTheReadmePrintsATable) {
  const Outcome o = fleetline({"list", "hardware", "--sort", "memory_bandwidth", "--where", "release >= 2022"});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, AllOf(HasSubstr(" hardware\n\nname "), HasSubstr(" ridge_point\n"), HasSubstr("\nH100_SXM5_80GB "),
                           Not(HasSubstr("V100")), HasSubstr("derived: ridge_point: dense_16 / memory_bandwidth\n")));
}

// Workloads of ten kinds share the facts that every workload has.
TEST(CompareRegistry, DifferentKindsShareColumns) {
  const json j = json::parse(
      fleetline({"list", "workloads", "--where", "name == 'ResNet50' or name == 'Llama-3-8B'", "--json"}).out);
  EXPECT_EQ(j["workloads"][0]["parameters"], 8030261248);
  EXPECT_EQ(j["workloads"][1]["parameters"], 25557032);
  EXPECT_EQ(j["workloads"][0]["hidden"], 4096);
  EXPECT_TRUE(j["workloads"][1]["hidden"].is_null());
}

TEST(CompareRegistry, EveryFolderHasColumnsOfItsOwn) {
  for (const char* folder :
       {"hardware", "workloads", "fabrics", "fleets", "nodes", "sites", "stacks", "failures", "kernels", "accuracy"}) {
    const Outcome o = fleetline({"list", folder, "--compare", "--json"});
    EXPECT_EQ(o.code, 0) << folder << ": " << o.err;
    const json j = json::parse(o.out);
    EXPECT_GE(j["columns"].size(), 3u) << folder;
    EXPECT_FALSE(j[folder].empty()) << folder;
    EXPECT_TRUE(j["broken"].empty()) << j["broken"];
  }
}

// What a pipe is taken for, and what a screen shows that is narrower; wide texts are cut and columns left out, and both are told.
TEST(CompareRegistry, EveryFolderFitsAScreen) {
  for (const char* columns : {"160", "80"})
    for (const char* folder : {"hardware", "workloads", "fabrics", "fleets", "nodes", "sites", "stacks", "switches", "prices", "datasets", "failures", "fabrication", "kernels", "accuracy"}) {
      const Outcome o = fleetline({"list", folder, "--compare"}, {std::string("COLUMNS=") + columns});
      ASSERT_EQ(o.code, 0) << folder << ": " << o.err;
      const std::string table = o.out.substr(0, o.out.find("\n\n", o.out.find("----")));
      std::size_t widest = 0;
      for (std::size_t at = 0, end; (end = table.find('\n', at)) != table.npos; at = end + 1) widest = std::max(widest, end - at);
      EXPECT_LE(widest, std::stoul(columns)) << folder << "\n" << table.substr(0, 1000);
    }
  const Outcome stacks = fleetline({"list", "stacks", "--compare"});
  EXPECT_THAT(stacks.out, AllOf(HasSubstr("\ncut to fit: "), HasSubstr("; left out to fit: "), HasSubstr("; --columns chooses, --where narrows, --csv and --json have all\n")));
  EXPECT_THAT(fleetline({"list", "stacks", "--columns", "device,software,versions,title,memory_efficiency"}).out, Not(HasSubstr("to fit: "))) << "who names columns gets them";
}

// 419 failures of 16,384 accelerators in 2,048 nodes over 54 days: 3.789 in a thousand node-days, of which 268 are the accelerators'; a
// job on 128 such nodes fails every 24000 h / 3.789 / 128 = 49.5 h.
TEST(CompareRegistry, FailuresAreRatesThatCanBeCompared) {
  const json j = json::parse(fleetline({"list", "failures", "--where", "name == 'Llama-3' or name == 'RSC-1'", "--json"}).out);
  const json &llama = j["failures"][0], &rsc = j["failures"][1];
  EXPECT_NEAR(llama["per_1000_node_days"], 419 / (2048 * 54 / 1000.0), 1e-9);
  EXPECT_NEAR(llama["accelerator_share"], 100.0 * 268 / 419, 1e-9);
  EXPECT_NEAR(llama["mtbf_1024"], 24000 / (419 / (2048 * 54 / 1000.0)) / 128, 1e-9);
  EXPECT_NEAR(llama["per_accelerator_year"], 268 * 365 / (16384.0 * 54), 1e-9);
  EXPECT_NEAR(rsc["per_1000_node_days"], 6.5, 1e-9);
  EXPECT_TRUE(rsc["accelerator_share"].is_null()) << "all that stops a node in one figure";
}

// 5 nm: (0.583 kg/kWh * 2.75 kWh/cm2 + 0.3275 + 0.5) / 0.875 = 2.778 kg/cm2; HBM of an HGX H100: 546 kg of 640 GiB.
TEST(CompareRegistry, FootprintsArePerAreaAndPerGigabyte) {
  const json j = json::parse(fleetline({"list", "fabrication", "--where", "name == 'ACT-HGX'", "--json"}).out);
  EXPECT_NEAR(j["fabrication"][0]["area_5nm"], 2.778, 0.0005);
  EXPECT_NEAR(j["fabrication"][0]["hbm3"], 546 / (640 * 1.073741824), 1e-9);
  EXPECT_EQ(j["columns"][6]["unit"], "kgCO2e/GB");
  EXPECT_THAT(fleetline({"list", "fabrication", "--compare"}).out, HasSubstr("[kgCO2e/GB]")) << "and not the same in ug/B";
}

// Eos: 576 nodes of eight H100 at 989.4 TFLOP/s and 700 W, an adapter of 400 Gbit/s each; Perlmutter's two partitions add up.
TEST(CompareRegistry, FleetsAreWhatTheirPartitionsComeTo) {
  const json j = json::parse(fleetline({"list", "fleets", "--where", "name == 'Eos' or name == 'Perlmutter'", "--json"}).out);
  const json &eos = j["fleets"][0], &perlmutter = j["fleets"][1];
  EXPECT_EQ(eos["hardware"], "H100_SXM5_80GB");
  EXPECT_EQ(eos["accelerators"], 4608);
  EXPECT_NEAR(eos["dense_16"], 4608 * 0.9894, 1e-6);  // PFLOP/s
  EXPECT_NEAR(eos["accelerator_power"], 4608 * 700e-6, 1e-9);
  EXPECT_NEAR(eos["network"], 400, 1e-9);
  EXPECT_EQ(perlmutter["hardware"], "A100_SXM4_40GB, A100_SXM4_80GB");
  EXPECT_EQ(perlmutter["accelerators"], 4 * (1536 + 256));
  EXPECT_NEAR(perlmutter["memory"], 4 * (1536 * 40 + 256 * 80) * 1.073741824e-3, 1e-9);
  EXPECT_THAT(fleetline({"describe", "Eos"}).out, AllOf(HasSubstr("\nderived: computed, never typed\n"), HasSubstr("4,608")));
}

// Sale over rent is a time: nobody wants it in seconds.
TEST(CompareRegistry, ExpressionsHaveAUnitOfTheirSize) {
  // 33,634 $ / 3.95 $/h = 354.8 d with the medians of November 2026: a hundred days to three years with those to come.
  const std::string out = fleetline({"list", "prices", "--columns", "sale / on_demand", "--where", "name == 'H100_SXM5_80GB'"}).out;
  EXPECT_THAT(out, HasSubstr("[d]"));
  EXPECT_THAT(std::stod(out.substr(out.rfind("H100_SXM5_80GB") + 14)), AllOf(testing::Gt(100), testing::Lt(1000)));
}

// Perlmutter has two partitions, each a table of its own: as TOML in a cell they made the widest column, empty but for it.
TEST(CompareRegistry, TablesInsideAnEntryAreNoColumn) {
  const json j = json::parse(fleetline({"list", "fleets", "--compare", "--json"}).out);
  for (const json& column : j["columns"]) EXPECT_NE(column["name"], "partition");
  EXPECT_THAT(j["fleets"].dump(), HasSubstr("Perlmutter"));
}

TEST(CompareRegistry, WhatHasNoEntriesCannotBeCompared) {
  const Outcome o = fleetline({"list", "units", "--sort", "name"});
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.err,
              HasSubstr("entries are compared, and 'units' has none\n  expected hardware, workloads, fabrics, fleets"));
}

}  // namespace
}  // namespace fleetline::test
