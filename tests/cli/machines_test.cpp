// Every node, fabric, switch and fleet of the registry: read, resolved, and the fleets built.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "program.hpp"

namespace fleetline::test {
namespace {

std::vector<std::string> names(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(FLEETLINE_REGISTRY_SOURCE) / folder))
    if (file.path().stem() != "aliases") out.push_back(file.path().stem());
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Machines, EveryFleetIsBuiltAndConnected) {
  for (const std::string& name : names("fleets")) {
    SCOPED_TRACE(name);
    const auto start = std::chrono::steady_clock::now();
    const Outcome o = fleetline({"topology", name, "--json"});
    ASSERT_EQ(o.code, 0) << o.err;
    const auto answer = nlohmann::json::parse(o.out);
    EXPECT_THAT(answer["verdict"].get<std::string>(), testing::Not(testing::HasSubstr("not connected")));
    double accelerators = 0;
    for (const auto& table : answer["tables"])
      if (table["name"] == "vertices")
        for (const auto& row : table["rows"])
          if (row["kind"] == "accelerator") accelerators += row["count"].get<double>();
    EXPECT_GT(accelerators, 0);
    // Ten microseconds of a fast machine for each accelerator, and much to spare for a slow one.
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    EXPECT_LT(seconds, 5 + accelerators * 1e-3);
  }
}

/// Nodes name devices and fabrics that exist, and fabrics hold as many devices as a node has.
TEST(Machines, EveryNodeIsAFleetOfOne) {
  const Folder folder;
  for (const std::string& name : names("nodes")) {
    SCOPED_TRACE(name);
    const Outcome o = fleetline({"topology", folder.write("s.toml", "[fleet]\nnode = \"" + name + "\"\nnodes = 2\nfabric = \"Ethernet_100\"\n")});
    EXPECT_EQ(o.code, 0) << o.err;
  }
}

TEST(Machines, EveryFigureOfNodesAndSwitchesIsShown) {
  for (const char* kind : {"nodes", "switches", "fabrics"})
    for (const std::string& name : names(kind)) EXPECT_EQ(fleetline({"describe", name}).code, 0) << name;
}

}  // namespace
}  // namespace fleetline::test
