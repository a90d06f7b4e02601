// Every node, fabric, switch and fleet of the registry: read, resolved, and the fleets built.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>

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

/// Half a minute each is too much for a test: of the largest, a thousand nodes.
std::vector<std::string> topology_of(const std::string& name) {
  static const std::regex nodes(R"(\nnodes *= *(\{ *value *= *)?(\d+))");
  const std::string text = read_file(std::filesystem::path(FLEETLINE_REGISTRY_SOURCE) / "fleets" / (name + ".toml"));
  std::smatch found;
  std::vector<std::string> arguments{"topology", name, "--json"};
  if (std::regex_search(text, found, nodes) && std::stoi(found[2]) > 3000) arguments.insert(arguments.end(), {"--set", "fleet.nodes=1024"});
  return arguments;
}

TEST(Machines, EveryFleetIsBuiltAndConnected) {
  for (const std::string& name : names("fleets")) {
    SCOPED_TRACE(name);
    const auto start = std::chrono::steady_clock::now();
    const Outcome o = fleetline(topology_of(name));
    ASSERT_EQ(o.code, 0) << o.err;
    const auto answer = nlohmann::json::parse(o.out);
    // What joins the nodes of some machines was never published: their entries have no fabric, and the verdict says so.
    const std::string text = read_file(std::filesystem::path(FLEETLINE_REGISTRY_SOURCE) / "fleets" / (name + ".toml"));
    const bool joined = std::regex_search(text, std::regex(R"(\n\[?fabric\b)"));
    EXPECT_EQ(answer["verdict"].get<std::string>().find("not connected") == std::string::npos, joined) << answer["verdict"];
    double accelerators = 0;
    for (const auto& table : answer["tables"])
      if (table["name"] == "vertices")
        for (const auto& row : table["rows"])
          if (row["kind"] == "accelerator") accelerators += row["count"].get<double>();
    EXPECT_GT(accelerators, 0);
    // A tenth of a millisecond for each accelerator, and much to spare for a slow machine.
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    EXPECT_LT(seconds, 5 + accelerators * 1e-3);
  }
}

// Llama 3's network: full bandwidth inside pods of 3,072, 1:7 between them (Grattafiori et al. 2024, section 3.3.1).
TEST(Machines, TheNetworkOfLlama3IsOversubscribedBySeven) {
  const Outcome o = fleetline({"topology", "Llama3_24K_RoCE", "--json"});
  ASSERT_EQ(o.code, 0) << o.err;
  double pods = 0;
  const auto answer = nlohmann::json::parse(o.out);
  for (const auto& table : answer["tables"])
    if (table["name"] == "switches")
      for (const auto& row : table["rows"])
        if (row["name"] == "pod network") {
          pods += row["count"].get<double>();
          EXPECT_NEAR(row["oversubscription"].get<double>(), 7, 1e-9);
        }
  EXPECT_EQ(pods, 8);
}

// TPU v4: 4096 chips, all-reduce at 1.1 PB/s, as Google counts it (traffic of all chips' links one way).
TEST(Machines, ATpuV4PodReducesAsFastAsPublished) {
  const Folder folder;
  const Outcome o = fleetline({"run", folder.write("s.toml", "[fleet]\nuse = \"TPUv4_pod\"\n[solve.collective]\npayload = \"10 GB\"\n[show]\ncolumns = [\"collective.bus_bandwidth\"]\n"), "--json"});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_NEAR(nlohmann::json::parse(o.out)["rows"][0]["collective.bus_bandwidth"].get<double>() * 4096 / 1.1e6, 1, 0.01);  // GB/s
}

double bus_bandwidth(const std::string& node, const std::string& more) {
  const Folder folder;
  const Outcome o = fleetline({"run", folder.write("s.toml", "[fleet]\nnode = \"" + node + "\"\n[solve.collective]\npayload = \"100 GB\"\n" + more), "--json"});
  EXPECT_EQ(o.code, 0) << o.err;
  return nlohmann::json::parse(o.out)["rows"][0]["collective.bus_bandwidth"].get<double>();
}

// AMD: 48 GB/s of each link's 64 are usable; seven links leave each MI300X, and rings use all of them.
TEST(Machines, Mi300xReachesWhatItsLinksCarry) {
  EXPECT_NEAR(bus_bandwidth("MI300X_platform", "devices = 2\nkind = \"point_to_point\"\n") / 48, 1, 0.01);
  EXPECT_NEAR(bus_bandwidth("MI300X_platform", "") / (7 * 48), 1, 0.01);
}

// NVLink 4 between four GH200 as JUPITER has them: eighteen lanes of 25 GB/s, 450 GB/s each way, as through switches.
TEST(Machines, FourGraceHoppersAreJoinedAtFullRate) {
  EXPECT_NEAR(bus_bandwidth("GH200_quad", ""), bus_bandwidth("HGX_H100", "devices = 4\n"), 1);
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
