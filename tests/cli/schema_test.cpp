#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "program.hpp"

namespace fleetline::test {
namespace {

using nlohmann::json;

class SchemaCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { schema = json::parse(fleetline({"schema"}).out); }
  static json schema;
};
json SchemaCommand::schema;

/// Every "$ref" below `at`.
void collect_references(const json& at, std::set<std::string>& found) {
  if (at.is_object() && at.contains("$ref")) found.insert(at["$ref"].get<std::string>());
  if (at.is_structured())
    for (const json& child : at) collect_references(child, found);
}

TEST_F(SchemaCommand, IsDraft04ForTheEditors) {
  EXPECT_EQ(schema["$schema"], "http://json-schema.org/draft-04/schema#");
  EXPECT_EQ(schema["additionalProperties"], false);
}

TEST_F(SchemaCommand, KnowsEverySection) {
  for (const char* section : {"name", "question", "extends", "plugins", "workload", "hardware", "fleet", "solve", "derive", "show",
                              "expect", "variant"})
    EXPECT_TRUE(schema["properties"].contains(section)) << section;
}

TEST_F(SchemaCommand, RefersOnlyToWhatItDefines) {
  std::set<std::string> references;
  collect_references(schema, references);
  EXPECT_GE(references.size(), 4u);
  for (const std::string& reference : references) {
    ASSERT_TRUE(reference.starts_with("#/definitions/")) << reference;
    EXPECT_TRUE(schema["definitions"].contains(reference.substr(14))) << reference;
  }
}

TEST_F(SchemaCommand, OffersRegistryNamesOrAKind) {
  const json& alternatives = schema["properties"]["workload"]["anyOf"];
  const json& names = alternatives[0]["enum"];
  EXPECT_NE(std::find(names.begin(), names.end(), "ResNet50"), names.end());
  EXPECT_TRUE(alternatives[1]["properties"].contains("use"));
  EXPECT_EQ(schema["definitions"]["workload_cnn"]["properties"]["kind"]["enum"], json::parse(R"(["cnn"])"));
}

TEST_F(SchemaCommand, AllowsASweepWhereverAValueStands) {
  const json sweep = json::parse(R"({"$ref": "#/definitions/sweep"})");
  const json& batch = schema["definitions"]["solver_roofline"]["properties"]["batch"]["anyOf"];
  EXPECT_NE(std::find(batch.begin(), batch.end(), sweep), batch.end());
}

TEST_F(SchemaCommand, WantsUnitsForDimensionalValues) {
  const json& latency = schema["definitions"]["hardware_datasheet"]["properties"]["dispatch_overhead"]["anyOf"][0];
  EXPECT_EQ(latency["type"], "string");
  EXPECT_TRUE(latency.contains("pattern"));
}

}  // namespace
}  // namespace fleetline::test
