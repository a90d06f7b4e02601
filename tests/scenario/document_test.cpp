#include "scenario/document.hpp"

#include "cli/program.hpp"
#include "world.hpp"

namespace fleetline::test {
namespace {

Document document(std::string_view text, const std::vector<std::string>& sets = {}) {
  Problems problems;
  Document d = make_document(tree(text), sets, problems);
  problems.raise();
  return d;
}

const Value& at(const Value& root, std::initializer_list<std::string_view> path) {
  const Value* v = &root;
  for (std::string_view key : path) v = v->table()->find(key);
  return *v;
}

TEST(Document, OverridesReplaceAndCreate) {
  const Document d = document("[solve.roofline]\nbatch = 1\n", {"roofline.batch=8", "solve.roofline.efficiency=0.5"});
  EXPECT_EQ(*at(d.root, {"solve", "roofline", "batch"}).integer(), 8);
  EXPECT_EQ(*at(d.root, {"solve", "roofline", "efficiency"}).number(), 0.5);
}

TEST(Document, AnOverrideThatIsNoTomlIsText) {
  const Document d = document("", {"hardware.memory_bandwidth=3 TB/s", "hardware.use=H100"});
  EXPECT_EQ(*at(d.root, {"hardware", "memory_bandwidth"}).text(), "3 TB/s");
  EXPECT_EQ(*at(d.root, {"hardware", "use"}).text(), "H100");
}

TEST(Document, AnOverrideSaysWhereItCameFrom) {
  const Document d = document("", {"a.b=8"});
  EXPECT_EQ(at(d.root, {"a", "b"}).where.text(), "--set a.b=8");
}

TEST(Document, VariantsAreLayersAndTheCommandLineWins) {
  const Document d = document("[solve.r]\nx = 1\ny = 1\n[[variant]]\nname = 'two'\nsolve.r.x = 2\nsolve.r.y = 2\n", {"r.y=3"});
  ASSERT_EQ(d.variants.size(), 1u);
  EXPECT_EQ(*at(d.variants[0].root, {"solve", "r", "x"}).integer(), 2);
  EXPECT_EQ(*at(d.variants[0].root, {"solve", "r", "y"}).integer(), 3);
}

TEST(Document, AVariantThatRestatesASubjectDropsTheOldOne) {
  const Document d = document("[hardware]\nuse = 'A100'\nmemory = '40 GiB'\n[[variant]]\nname = 'h'\nhardware.use = 'H100'\n");
  EXPECT_EQ(at(d.variants[0].root, {"hardware"}).table()->size(), 1u);
}

TEST(Document, ExtendsMergesKeyByKeyAndKeepsPlaces) {
  const Folder folder;
  folder.write("base.toml", "name = 'base'\n[solve.r]\nx = 1\ny = 1\n");
  const std::string file = folder.write("top.toml", "extends = 'base.toml'\n[solve.r]\ny = 2\n");
  Problems problems;
  const Document d = load_document(file, {}, problems);
  problems.raise();
  EXPECT_EQ(*at(d.root, {"solve", "r", "x"}).integer(), 1);
  EXPECT_EQ(*at(d.root, {"solve", "r", "y"}).integer(), 2);
  EXPECT_TRUE(at(d.root, {"solve", "r", "x"}).where.text().ends_with("base.toml:3:5"));
  EXPECT_EQ(d.files.size(), 2u);
}

TEST(Document, AMalformedOverrideIsRefused) {
  EXPECT_THROW(document("", {"nothing"}), InputError);
  EXPECT_THROW(document("", {"a..b=1"}), InputError);
}

}  // namespace
}  // namespace fleetline::test
