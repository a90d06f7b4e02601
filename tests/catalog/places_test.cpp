// Where the program looks, and in which order.
#include <gtest/gtest.h>

#include <cstdlib>

#include "cli/commands.hpp"
#include "fleetline/problem.hpp"
#include "scratch.hpp"

namespace fleetline::cli {
namespace {

namespace fs = std::filesystem;

class PlacesTest : public ::testing::Test {
 protected:
  PlacesTest() { forget(); }
  ~PlacesTest() override { forget(); }
  static void forget() {
    unsetenv("FLEETLINE_PLUGIN_PATH");
    unsetenv("FLEETLINE_REGISTRY");
  }
  std::string directory(const char* name) {
    fs::create_directories(scratch.path() / name);
    return (scratch.path() / name).string();
  }
  ScratchDirectory scratch;
};

TEST_F(PlacesTest, PluginFlagsComeBeforeTheEnvironment) {
  setenv("FLEETLINE_PLUGIN_PATH", (":" + directory("c") + "::" + directory("d") + ":").c_str(), 1);
  const Places places = find_places({directory("b"), directory("a")}, {});
  ASSERT_GE(places.plugin_directories.size(), 4u);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(places.plugin_directories[i], scratch.path() / std::string(1, "bacd"[i]));
}

TEST_F(PlacesTest, RegistryFlagsOverlayTheEnvironment) {
  setenv("FLEETLINE_REGISTRY", directory("environment").c_str(), 1);
  const Places places = find_places({}, {directory("flag")});
  ASSERT_GE(places.registry_roots.size(), 2u);
  EXPECT_EQ(places.registry_roots.back(), scratch.path() / "flag");
  EXPECT_EQ(places.registry_roots[places.registry_roots.size() - 2], scratch.path() / "environment");
}

TEST_F(PlacesTest, TheWorkingDirectoryIsNeverSearched) {
  const Places places = find_places({}, {});
  for (const auto* list : {&places.plugin_directories, &places.registry_roots, &places.template_roots})
    for (const fs::path& place : *list) {
      EXPECT_TRUE(place.is_absolute()) << place;
      EXPECT_NE(place, fs::current_path());
    }
}

TEST_F(PlacesTest, EveryNamedDirectoryThatIsMissingIsTold) {
  setenv("FLEETLINE_REGISTRY", "/no/registry", 1);
  try {
    find_places({"/no/plugins"}, {});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "--plugin-path: no directory '/no/plugins'\nFLEETLINE_REGISTRY: no directory '/no/registry'");
  }
}

}  // namespace
}  // namespace fleetline::cli
