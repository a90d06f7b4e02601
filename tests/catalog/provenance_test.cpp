#include <gtest/gtest.h>

#include "catalog/toml.hpp"

namespace fleetline {
namespace {

Value sourced(std::string_view text, Problems& problems) {
  Value root = parse_toml(text, Label{"h.toml"}, problems);
  attach_provenance(root, problems);
  return root;
}

TEST(Provenance, IsTakenFromTheNamedSource) {
  Problems problems;
  const Value root = sourced(R"(
memory = { value = "80 GB", source = "datasheet", low = "79 GB", high = "80 GB", note = "usable" }
[sources.datasheet]
title = "A100 datasheet"
url = "https://example.org/a100.pdf"
as_of = 2024-05-01
)", problems);
  ASSERT_TRUE(problems.empty()) << problems.list()[0].text();
  const Value& memory = *root.table()->find("memory");
  EXPECT_EQ(*memory.text(), "80 GB");
  EXPECT_EQ(memory.where.text(), "h.toml:2:20");
  ASSERT_NE(memory.provenance, nullptr);
  EXPECT_EQ(memory.provenance->title, "A100 datasheet");
  EXPECT_EQ(memory.provenance->url, "https://example.org/a100.pdf");
  EXPECT_EQ(memory.provenance->as_of, "2024-05-01");
  EXPECT_EQ(memory.provenance->low, "79 GB");
  EXPECT_EQ(memory.provenance->high, "80 GB");
  EXPECT_EQ(memory.provenance->note, "usable");
  EXPECT_EQ(root.table()->find("sources"), nullptr);
}

TEST(Provenance, ReachesIntoTablesAndLists) {
  Problems problems;
  const Value root = sourced("[peak]\nfp16 = { value = 3, source = 'A title of its own', as_of = 2025-01-01 }\n"
                             "[[levels]]\nsize = { value = 4, note = 'n' }\n", problems);
  ASSERT_TRUE(problems.empty()) << problems.list()[0].text();
  const Value& fp16 = *root.table()->find("peak")->table()->find("fp16");
  EXPECT_EQ(*fp16.integer(), 3);
  EXPECT_EQ(fp16.provenance->title, "A title of its own");
  EXPECT_EQ(fp16.provenance->as_of, "2025-01-01");
  EXPECT_EQ(*(*root.table()->find("levels")->array())[0].table()->find("size")->integer(), 4);
}

TEST(Provenance, LeavesOtherTablesAlone) {
  Problems problems;
  const Value root = sourced("a = { value = 1 }\nb = { value = 1, weight = 2 }\n", problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_NE(root.table()->find("a")->table(), nullptr);
  EXPECT_NE(root.table()->find("b")->table(), nullptr);
}

TEST(Provenance, AnUnknownSourceNamesTheNearest) {
  Problems problems;
  sourced("m = { value = 1, source = 'datashet' }\n[sources.datasheet]\ntitle = 'T'\n[sources.whitepaper]\ntitle = 'W'\n", problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.list()[0].text(),
            "h.toml:1:27: m.source: unknown source 'datashet'\n  expected datasheet or whitepaper\n  did you mean 'datasheet'?");
}

TEST(Provenance, ASourceNeedsATitleAndKnownKeys) {
  Problems problems;
  sourced("[sources.a]\nurl = 'u'\n[sources.b]\ntitle = 'B'\nulr = 'u'\n", problems);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems.list()[0].text(),
            "h.toml:1:10: sources.a: a source without a title\n  expected title = \"...\" and, if there is one, url = \"...\"");
  EXPECT_EQ(problems.list()[1].text(),
            "h.toml:5:1: sources.b: unknown key 'ulr'\n  expected title, url, as_of or note\n  did you mean 'url'?");
}

}  // namespace
}  // namespace fleetline
