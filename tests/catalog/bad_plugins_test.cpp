// The message for each way to be wrong that can be told before a scenario runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <elf.h>

#include <clocale>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <iterator>

#include "catalog/plugins.hpp"
#include "catalog/toml.hpp"
#include "catalog/stamp.hpp"
#include "fleetline/plugin.hpp"
#include "scratch.hpp"

namespace fleetline {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

const fs::path fixtures = BAD_PLUGINS;
constexpr const char* not_ours =
    "only plugins built with fleetline_add_plugin(...) may end in .fleet.so: rebuild it, or take it out of the directory";
constexpr const char* declare = "correct what its FLEETLINE_PLUGIN(...) declares, then build it again";

Refusal refused_file(const fs::path& file) {
  Refusal refusal;
  EXPECT_EQ(load_plugin(file, refusal), nullptr);
  return refusal;
}
Refusal refused(const std::string& name) { return refused_file(fixtures / (name + ".fleet.so")); }

/// The good fixture with some of its bytes changed.
class Patched : public ::testing::Test {
 protected:
  ScratchDirectory scratch;
  std::string bytes = [] {
    std::ifstream good(fixtures / "good.fleet.so", std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(good), {}};
  }();
  template <class T> void put(std::size_t offset, T value) { std::memcpy(&bytes.at(offset), &value, sizeof value); }
  Refusal refuse() { return refused_file(scratch.write("patched.fleet.so", bytes)); }
};

TEST(BadPlugin, Missing) {
  EXPECT_THAT(refused("not_there").reasons, ElementsAre("no such file"));
}

TEST_F(Patched, NotAnElfFile) {
  bytes = "#!/bin/sh\necho I am a script\n";
  const Refusal refusal = refuse();
  EXPECT_THAT(refusal.reasons, ElementsAre("not a shared library: it does not begin as an ELF file does"));
  EXPECT_EQ(refusal.cure, not_ours);
}

TEST_F(Patched, AnEmptyFile) {
  bytes.clear();
  EXPECT_THAT(refuse().reasons, ElementsAre("not a shared library: it does not begin as an ELF file does"));
}

TEST_F(Patched, AnotherMachine) {
  put(offsetof(Elf64_Ehdr, e_machine), static_cast<Elf64_Half>(EM_RISCV));
  EXPECT_THAT(refuse().reasons, ElementsAre("built for riscv, this program runs on " FLEETLINE_ARCH));
}

TEST_F(Patched, A32BitLibrary) {
  bytes[EI_CLASS] = ELFCLASS32;
  EXPECT_THAT(refuse().reasons, ElementsAre("a 32-bit library, this program is 64-bit"));
}

TEST_F(Patched, NotALibrary) {
  put(offsetof(Elf64_Ehdr, e_type), static_cast<Elf64_Half>(ET_REL));
  EXPECT_THAT(refuse().reasons, ElementsAre("an ELF file, but not a shared library"));
}

TEST_F(Patched, CutShortAnywhereIsRefusedAndNeverRead) {
  const std::string whole = bytes;
  for (std::size_t size = 0; size < whole.size(); size = size * 5 / 4 + 1) {
    bytes = whole.substr(0, size);
    EXPECT_EQ(refuse().reasons.size(), 1u) << size << " bytes";
  }
  bytes = whole.substr(0, whole.size() - 1);
  EXPECT_THAT(refuse().reasons, ElementsAre("cut short: its section table lies beyond its end"));
}

TEST_F(Patched, OffsetsThatOverflowAreRefused) {
  put(offsetof(Elf64_Ehdr, e_shoff), ~Elf64_Off{0} - 8);
  EXPECT_THAT(refuse().reasons, ElementsAre("cut short: its section table lies beyond its end"));
}

TEST(BadPlugin, NoStamp) {
  const Refusal refusal = refused("no_stamp");
  EXPECT_THAT(refusal.reasons,
              ElementsAre("no fleetline stamp: not a fleetline plugin, or built without FLEETLINE_PLUGIN(...)"));
  EXPECT_EQ(refusal.cure, not_ours);
}

TEST(BadPlugin, ApiTooNewIsRefusedBeforeAnyOfItsCodeRuns) {
  const Refusal refusal = refused("api_too_new");  // its initialiser aborts
  EXPECT_EQ(refusal.text(), "plugin refused: " + shown_path(fixtures / "api_too_new.fleet.so") +
                                "\n  built for plugin API 9.0, this kernel speaks " FLEETLINE_API_VERSION
                                "\n  cure: update fleetline, or " + rebuild_cure());
}

TEST(BadPlugin, ApiTooOld) {
  const Refusal refusal = refused("api_too_old");
  EXPECT_THAT(refusal.reasons, ElementsAre("built for plugin API 0.0, this kernel speaks " FLEETLINE_API_VERSION));
  EXPECT_EQ(refusal.cure, rebuild_cure());
}

TEST(BadPlugin, TheCureNamesThePrefixOfTheRunningProgram) {
  EXPECT_EQ(rebuild_cure(), "rebuild it against this kernel's SDK:  cmake -B build -DCMAKE_PREFIX_PATH=" +
                                fs::read_symlink("/proc/self/exe").parent_path().parent_path().string());
}

TEST(BadPlugin, AnotherStandardLibraryAbi) {
  const Refusal refusal = refused("cxx11_abi");
  EXPECT_THAT(refusal.reasons,
              ElementsAre("built with _GLIBCXX_USE_CXX11_ABI=0, this kernel with 1: std::string has another layout"));
  EXPECT_EQ(refusal.cure, rebuild_cure());
}

TEST(BadPlugin, ADebuggingStandardLibrary) {
  EXPECT_THAT(refused("stl_debug").reasons,
              ElementsAre("built with _GLIBCXX_DEBUG, this kernel without: containers have another layout"));
}

TEST(Stamp, EveryDifferenceIsAReason) {
  const StampVerdict verdict = judge_stamp("FLEETLINE-PLUGIN abi=c1 api=9.0 arch=pdp11 cxx11abi=0 stldebug=1 compiler=clang-14");
  EXPECT_EQ(verdict.reasons.size(), 5u);
  EXPECT_EQ(verdict.reasons[0], "its stamp says abi=c1, this kernel needs abi=cxx");
}

TEST(Stamp, AnotherCompilerIsOnlyNoted) {
  const std::string ours = FLEETLINE_STAMP;
  const StampVerdict verdict = judge_stamp(ours.substr(0, ours.find("compiler=")) + "compiler=clang-99");
  EXPECT_TRUE(verdict.reasons.empty());
  EXPECT_EQ(verdict.compiler, "built with clang-99, this kernel with " FLEETLINE_COMPILER);
}

TEST(Stamp, AStampMustBeComplete) {
  EXPECT_THAT(judge_stamp("hello").reasons, ElementsAre("its stamp does not begin with FLEETLINE-PLUGIN"));
  EXPECT_THAT(judge_stamp("FLEETLINE-PLUGIN abi=cxx").reasons, ::testing::Contains("its stamp does not say api=..."));
}

TEST(BadPlugin, UndefinedSymbolIsToldAsPeopleWriteIt) {
  const Refusal refusal = refused("undefined_symbol");
  EXPECT_THAT(refusal.reasons,
              ElementsAre("needs newer_sdk::helper(double, std::__cxx11::basic_string<char, std::char_traits<char>, "
                          "std::allocator<char> > const&), which neither this kernel nor any library it links defines"));
  EXPECT_EQ(refusal.cure, "link the library that defines it (LIBS of fleetline_add_plugin), or " + rebuild_cure());
}

TEST(BadPlugin, NoManifest) {
  const Refusal refusal = refused("no_manifest");
  EXPECT_THAT(refusal.reasons, ElementsAre("does not export fleetline_manifest_v1()"));
  EXPECT_EQ(refusal.cure, "declare the plugin with FLEETLINE_PLUGIN(...), once, at global scope");
}

TEST(BadPlugin, ManifestThrows) {
  const Refusal refusal = refused("manifest_throws");
  EXPECT_THAT(refusal.reasons,
              ElementsAre("its manifest function threw std::runtime_error: licence server not reachable"));
  EXPECT_EQ(refusal.cure, declare);
}

TEST(BadPlugin, DuplicateParameter) {
  EXPECT_THAT(refused("duplicate_parameter").reasons,
              ElementsAre("solver 'fixture': parameter 'load' is declared twice"));
}

TEST(BadPlugin, DefaultOutOfRange) {
  EXPECT_THAT(refused("default_out_of_range").reasons,
              ElementsAre("solver 'fixture': parameter 'load' has default 1.5, outside its range (0, 1]",
                          "solver 'fixture': parameter 'pause' has default 2000 ms, outside its range [1 ms, 100 ms]"));
}

TEST(BadPlugin, UnknownUnit) {
  const Refusal refusal = refused("unknown_unit");
  ASSERT_EQ(refusal.reasons.size(), 2u);
  EXPECT_THAT(refusal.reasons[0],
              ::testing::StartsWith("solver 'fixture': parameter 'load' has unit 'furlong': unknown unit 'furlong'"));
  EXPECT_EQ(refusal.reasons[1], "solver 'fixture': parameter 'pause' has unit 'GB/s', but measures time (s)");
}

TEST(BadPlugin, MissingDoc) {
  EXPECT_THAT(refused("missing_doc").reasons, ElementsAre("solver 'fixture': output 'busy' has no doc"));
}

TEST(BadPlugin, EveryReasonIsTold) {
  EXPECT_THAT(
      refused("many_reasons").reasons,
      ElementsAre(
          "the plugin has no version",
          "solver 'Not A Name': is no valid name: lower-case letters, digits, '-' and '_', beginning with a letter",
          "solver 'Not A Name': has no summary",
          "solver 'Not A Name': has a make_hardware, but is no hardware",
          "solver 'Not A Name': parameter 'Load' is no valid name: lower-case letters, digits, '-' and '_', beginning with a letter",
          "solver 'Not A Name': parameter 'busy' allows no value: its range is [2000 ms, 1000 ms]",
          "solver 'Not A Name': parameter 'busy' has default 1 ms, outside its range [2000 ms, 1000 ms]",
          "solver 'Not A Name': parameter 'colour' has choice 'red' twice",
          "solver 'Not A Name': 'busy' is both a parameter and an output",
          "solver 'Not A Name': the equation of output 'busy' uses 'colours', which is no output, parameter or input; did you mean 'colour'?",
          "solver 'Not A Name': object 'workload' is declared twice",
          "solver 'Not A Name': promises about 'bussy' and 'colour': there is no such output; did you mean 'busy'?",
          "solver 'Not A Name': promises about 'bussy' and 'colour': in no direction"));
}

TEST(BadPlugin, LocaleChangedOnLoadIsPutBack) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  const Refusal refusal = refused("locale_on_load");
  ASSERT_EQ(refusal.reasons.size(), 1u);
  EXPECT_THAT(refusal.reasons[0], ::testing::AllOf(::testing::StartsWith("changes the locale of the whole program to C.UTF-8"),
                                                   ::testing::EndsWith("numbers would be read and written differently")));
  EXPECT_EQ(refusal.cure, "take setlocale() and std::locale::global() out of the plugin and of the libraries it links");
  EXPECT_EQ(std::setlocale(LC_ALL, nullptr), before);
}

}  // namespace
}  // namespace fleetline
