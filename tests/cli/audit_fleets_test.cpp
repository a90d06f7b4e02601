// `audit` of fleets, which the framework itself reads, and of entries that say they are examples.
#include <gmock/gmock.h>

#include "audit_fixture.hpp"

namespace fleetline::test {
namespace {

using ::testing::HasSubstr;
using AuditFleets = Audit;

TEST_F(AuditFleets, HoldsFleetsAgainstNodesAndPublishedTotals) {
  const auto fleet = [&](const std::string& lines) { return audits(entry("fleets/X", lines + source)["errors"]); };
  const std::string eos = "node = 'DGX_H100'\nnodes = { value = 576, source = 's' }\n";
  EXPECT_EQ(fleet(eos + "fabric = 'InfiniBand_NDR'\npublished_accelerators = { value = 4608, source = 's' }\n"), "");
  EXPECT_EQ(fleet(eos + "published_accelerators = { value = 576, source = 's' }\n"), "size");
  EXPECT_EQ(fleet(eos + "fabric = { use = 'InfiniBand_NDR', largest = { value = 4096, source = 's' } }\n"), "size");
  EXPECT_EQ(fleet(eos + "fabric = 'InfiniBand_XDR'\n"), "adapters") << "800 Gbit/s out of adapters of 400";
  EXPECT_EQ(fleet(eos + "fabric = { use = 'InfiniBand_NDR', oversubscription = { value = 0.5, source = 's' } }\n"),
            "oversubscription");
  EXPECT_EQ(fleet("node = 'DGX_H1000'\nnodes = { value = 576, source = 's' }\nsite = 'nowhere'\n"), "names names names")
      << "node, site, and so no accelerators";
  EXPECT_EQ(fleet("[[partition]]\nnode = 'DGX_H100'\nnodes = { value = 1, source = 's' }\n[[partition]]\nnode = "
                  "'DGX_H1000'\nhardware = 'A100'\ndevices_per_node = { value = 8, source = 's' }\n"
                  "nodes = { value = 1, source = 's' }\n"),
            "names")
      << "the second";
}

// A size to compute with needs no source, and says that it is one.
TEST_F(AuditFleets, CountsExamplesAndAsksThemForNoSource) {
  const std::string lines = "node = 'DGX_H100'\nnodes = 3\n";
  EXPECT_THAT(entry("fleets/X", lines)["warnings"].dump(), HasSubstr("somebody made it up"));
  const json j = entry("fleets/X", "example = true\n" + lines);
  EXPECT_EQ(j["warnings"], json::array());
  EXPECT_EQ(j["examples"], json::array({"fleets/X"}));
  EXPECT_EQ(audits(entry("fleets/X", "example = 'yes'\n" + lines)["errors"]), "entry");
  entry("fleets/X", "example = true\n" + lines + "fabric = 'InfiniBand_NDR'\n");
  EXPECT_EQ(fleetline({"topology", "X", "--registry", folder.path().string()}).code, 0) << "a scenario may use it";
}

}  // namespace
}  // namespace fleetline::test
