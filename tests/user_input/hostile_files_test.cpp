// Files that are not scenarios at all.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "cli/program.hpp"

namespace fleetline::test {
namespace {

Outcome run(const Folder& folder, const std::string& name) {
  std::filesystem::current_path(folder.path());
  return fleetline({"run", name});
}

TEST(HostileFiles, AMissingFileNamesTheNearest) {
  const Folder folder;
  folder.write("roofline.toml", "");
  const Outcome o = run(folder, "rofline.toml");
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(o.err, "rofline.toml: no such file\n  did you mean 'roofline.toml'?\n");
}

TEST(HostileFiles, ADirectoryIsNoFile) {
  const Folder folder;
  std::filesystem::create_directory(folder / "a.toml");
  const Outcome o = run(folder, "a.toml");
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(o.err, "a.toml: is a directory\n  expected a TOML file\n");
}

TEST(HostileFiles, AnUnreadableFile) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const Folder folder;
  const std::string file = folder.write("a.toml", "name = 'x'\n");
  ::chmod(file.c_str(), 0);
  EXPECT_EQ(run(folder, "a.toml").code, 1);
}

TEST(HostileFiles, AHundredMegabytesAreRefusedUnread) {
  const Folder folder;
  const std::string file = folder.write("a.toml", "");
  std::filesystem::resize_file(file, 100u << 20);
  const Outcome o = run(folder, "a.toml");
  EXPECT_EQ(o.code, 1);
  EXPECT_NE(o.err.find("a.toml: "), std::string::npos);
  EXPECT_NE(o.err.find("16 MiB"), std::string::npos) << o.err;
}

TEST(HostileFiles, BytesThatAreNotUtf8) {
  const Folder folder;
  folder.write("a.toml", "name = \"\xff\xfe\"\n");
  const Outcome o = run(folder, "a.toml");
  EXPECT_EQ(o.code, 1);
  EXPECT_NE(o.err.find("a.toml:1:"), std::string::npos) << o.err;
  EXPECT_NE(o.err.find("UTF-8"), std::string::npos) << o.err;
}

TEST(HostileFiles, AnEmptyFileAsksNothing) {
  const Folder folder;
  folder.write("a.toml", "");
  const Outcome o = run(folder, "a.toml");
  EXPECT_EQ(o.code, 1);
  EXPECT_NE(o.err.find("solve: the scenario asks nothing"), std::string::npos) << o.err;
}

TEST(HostileFiles, AThousandNestedTablesDoNotOverflow) {
  const Folder folder;
  std::string text = "a = ";
  for (int i = 0; i < 100'000; ++i) text += "[";
  folder.write("a.toml", text);
  EXPECT_EQ(run(folder, "a.toml").code, 1);
}

}  // namespace
}  // namespace fleetline::test
