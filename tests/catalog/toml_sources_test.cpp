// The short way through tables of sources reads what toml++ reads, to the column.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "catalog/toml.hpp"
#include "catalog/toml_sources.hpp"

namespace fleetline {
namespace {

const Label file("a.toml");

bool same(const Value& a, const Value& b);

bool same(const Table& a, const Table& b) {
  return std::equal(a.entries().begin(), a.entries().end(), b.entries().begin(), b.entries().end(),
                    [](const Table::Entry& x, const Table::Entry& y) {
                      return x.key == y.key && x.where == y.where && same(x.value, y.value);
                    });
}

bool same(const Value& a, const Value& b) {
  if (!(a.where == b.where) || a.data.index() != b.data.index()) return false;
  if (a.table()) return same(*a.table(), *b.table());
  if (a.array())
    return std::equal(a.array()->begin(), a.array()->end(), b.array()->begin(), b.array()->end(),
                      [](const Value& x, const Value& y) { return same(x, y); });
  return a.written() == b.written();
}

/// A comment at the end is no plain line: all of the text is toml++'s.
Value by_the_library(const std::string& text) {
  Problems problems;
  EXPECT_FALSE(plain_sources(text + "\n# all of it", file));
  return parse_toml(text + "\n# all of it", file, problems);
}

Value read(const std::string& text, Problems& problems) { return parse_toml(text, file, problems); }

TEST(PlainSources, AreReadAsTheLibraryReadsThem) {
  const std::string text =
      "kind = 'x'\n[levels]\na = [1, 2]\n\n[sources.one]\ntitle = \"A title: 'of' [1] # x = 2\"\nurl   = "
      "\"https://a.b/c?d=e\"\nas_of = 2024-05-01\n\n[sources.two-2]\n  title =\t\"B\"  \n";
  ASSERT_TRUE(plain_sources(text, file));
  Problems problems;
  EXPECT_TRUE(same(read(text, problems), by_the_library(text)));
  EXPECT_TRUE(problems.empty());
}

TEST(PlainSources, OfTheWholeRegistryAreReadAsTheLibraryReadsThem) {
  std::size_t all = 0, plain = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(FLEETLINE_REGISTRY_SOURCE)) {
    if (entry.path().extension() != ".toml") continue;
    std::ifstream stream(entry.path());
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    Problems problems;
    EXPECT_TRUE(same(read(text, problems), by_the_library(text))) << entry.path();
    ++all;
    plain += plain_sources(text, file).has_value();
  }
  EXPECT_GT(plain, 0.9 * static_cast<double>(all)) << "the short way is for most entries, or it is for nothing";
}

class NotPlain : public testing::TestWithParam<const char*> {};

TEST_P(NotPlain, IsTheLibrarysWithItsMessages) {
  const std::string text = std::string("a = 1\n[sources.one]\ntitle = \"A\"\n") + GetParam();
  EXPECT_FALSE(plain_sources(text, file));
  Problems problems, whole;
  const Value value = read(text, problems);
  const Value expected = parse_toml(text + "\n# all of it", file, whole);
  EXPECT_TRUE(same(value, expected));
  ASSERT_EQ(problems.size(), whole.size());
  if (!problems.empty()) EXPECT_EQ(problems.list().front().text(), whole.list().front().text());
}

INSTANTIATE_TEST_SUITE_P(Lines, NotPlain,
                         testing::Values("title = \"again\"\n", "[sources.one]\n", "url = \"a \\\" b\"\n",
                                         "url = \"open\n", "url = 'literal'\n", "n = 3\n", "as_of = 2024-02-30\n",
                                         "as_of = 2024-05-01T10:00:00\n", "[levels]\nb = 2\n", "[sources.two] x = 1\n",
                                         "[sources.a.b]\n", "note = \"\"\"\nlong\"\"\"\n", "note = \"\xc3\xa9\"\n",
                                         "note = \"\xff\"\n", "note = \"a\tb\x01\"\n", "url = \"x\"\r\n", "= 2\n",
                                         "url \"x\"\n", "url = \"x\" # why\n", "'url' = \"x\"\n", "[[sources.two]]\n"));

// What looks like a table of sources may stand in a text, and what stands before it may hold sources, too.
TEST(PlainSources, AreNoneInsideATextOrBesideOthers) {
  for (const std::string text :
       {"note = \"\"\"\n[sources.one]\ntitle = \"A\"\n", "note = \"\"\"\n[sources.one]\nt = \"A\"\n\"\"\"\n",
        "sources.two.title = 'B'\n[sources.one]\ntitle = \"A\"\n", "[sources]\nx = 1\n[sources.one]\ntitle = \"A\"\n",
        "a = [1,\n[sources.one]\n"}) {
    Problems problems, whole;
    const Value value = read(text, problems);
    EXPECT_TRUE(same(value, parse_toml(text + "\n# all of it", file, whole))) << text;
    EXPECT_EQ(problems.size(), whole.size()) << text;
  }
}

}  // namespace
}  // namespace fleetline
