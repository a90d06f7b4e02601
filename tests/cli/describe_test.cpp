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

TEST(Describe, PrintsTheManualPageOfASolver) {
  const Outcome o = fleetline({"describe", "roofline"});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, StartsWith("roofline: solver of plugin roofline "));
  for (const char* part : {"\nparameters\n", "\noutputs\n", "\nassumptions\n", "\nreferences\n", "\nlibrary\n"})
    EXPECT_THAT(o.out, HasSubstr(part)) << part;
}

TEST(Describe, GivesTheSameFactsAsJson) {
  const json j = json::parse(fleetline({"describe", "roofline", "--json"}).out);
  ASSERT_EQ(j["components"].size(), 1u);
  const json& roofline = j["components"][0];
  EXPECT_EQ(roofline["noun"], "solver");
  EXPECT_TRUE(roofline["needs"]["workload"]);
  for (const char* list : {"parameters", "outputs"})
    for (const json& field : roofline[list]) EXPECT_FALSE(field["doc"].get<std::string>().empty()) << field["name"];
  bool latency = false;
  for (const json& output : roofline["outputs"]) latency |= output["name"] == "latency" && output["better"] == "lower";
  EXPECT_TRUE(latency);
}

TEST(Describe, IsAPageInMarkdown) {
  const Outcome o = fleetline({"describe", "roofline", "--markdown"});
  EXPECT_THAT(o.out, StartsWith("# roofline\n\nsolver of plugin roofline "));
  EXPECT_THAT(o.out, HasSubstr("\n## parameters\n\n| name | type |"));
}

/// An entry written for the test, so that every line of the answer is known.
class DescribeEntry : public ::testing::Test {
 protected:
  DescribeEntry() {
    file = folder.write("workloads/Mine.toml",
                        "kind = \"profile\"\n"
                        "title = \"My model\"\n"
                        "parameters = { value = 1000, source = \"paper\", low = 900, high = 1100 }\n"
                        "flops_per_sample = { value = \"2 GFLOP\", source = \"paper\", note = \"table 3\" }\n"
                        "[sources.paper]\n"
                        "title = \"A paper\"\n"
                        "url = \"https://example.org\"\n"
                        "as_of = 2024-05-01\n");
    folder.write("workloads/aliases.toml", "M = \"Mine\"\n");
  }
  Outcome describe(const std::string& name, const std::string& format = "table") {
    return fleetline({"describe", name, "--format", format, "--registry", folder.path().string()});
  }
  Folder folder;
  std::string file;
};

TEST_F(DescribeEntry, ShowsEveryValueWithItsSourceAndPlace) {
  const Outcome o = describe("Mine");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, StartsWith("Mine: workload of the registry, kind profile\n\nMy model\n\nAlso called M.\n\nvalues\n"));
  EXPECT_THAT(o.out, HasSubstr("\nparameters        1000     900  1100  [1]        3\n"
                               "flops_per_sample  2 GFLOP             [1]        4  table 3\n"));
  EXPECT_THAT(o.out, HasSubstr("\nsources\n  [1] A paper, https://example.org (as of 2024-05-01)\n"));
}

TEST_F(DescribeEntry, IsFoundByItsAliasAndItsFolder) {
  EXPECT_EQ(describe("M").out, describe("Mine").out);
  EXPECT_EQ(describe("workloads/Mine").out, describe("Mine").out);
  EXPECT_EQ(describe("workload/Mine").out, describe("Mine").out);
  EXPECT_EQ(describe("hardware/Mine").code, 1);
}

TEST_F(DescribeEntry, KeepsProvenanceInJson) {
  const json j = json::parse(describe("Mine", "json").out);
  const json& flops = j["entries"][0]["values"][1];
  EXPECT_EQ(flops["name"], "flops_per_sample");
  EXPECT_EQ(flops["value"], "2 GFLOP");
  EXPECT_EQ(flops["source"], "A paper");
  EXPECT_EQ(flops["as_of"], "2024-05-01");
  EXPECT_NE(flops["where"].get<std::string>().find("Mine.toml:4:"), std::string::npos);
}

TEST_F(DescribeEntry, ShowsBothWhenAnEntryAndAComponentShareAName) {
  folder.write("workloads/roofline.toml", "kind = \"profile\"\n");
  const json both = json::parse(describe("roofline", "json").out);
  EXPECT_EQ(both["components"].size(), 1u);
  EXPECT_EQ(both["entries"].size(), 1u);
  const json one = json::parse(describe("solver/roofline", "json").out);
  EXPECT_EQ(one["entries"].size(), 0u);
}

// A text was cut at 48 characters, before the half that says what the entry differs in.
TEST(Describe, ShowsTextsWhole) {
  EXPECT_THAT(fleetline({"describe", "ResNet50"}).out, HasSubstr("He et al. 2016, table 1, 50-layer; the stride of a downsampling bottleneck in its 3x3"));
}

// Folders with several kinds of record: no entry is called by the kind that happens to be the first.
TEST(Describe, CallsAStackAStack) {
  EXPECT_THAT(fleetline({"describe", "vllm-v1-hopper"}).out, StartsWith("vllm-v1-hopper: stack of the registry, kind serving_stack\n"));
}

// 989.4 TFLOP/s over 3.35 TB/s.
TEST(Describe, MarksWhatIsDerivedAndSaysWhatIsNotKnown) {
  const Outcome o = fleetline({"describe", "H100"});
  EXPECT_THAT(o.out, HasSubstr("\nderived: computed, never typed\n"));
  EXPECT_THAT(o.out, HasSubstr("  295.3 FLOP/B   dense_16 / memory_bandwidth\n"));
  EXPECT_THAT(o.out, HasSubstr("\nNot given, so not known: price.\n"));
  const json entry = json::parse(fleetline({"describe", "H100", "--json"}).out)["entries"][0];
  EXPECT_EQ(entry["not_given"], json::parse(R"(["price"])"));
  EXPECT_EQ(entry["see_also"], json::parse(R"(["prices/H100_SXM5_80GB"])"));
  EXPECT_EQ(entry["derived"][0]["name"], "dense_16");
  EXPECT_EQ(entry["derived"][0]["value"], "989.4 TFLOP/s");
  for (const json& value : entry["values"])
    if (value["name"] == "memory") { EXPECT_EQ(value["low"], "81559 MiB"); }
}

// What the kind's own check would refuse beside what the entry says is none of the entry's business.
TEST(Describe, TellsWhatDoesNotApplyFromWhatIsNotKnown) {
  const json dense = json::parse(fleetline({"describe", "Llama-3-8B", "--json"}).out)["entries"][0];
  const std::string not_for_it = dense["not_applicable"].dump();
  for (const char* field : {"kv_rank", "nope_head_dim", "latent_cache", "experts", "experts_per_token", "shared_experts", "router_skew", "window_layers", "published_prediction_parameters"})
    EXPECT_THAT(not_for_it, HasSubstr(field));
  EXPECT_EQ(dense["not_given"], json::array());
  bool head_dim = false;
  for (const json& fallback : dense["defaults"]) head_dim |= fallback["name"] == "head_dim" && fallback["value"] == "hidden / heads" && fallback["doc"] == "Size of one head";
  EXPECT_TRUE(head_dim) << "a default in words";
  const std::string latent = json::parse(fleetline({"describe", "DeepSeek-V3", "--json"}).out)["entries"][0]["not_applicable"].dump();
  EXPECT_THAT(latent, AllOf(HasSubstr("kv_heads"), HasSubstr("head_dim"), Not(HasSubstr("latent_cache")), Not(HasSubstr("router_skew"))));
  EXPECT_THAT(fleetline({"describe", "Llama-3-8B"}).out, AllOf(HasSubstr("\nNot for this entry, beside what it says: "), Not(HasSubstr("not known"))));
}

TEST(Describe, SaysThatAnExampleIsOne) {
  EXPECT_THAT(fleetline({"describe", "Research_256"}).out, HasSubstr("\nAn example: nothing that anybody built"));
}

TEST(Describe, ListsDerivedValuesAndAuditsOfAKind) {
  const Outcome o = fleetline({"describe", "datasheet"});
  EXPECT_THAT(o.out, HasSubstr("\nderivations\n"));
  EXPECT_THAT(o.out, HasSubstr("\naudits of entries\n  ridge-point: "));
}

TEST(Describe, OfSomethingUnknownNamesTheNearest) {
  EXPECT_THAT(fleetline({"describe", "nodes/dgx"}).err, HasSubstr("nothing is called 'dgx' among 'nodes'\n  expected DGX-1, DGX-1_P100, "));
  const Outcome o = fleetline({"describe", "rofline"});
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(o.err,
            "describe: nothing is called 'rofline'\n"
            "  expected a name that 'fleetline list' shows\n"
            "  did you mean 'roofline'?\n");
}

}  // namespace
}  // namespace fleetline::test
