// Plugins that fail in the middle of a run: nothing is lost, everything is said, and the exit code is 4.
#include <gtest/gtest.h>

#include "cli/program.hpp"

namespace fleetline::test {
namespace {

namespace fs = std::filesystem;

/// A scenario whose only stage is the fixture solver of one bad plugin.
class Broken : public testing::Test {
 protected:
  Outcome run(const std::string& plugin, const std::string& stage, const std::vector<std::string>& flags = {}) {
    fs::create_directories(folder_ / "plugins");
    fs::copy_file(fs::path(BAD_PLUGINS) / (plugin + ".fleet.so"), folder_ / ("plugins/" + plugin + ".fleet.so"));
    folder_.write("a.toml", "[plugins]\npath = 'plugins'\n[solve.fixture]\n" + stage);
    fs::current_path(folder_.path());
    std::vector<std::string> arguments{"run", "a.toml"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return fleetline(arguments);
  }
  Folder folder_;
};

TEST_F(Broken, ANumberThatIsNoneIsAFailedRow) {
  const Outcome o = run("nan_output", "load = { sweep = [0.25, 0.5] }\n", {"--csv"});
  EXPECT_EQ(o.code, 4);
  EXPECT_EQ(o.err, "");
  EXPECT_EQ(o.out,
            "fixture.load,status,reason\n"
            "0.25,failed,\"solver 'fixture' gave busy, which is not a number\"\n"
            "0.5,failed,\"solver 'fixture' gave busy, which is not a number\"\n");
}

TEST_F(Broken, AnExceptionIsAFailedRowAndTheOthersGoOn) {
  const Outcome o = run("throws_private", "load = { sweep = [0.5, 1.0] }\n", {"--csv"});
  EXPECT_EQ(o.code, 4);
  EXPECT_NE(o.out.find("0.5,failed,fixture failed: quarry::Landslide: the slope gave way\n"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("1,failed,\"fixture failed: an exception of type quarry::Pebble, which is no std::exception\"\n"), std::string::npos) << o.out;
}

TEST_F(Broken, AChoiceThatWasNotDeclaredIsAFailedRow) {
  const Outcome o = run("undeclared_choice", "");
  EXPECT_EQ(o.code, 4);
  EXPECT_NE(o.out.find("which is not declared"), std::string::npos) << o.out;
}

TEST_F(Broken, ACrashNamesTheStage) {
  const Outcome o = run("crashes_in_solve", "");
  if (o.err.find("Sanitizer") != std::string::npos || o.err.find("runtime error") != std::string::npos) GTEST_SKIP() << "the sanitizer reports the crash itself";
  EXPECT_EQ(o.code, 4);
  EXPECT_EQ(o.out, "");
  EXPECT_EQ(o.err.substr(0, o.err.find('\n')), "fleetline failed: fixture crashed (SIGSEGV)");
}

TEST_F(Broken, ARefusedPluginIsTheReasonAScenarioStops) {
  const Outcome o = run("api_too_new", "");
  EXPECT_EQ(o.code, 1);
  EXPECT_NE(o.err.find("a.toml:3:8: solve.fixture: no solver called 'fixture'"), std::string::npos) << o.err;
}

}  // namespace
}  // namespace fleetline::test
