// Rules say which fabric the nodes of a measured row have: one that the registry's nodes of that accelerator have.
#include <gtest/gtest.h>

#include <set>

#include "catalog/registry.hpp"
#include "fabrics/systems.hpp"
#include "serving/names.hpp"

namespace fleetline::test {
namespace {

Registry& registry() {
  static Registry registry({FLEETLINE_REGISTRY_SOURCE});
  return registry;
}

std::string text_of(const Value& entry, std::string_view key) {
  const Value* value = entry.table()->find(key);
  return value && value->text() ? *value->text() : std::string();
}

/// Fabrics inside the nodes of this accelerator, by its registry name or an alias.
std::set<std::string> fabrics_of(const std::string& hardware) {
  Problems problems;
  const RegistryEntry* device = registry().find("hardware", hardware, {}, "use", problems);
  std::set<std::string> fabrics;
  for (const std::string& name : registry().names("nodes")) {
    const RegistryEntry* node = registry().find("nodes", name, {}, "use", problems);
    const std::string fabric = text_of(node->root, "node_fabric");
    if (text_of(node->root, "hardware") == device->name && !fabric.empty()) fabrics.insert(fabric);
  }
  problems.raise();
  return fabrics;
}

TEST(RowRules, MeasuredCollectivesRunOnTheFabricOfARegisteredNode) {
  for (const char* system : {"8x V100", "8x A100", "8x H100", "8x H200", "8x H20", "8x B200", "8x B300", "GB200 NVL72"}) {
    const fabrics::System s = fabrics::system_of(system, "", 8);
    ASSERT_EQ(s.skipped, "") << system;
    EXPECT_TRUE(fabrics_of(s.hardware).contains(s.node_fabric)) << system << ": " << s.hardware << " on " << s.node_fabric;
  }
}

TEST(RowRules, MeasuredServersRunOnTheFabricOfARegisteredNode) {
  for (const std::string& hardware : registry().names("hardware")) {
    if (serving::family_of(hardware).empty()) continue;
    const std::set<std::string> fabrics = fabrics_of(hardware);
    if (fabrics.empty()) continue;  // no node of it is on record
    EXPECT_TRUE(fabrics.contains(serving::fabric_of(hardware))) << hardware << " on " << serving::fabric_of(hardware) << ", not " << *fabrics.begin();
  }
}

}  // namespace
}  // namespace fleetline::test
