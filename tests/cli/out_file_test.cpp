// --out: the whole file or none.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "program.hpp"

namespace fleetline::test {
namespace {

namespace fs = std::filesystem;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(OutFile, HoldsWhatStandardOutputWouldHave) {
  const Folder folder;
  const Outcome o = fleetline({"list", "units", "--out", (folder / "units.txt").string()});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.out, "");
  EXPECT_EQ(read_file(folder / "units.txt"), fleetline({"list", "units"}).out);
  EXPECT_EQ(files_in(folder.path()), 1u);
}

TEST(OutFile, ChoosesTheFormatByItsEndingUnlessOneIsNamed) {
  const Folder folder;
  fleetline({"list", "units", "--out", (folder / "units.json").string()});
  EXPECT_EQ(read_file(folder / "units.json"), fleetline({"list", "units", "--json"}).out);
  fleetline({"list", "units", "--markdown", "--out", (folder / "units.json").string()});
  EXPECT_EQ(read_file(folder / "units.json"), fleetline({"list", "units", "--markdown"}).out);
}

TEST(OutFile, InADirectoryThatIsNotThereIsRefusedByName) {
  const Outcome o = fleetline({"list", "units", "--out", "/no/such/directory/units.txt"});
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(o.err,
            "--out: cannot write '/no/such/directory/units.txt': No such file or directory\n"
            "  expected a file in a directory you may write to, with room for it\n");
}

TEST(OutFile, OnAFullDiskIsAnErrorThatNamesIt) {
  const Outcome o = fleetline({"list", "units", "--out", "/dev/full"});
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(o.err,
            "--out: cannot write '/dev/full': No space left on device\n"
            "  expected a file in a directory you may write to, with room for it\n");
}

TEST(OutFile, IsLeftAloneWhenTheCommandFails) {
  const Folder folder;
  const std::string file = folder.write("result.json", "precious");
  const Outcome o = fleetline({"describe", "rofline", "--out", file});
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(read_file(file), "precious");
  EXPECT_EQ(files_in(folder.path()), 1u);
}

TEST(OutFile, ThatIsADirectoryIsRefused) {
  const Folder folder;
  const Outcome o = fleetline({"list", "units", "--out", folder.path().string()});
  EXPECT_EQ(o.code, 1);
  EXPECT_NE(o.err.find("Is a directory"), std::string::npos) << o.err;
}

}  // namespace
}  // namespace fleetline::test
