#include "validation/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fleetline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CsvTable read(std::string_view text, Problems& problems) { return parse_csv(text, Label("rows.csv"), problems); }

TEST(Csv, ReadsQuotedCommasQuotesAndLineEnds) {
  Problems problems;
  const CsvTable table = read("id,notes\nA-1,\"one, two\"\nA-2,\"say \"\"no\"\"\nagain\"\n", problems);
  ASSERT_TRUE(problems.empty());
  EXPECT_THAT(table.columns, ElementsAre("id", "notes"));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0][1], "one, two");
  EXPECT_EQ(table.rows[1][1], "say \"no\"\nagain");
  EXPECT_THAT(table.lines, ElementsAre(2u, 3u));
}

TEST(Csv, WritesWhatItReads) {
  for (const std::string text : {"plain", "a,b", "a\"b", "a\nb", ""}) {
    Problems problems;
    const CsvTable table = read("x,y\n" + csv_cell(text) + ",1\n", problems);
    ASSERT_TRUE(problems.empty()) << text;
    EXPECT_EQ(table.rows.at(0).at(0), text);
  }
}

TEST(Csv, TellsTheLineOfARowOfAnotherLength) {
  Problems problems;
  read("id,value\nA-1,1\nA-2\n", problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.list().front().where.text(), "rows.csv:3:1");
  EXPECT_THAT(problems.list().front().what, HasSubstr("a row of 1 cell"));
}

TEST(Csv, RefusesNamelessAndRepeatedColumnsAndOpenQuotes) {
  Problems problems;
  read("id,,id\nA,1,\"2\n", problems);
  EXPECT_EQ(problems.size(), 4u);  // no name, twice the repeated one, the quote
}

}  // namespace
}  // namespace fleetline
