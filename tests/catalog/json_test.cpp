#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalog/entry_text.hpp"
#include "catalog/json_tree.hpp"
#include "catalog/toml.hpp"
#include "scratch.hpp"

namespace fleetline {
namespace {

using ::testing::HasSubstr;

Value parsed(std::string_view text) {
  Problems problems;
  Value root = parse_json(text, Label{"a.json"}, problems);
  for (const Problem& problem : problems.list()) ADD_FAILURE() << problem.text();
  return root;
}

std::string refused(std::string_view text) {
  Problems problems;
  parse_json(text, Label{"a.json"}, problems);
  EXPECT_EQ(problems.size(), 1u);
  return problems.empty() ? std::string() : problems.list().front().text();
}

TEST(Json, IsTheSameTreeAsToml) {
  const Value root = parsed(R"({"z": 1, "a": {"n": null, "x": 1.5, "on": true}, "l": [1, "two", [3]], "t": "text"})");
  const Table& table = *root.table();
  EXPECT_EQ(table.entries()[0].key, "z");
  EXPECT_EQ(*table.find("z")->integer(), 1);
  EXPECT_EQ(*table.find("a")->table()->find("x")->number(), 1.5);
  EXPECT_TRUE(*table.find("a")->table()->find("on")->boolean());
  EXPECT_EQ(table.find("a")->table()->find("n")->type_name(), "nothing");
  EXPECT_EQ(table.find("l")->written(), "[1, \"two\", [3]]");
  EXPECT_EQ(*table.find("t")->text(), "text");
}

TEST(Json, ValuesStandWhereTheirKeysDo) {
  const Value root = parsed("{\n  \"one\": 1,\n  \"two\":\n    2,\n  \"inner\": {\n    \"deep\": [\n      3]}}\n");
  const Table& table = *root.table();
  EXPECT_EQ(table.find("one")->where.text(), "a.json:2:7");
  EXPECT_EQ(table.find("two")->where.text(), "a.json:3:7");
  EXPECT_EQ(table.find("inner")->where.text(), "a.json:5:9");
  EXPECT_EQ(table.find("inner")->table()->find("deep")->where.text(), "a.json:6:10");
}

TEST(Json, NumbersTooLargeForIntegersAreNumbers) {
  EXPECT_EQ(*parsed("[18446744073709551615]").array()->front().number(), 18446744073709551615.0);
  EXPECT_EQ(*parsed("[-9223372036854775808]").array()->front().integer(), std::numeric_limits<std::int64_t>::min());
}

TEST(Json, SyntaxErrorsSayWhere) {
  EXPECT_THAT(refused("{\"a\": 1,\n \"b\": }"), HasSubstr("a.json:2:"));
  EXPECT_THAT(refused("{\"a\": NaN}"), HasSubstr("a.json:1:"));
  for (const char* text : {"", "{", "[1, 2", "{\"a\" 1}", "{'a': 1}", "{\"a\": 1,}", "nul", "{\"a\": \"\x80\"}", "{} {}", "\xef\xbb"}) {
    Problems problems;
    parse_json(text, Label{"a.json"}, problems);
    EXPECT_EQ(problems.size(), 1u) << text;
  }
}

TEST(Json, AKeyWrittenTwiceIsAProblem) { EXPECT_THAT(refused("{\"a\": 1,\n\"a\": 2}"), HasSubstr("a.json:2:3: a: is written twice")); }

TEST(Json, DepthAndNumberOfValuesHaveLimits) {
  EXPECT_THAT(refused(std::string(100, '[')), HasSubstr("inside each other"));
  std::string many = "[0";
  for (std::size_t i = 0; i < json_value_limit; ++i) many += ",0";
  EXPECT_THAT(refused(many + "]"), HasSubstr("more than 250000 values"));
}

TEST(Json, FilesAreReadLikeTomlFiles) {
  Problems problems;
  read_json("/nowhere/config.json", problems);
  read_json("/tmp", problems);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_THAT(problems.list()[0].text(), HasSubstr("no such file"));
  EXPECT_THAT(problems.list()[1].text(), HasSubstr("expected a JSON file"));
}

TEST(Json, AHugeFileIsRefusedUnread) {
  const ScratchDirectory scratch;
  const std::filesystem::path file = scratch.write("config.json", "{}");
  std::filesystem::resize_file(file, 100u << 20);
  Problems problems;
  read_json(file, problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_THAT(problems.list()[0].text(), HasSubstr("is 100 MiB large\n  expected at most 16 MiB"));
}

TEST(EntryText, ReadsBackWhateverTheTextsHold) {
  const std::string strange = "a \"quote\", a \\ and\na line\t\x01\x7f é";
  Imported made{.kind = "k", .title = "", .items = {{"text", Value(strange, {}), strange}, {"half", Value(0.5, {})}}};
  Problems problems;
  Value root = parse_toml(entry_text(made, strange, {.title = strange, .url = "https://x", .as_of = "2024-02-29"}), Label{"e.toml"}, problems);
  attach_provenance(root, problems);
  for (const Problem& problem : problems.list()) ADD_FAILURE() << problem.text();
  EXPECT_EQ(*root.table()->find("title")->text(), strange);
  const Value& text = *root.table()->find("text");
  EXPECT_EQ(*text.text(), strange);
  EXPECT_EQ(text.provenance->note, strange);
  EXPECT_EQ(text.provenance->as_of, "2024-02-29");
  EXPECT_EQ(*root.table()->find("half")->number(), 0.5);
}

}  // namespace
}  // namespace fleetline
