// Importers: what a manifest may declare of them, and what happens to what they make.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalog/manifest_check.hpp"
#include "scenario/imported.hpp"
#include "scratch.hpp"

namespace fleetline {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Imported nothing(const Value&) { return {.kind = "no-such-kind", .title = "", .items = {{"x", Value(std::int64_t{1}, {})}}}; }
Imported throws_an_int(const Value&) { throw 42; }

Importer importer(std::string name) { return {.name = std::move(name), .summary = "Files", .accepts = {"one"}, .translate = nothing}; }

TEST(Importer, AManifestMayHoldNothingElse) {
  EXPECT_THAT(check_manifest({.name = "p", .version = "1", .summary = "s", .importers = {importer("good")}}), IsEmpty());
}

TEST(Importer, EveryReasonAgainstOneIsTold) {
  Manifest manifest{.name = "p", .version = "1", .summary = "s", .importers = {importer("twice"), importer("twice"), {.name = "Bad Name", .noun = Noun::solver}}};
  const std::vector<std::string> reasons = check_manifest(manifest);
  for (const char* reason : {"importer 'twice' is declared twice", "importer 'Bad Name': is no valid name", "importer 'Bad Name': has no summary",
                             "importer 'Bad Name': does not say what it accepts", "importer 'Bad Name': has no translate",
                             "importer 'Bad Name': makes entries of a solver"})
    EXPECT_THAT(reasons, Contains(HasSubstr(reason)));
}

class Import : public ::testing::Test {
 protected:
  /// The problems of an import, as people read them.
  std::string refused(const Importer& by, std::string_view text) {
    const Plugins plugins({});
    Registry registry({});
    Session session{.plugins = plugins, .registry = registry};
    try {
      import_entry({nullptr, &by}, {.file = scratch_.write("model.json", text)}, session);
    } catch (const std::exception& e) {
      return e.what();
    }
    return {};
  }
  ScratchDirectory scratch_;
};

TEST_F(Import, WhatAnImporterMakesIsReadByTheSchemaOfItsKind) {
  const std::string text = refused(importer("mine"), "{}");
  EXPECT_THAT(text, HasSubstr("no workload kind called 'no-such-kind'"));
  EXPECT_THAT(text, HasSubstr("the entry made of "));
}

TEST_F(Import, WhatAnImporterThrowsIsItsOwnFault) {
  Importer by = importer("mine");
  by.translate = throws_an_int;
  EXPECT_THAT(refused(by, "{}"), HasSubstr("importer 'mine' failed: an int: 42"));
}

TEST_F(Import, AFileThatIsNoTableIsRefusedBeforeItIsHandedOver) { EXPECT_THAT(refused(importer("mine"), "[1]"), HasSubstr("holds a list")); }

TEST_F(Import, AnUnknownImporterIsAProblem) {
  Problems problems;
  EXPECT_FALSE(find_importer("mine", Plugins({}), problems));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_THAT(problems.list()[0].text(), HasSubstr("none is loaded"));
}

}  // namespace
}  // namespace fleetline
