#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fleetline/manifest.hpp"
#include "program.hpp"

namespace fleetline::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* commands[] = {"run",      "eval",   "check", "explain",       "list",    "topology",
                                    "describe", "schema", "import", "new", "verify-plugin", "version"};

TEST(Help, AloneTheProgramSaysWhatToTryFirst) {
  const Outcome o = fleetline({});
  EXPECT_EQ(o.code, 0);
  EXPECT_EQ(o.err, "");
  EXPECT_EQ(o.out,
            "Fleetline answers questions about machine-learning systems: how fast, how much, does it fit, what limits it.\n"
            "\n"
            "Try first:\n"
            "  fleetline eval ResNet50 A100 --set roofline.batch=32   one question, no file\n"
            "  fleetline run scenarios/tutorial/01_roofline.toml      a scenario: sweeps, expectations, your own numbers\n"
            "  fleetline list                                         models, devices and solvers there are\n"
            "\n"
            "All commands: fleetline --help\n");
}

TEST(Help, NamesEveryCommandAndTheExitCodes) {
  const Outcome o = fleetline({"--help"});
  EXPECT_EQ(o.code, 0);
  for (const char* command : commands)
    EXPECT_THAT(o.out, HasSubstr(std::string("\n  ") + command + " ")) << command;
  EXPECT_THAT(o.out, HasSubstr("Exit codes: 0 done, 1 bad input, 2 infeasible, 3 an expectation was not met"));
}

TEST(Help, OfEveryCommandHasExamplesThatCallIt) {
  for (const char* command : commands) {
    const Outcome o = fleetline({command, "--help"});
    EXPECT_EQ(o.code, 0) << command;
    EXPECT_THAT(o.out, HasSubstr(std::string("Examples:\n  fleetline ") + command)) << command;
  }
}

TEST(Version, NamesProgramApiAndCompiler) {
  const Outcome o = fleetline({"version"});
  EXPECT_EQ(o.code, 0);
  EXPECT_THAT(o.out, StartsWith("fleetline   0."));
  EXPECT_THAT(o.out, HasSubstr("\nplugin API  " FLEETLINE_API_VERSION "\ncompiler    "));
  EXPECT_THAT(o.out, HasSubstr("\nbuild       "));
  EXPECT_EQ(fleetline({"--version"}).out, o.out);
}

TEST(Version, LooksForNoPlugins) {
  EXPECT_EQ(fleetline({"version"}, {"FLEETLINE_PLUGIN_PATH=/no/such/directory"}).code, 0);
}

}  // namespace
}  // namespace fleetline::test
