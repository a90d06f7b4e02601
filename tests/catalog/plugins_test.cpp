#include "catalog/plugins.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "scratch.hpp"

namespace fleetline {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

const fs::path fixtures = BAD_PLUGINS;

bool is_mapped(const fs::path& file) {
  std::ifstream maps("/proc/self/maps");
  const std::string text{std::istreambuf_iterator<char>(maps), {}};
  return text.find(fs::canonical(file).string()) != std::string::npos;
}

/// A directory that holds copies of some fixtures.
void copy_to(const ScratchDirectory& scratch, std::initializer_list<const char*> names) {
  for (const char* name : names) fs::copy_file(fixtures / name, scratch.path() / name);
}

TEST(Plugins, LoadsAGoodLibraryAndFindsWhatItHolds) {
  const ScratchDirectory scratch;
  copy_to(scratch, {"good.fleet.so"});
  const Plugins plugins({scratch.path()});
  EXPECT_TRUE(plugins.refusals().empty());
  ASSERT_EQ(plugins.libraries().size(), 1u);
  EXPECT_EQ(plugins.libraries()[0]->manifest().version, "1.0.0");
  EXPECT_THAT(plugins.names(Noun::solver), ElementsAre("fixture"));
  EXPECT_TRUE(plugins.find(Noun::solver, "fixture"));
  EXPECT_FALSE(plugins.find(Noun::hardware, "fixture"));
}

TEST(Plugins, OneFileReachedTwiceCountsOnce) {
  const ScratchDirectory scratch;
  copy_to(scratch, {"good.fleet.so"});
  fs::create_directory_symlink(scratch.path(), scratch.path() / "again");
  const Plugins plugins({scratch.path(), scratch.path() / "again", scratch.path() / "missing"});
  EXPECT_EQ(plugins.libraries().size(), 1u);
  EXPECT_TRUE(plugins.refusals().empty());
}

TEST(Plugins, TwoLibrariesWithOneNameAreBothRefused) {
  const ScratchDirectory scratch;
  copy_to(scratch, {"good.fleet.so", "good_twin.fleet.so"});
  const Plugins plugins({scratch.path()});
  EXPECT_TRUE(plugins.libraries().empty());
  ASSERT_EQ(plugins.refusals().size(), 2u);
  const std::string good = (scratch.path() / "good.fleet.so").string(), twin = (scratch.path() / "good_twin.fleet.so").string();
  EXPECT_EQ(plugins.refusals()[0].text(),
            "plugin refused: " + good + "\n  holds the plugin name 'fixture', and so does " + twin +
                "\n  holds the solver 'fixture', and so does " + twin +
                "\n  cure: rename one of them, or take one of the two files out of the plugin directories");
  EXPECT_THAT(plugins.refusals()[1].reasons, ::testing::Contains("holds the solver 'fixture', and so does " + good));
  EXPECT_EQ(plugins.refusal_for("fixture"), &plugins.refusals()[0]);
}

TEST(Plugins, ARefusalIsFoundByTheNameOfItsFile) {
  const ScratchDirectory scratch;
  fs::copy_file(fixtures / "no_stamp.fleet.so", scratch.path() / "my_solver.fleet.so");
  const Plugins plugins({scratch.path()});
  ASSERT_NE(plugins.refusal_for("my-solver"), nullptr);
  EXPECT_EQ(plugins.refusal_for("roofline"), nullptr);
}

TEST(Plugins, ObjectsKeepTheirLibraryLoadedAndNothingElseDoes) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers keep libraries mapped";
#endif
  const ScratchDirectory scratch;
  copy_to(scratch, {"good.fleet.so"});
  const fs::path file = scratch.path() / "good.fleet.so";
  std::shared_ptr<const Solver> solver;
  {
    const Plugins plugins({scratch.path()});
    solver = make_solver(plugins.find(Noun::solver, "fixture"));
  }
  EXPECT_TRUE(is_mapped(file)) << "a solver lives, its code must";
  solver.reset();
  EXPECT_FALSE(is_mapped(file));
}

TEST(Plugins, TextOfAPrivateExceptionOutlivesItsLibrary) {
  const ScratchDirectory scratch;
  copy_to(scratch, {"throws_private.fleet.so"});
  const fs::path file = scratch.path() / "throws_private.fleet.so";
  std::string text;
  try {
    Refusal refusal;
    const std::shared_ptr<const Library> library = load_plugin(file, refusal);
    ASSERT_NE(library, nullptr) << refusal.text();
    const Component& component = library->manifest().components.front();
    const std::shared_ptr<const Solver> solver = make_solver({library, &component});
    const Box params(*component.params);
    Box outputs(*component.outputs);
    at_boundary("solver 'fixture'", [&] {
      const Case question{params.data(), nullptr};
      const auto prepared = solver->prepare({}, question);
      Answer answer{outputs.data(), nullptr};
      return solver->solve(*prepared, question, nullptr, answer);
    });
  } catch (const PluginError& error) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    EXPECT_FALSE(is_mapped(file)) << "the error in flight must not need the library";
#endif
    text = error.what();
  }
  EXPECT_EQ(text, "solver 'fixture' failed: quarry::Landslide: the slope gave way");
}

}  // namespace
}  // namespace fleetline
