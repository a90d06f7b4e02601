// fleetline topology: tables, drawings, and what it says of files without a fleet.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "program.hpp"

namespace fleetline::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const char* const four_nodes = "[fleet]\nnode = \"DGX_H100\"\nnodes = 4\nfabric = \"InfiniBand_NDR\"\n";
const char* const two_sites =
    "[fleet]\nfabric = \"InfiniBand_NDR\"\nwide_area = \"DCI_400ZR\"\n"
    "[[fleet.partition]]\nnode = \"DGX_H100\"\nnodes = 2\nsite = \"virginia\"\n"
    "[[fleet.partition]]\nnode = \"DGX_H100\"\nnodes = 2\nsite = \"quebec\"\n";

nlohmann::json table(const nlohmann::json& answer, std::string_view name) {
  for (const auto& t : answer["tables"])
    if (t["name"] == name) return t["rows"];
  return {};
}

/// The row that has this text in this column.
nlohmann::json row(const nlohmann::json& rows, const char* column, std::string_view text) {
  for (const auto& r : rows)
    if (r[column] == text) return r;
  return {};
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(Topology, CountsWhatFourNodesConsistOf) {
  const Folder folder;
  const Outcome o = fleetline({"topology", folder.write("s.toml", four_nodes), "--json"});
  ASSERT_EQ(o.code, 0) << o.err;
  const auto answer = nlohmann::json::parse(o.out);
  const auto vertices = table(answer, "vertices"), links = table(answer, "links"), blasts = table(answer, "blast_sets");
  EXPECT_EQ(row(vertices, "kind", "accelerator")["count"], 32);
  EXPECT_EQ(row(vertices, "name", "NVSwitch")["count"], 16);   // four in each node
  EXPECT_EQ(row(vertices, "name", "leaf switch")["count"], 8);  // one for each adapter of a node
  EXPECT_EQ(row(vertices, "name", "spine switch")["count"], 1);
  EXPECT_EQ(row(links, "to", "NVSwitch")["count"], 32 * 4);
  EXPECT_EQ(row(links, "to", "NVSwitch")["bandwidth"], 112.5);  // 450 GB/s over four
  EXPECT_EQ(row(links, "to", "spine switch")["cables"], 4);     // as many as there are nodes below a leaf
  EXPECT_EQ(row(blasts, "kind", "rack")["accelerators_lost"], 32);
  EXPECT_EQ(row(blasts, "kind", "host")["accelerators_lost"], 8);
  EXPECT_EQ(row(blasts, "kind", "host")["count"], 4);
  // Two nodes send to two: sixteen adapters of 50 GB/s.
  EXPECT_NEAR(row(table(answer, "tiers"), "tier", "between nodes")["bisection"].get<double>(), 0.8, 1e-6);
}

TEST(Topology, NeedsNoStage) {
  const Folder folder;
  const std::string file = folder.write("s.toml", four_nodes);
  EXPECT_EQ(fleetline({"check", file}).code, 1);
  const Outcome o = fleetline({"topology", file});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("32 accelerators in 4 nodes at 1 site"));
}

TEST(Topology, TakesAFleetOfTheRegistryAndOverrides) {
  const Outcome o = fleetline({"topology", "Research_256", "--set", "fleet.nodes=2"});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("16 accelerators in 2 nodes"));
  const Outcome wrong = fleetline({"topology", "Research_265"});
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'Research_256'"));
}

TEST(Topology, ShowsSitesAsATier) {
  const Folder folder;
  const Outcome o = fleetline({"topology", folder.write("s.toml", two_sites), "--json"});
  ASSERT_EQ(o.code, 0) << o.err;
  const auto answer = nlohmann::json::parse(o.out);
  const auto tier = row(table(answer, "tiers"), "tier", "between sites");
  EXPECT_EQ(tier["units"], 2);
  EXPECT_EQ(tier["accelerators_each"], 16);
  EXPECT_NEAR(tier["bottleneck"].get<double>(), 50.0 / 16, 1e-6);  // 400 Gbit/s for sixteen
  EXPECT_EQ(row(table(answer, "blast_sets"), "name", "quebec")["accelerators_lost"], 16);
}

TEST(Topology, SaysWhatWouldConnectAFleet) {
  const Folder folder;
  std::string text = two_sites;
  text.erase(text.find("wide_area"), std::string("wide_area = \"DCI_400ZR\"\n").size());
  const Outcome o = fleetline({"topology", folder.write("s.toml", text)});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("not connected: nothing connects the sites 'virginia', 'quebec'; expected wide_area in [fleet]"));
}

TEST(Topology, RefusesScenariosWithoutAFleet) {
  const Folder folder;
  const std::string none = folder.write("none.toml", "hardware = \"H100\"\n");
  const Outcome o = fleetline({"topology", none});
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.err, HasSubstr("the scenario has no fleet"));
  EXPECT_THAT(o.err, HasSubstr("expected [fleet] with"));
  const Outcome bare = fleetline({"topology", folder.write("bare.toml", "[fleet]\nhardware = \"H100\"\nnodes = 2\n")});
  EXPECT_EQ(bare.code, 1);
  EXPECT_THAT(bare.err, HasSubstr("nothing connects the fleet's 2 accelerators"));
  EXPECT_THAT(bare.err, HasSubstr("expected node_fabric or node, and fabric, in [fleet]"));
}

TEST(Topology, RefusesAWideAreaWithinOneSite) {
  const Folder folder;
  const Outcome o = fleetline({"topology", folder.write("s.toml", std::string(four_nodes) + "wide_area = \"DCI_400ZR\"\n")});
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.err, HasSubstr("s.toml:5"));
  EXPECT_THAT(o.err, HasSubstr("expected partitions at two sites or more"));
}

TEST(Topology, RefusesFilesThatAreNotThere) {
  EXPECT_EQ(fleetline({"topology", "/no/such/file.toml"}).code, 1);
  EXPECT_EQ(fleetline({"topology"}).code, 1);
}

TEST(Topology, DrawsWhatIsAlikeOnce) {
  const Folder folder;
  const std::string file = folder.write("s.toml", four_nodes);
  const Outcome once = fleetline({"topology", file, "--format", "dot"}), full = fleetline({"topology", file, "--dot", "--full"});
  ASSERT_EQ(once.code, 0) << once.err;
  EXPECT_THAT(once.out, HasSubstr("label=\"host H100_SXM5_80GB x 4\""));
  EXPECT_THAT(once.out, HasSubstr("label=\"NVSwitch x 4\""));  // in each
  EXPECT_THAT(once.out, HasSubstr("label=\"leaf switch x 8\""));
  EXPECT_EQ(count(once.out, "subgraph"), 2u);  // the rack, and one host
  EXPECT_EQ(count(full.out, "subgraph"), 5u);
  EXPECT_THAT(full.out, HasSubstr("label=\"accelerator 31\""));
  EXPECT_EQ(count(full.out, "shape="), 32u + 16 + 32 + 8 + 1);
  EXPECT_EQ(count(full.out, " -- "), 32u * 4 + 32 + 32 + 8);
}

TEST(Topology, DrawingsAreGraphviz) {
  if (std::system("dot -V > /dev/null 2>&1") != 0) GTEST_SKIP() << "no Graphviz here";
  const Folder folder;
  for (const char* scenario : {four_nodes, two_sites})
    for (const bool full : {false, true}) {
      const std::string dot = (folder / "fleet.dot").string();
      std::vector<std::string> arguments{"topology", folder.write("s.toml", std::string("name = \"a \\\"quoted\\\" name\"\n") + scenario), "--out", dot};
      if (full) arguments.push_back("--full");
      ASSERT_EQ(fleetline(arguments).code, 0);
      EXPECT_EQ(std::system(("dot -Tsvg '" + dot + "' > /dev/null").c_str()), 0);
    }
}

TEST(Topology, WritesNoCsv) {
  const Folder folder;
  const Outcome o = fleetline({"topology", folder.write("s.toml", four_nodes), "--format", "csv"});
  EXPECT_EQ(o.code, 1);
  const Outcome out = fleetline({"topology", folder.write("s.toml", four_nodes), "--out", (folder / "x.csv").string()});
  EXPECT_EQ(out.code, 1);
  EXPECT_THAT(fleetline({"topology", folder.write("s.toml", four_nodes), "--out", (folder / "x.png").string()}).err,
              HasSubstr("expected a .dot file; then dot -Tpng FILE.dot -o FILE.png"));
}

TEST(Topology, PlacesWhatAFabricRefuses) {
  const Folder folder;
  std::string text = two_sites;
  text.replace(text.find("\"DCI_400ZR\""), 11, "{ use = \"DCI_400ZR\", lines = [{ a = \"virginia\", b = \"qebec\" }] }");
  const Outcome o = fleetline({"topology", folder.write("s.toml", text)});
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.err, HasSubstr("s.toml:1:1: fleet: lines: no site of the fleet is called 'qebec'\n  expected virginia or quebec"));
}

}  // namespace
}  // namespace fleetline::test
