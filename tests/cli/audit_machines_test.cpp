// `audit` of fabrics, switches and nodes: a broken entry for each rule, and a sound one beside it.
#include "audit_fixture.hpp"

namespace fleetline::test {
namespace {

class AuditMachines : public Audit {
 protected:
  /// Audits with errors in an entry of one kind with these lines; every value names the source.
  std::string of(const std::string& file, const std::string& kind, const std::string& lines) {
    return audits(entry(file, "kind = '" + kind + "'\n" + lines + source)["errors"]);
  }
  std::string nvlink(const std::string& bandwidth, const std::string& latency = "500 ns") {
    return of("fabrics/F", "nvlink",
              "bandwidth = { value = '" + bandwidth + "', source = 's' }\nlatency = { value = '" + latency +
                  "', source = 's' }\n");
  }
  std::string clos(const std::string& bandwidth, const std::string& more = "") {
    return of("fabrics/F", "fat_tree", "bandwidth = { value = '" + bandwidth + "', source = 's' }\n" + more);
  }
};

// 450 GB/s are 18 links of 25; 450 Gbit/s are 56.25 GB/s, and no number of links.
TEST_F(AuditMachines, HoldsNvlinkAgainstItsSignalling) {
  EXPECT_EQ(nvlink("450 GB/s"), "");
  EXPECT_EQ(nvlink("450 Gbit/s"), "signalling");
  EXPECT_EQ(nvlink("3600 GB/s"), "signalling") << "above what any device has in one direction";
  EXPECT_EQ(nvlink("450 GB/s", "500 us"), "latency");
}

TEST_F(AuditMachines, HoldsMeshesAgainstCablesAndDevices) {
  const auto mesh = [&](const std::string& bandwidth, int lanes) {
    return of("fabrics/F", "mesh",
              "bandwidth = { value = '" + bandwidth +
                  "', source = 's' }\ndevices = { value = 8, source = 's' }\n"
                  "lanes = { value = " +
                  std::to_string(lanes) + ", source = 's' }\n");
  };
  EXPECT_EQ(mesh("64 GB/s", 1), "");
  EXPECT_EQ(mesh("448 GB/s", 1), "signalling signalling") << "all seven cables of a device for one: 3.1 TB/s in all";
  EXPECT_EQ(mesh("64 GB/s", 6), "signalling") << "42 cables of 64 GB/s: 2.7 TB/s";
}

// PCI Express 5.0 x16: 63 GB/s in one direction; 126 in both is 6.0, whose payload is 121.
TEST_F(AuditMachines, HoldsPciExpressAgainstLanesAndGenerations) {
  const auto pcie = [&](const std::string& slot, const std::string& root) {
    return of("fabrics/F", "pcie",
              "bandwidth = { value = '" + slot + "', source = 's' }\nroot_bandwidth = { value = '" + root +
                  "', source = 's' }\n");
  };
  EXPECT_EQ(pcie("63 GB/s", "126 GB/s"), "");
  EXPECT_EQ(pcie("121 GB/s", "242 GB/s"), "");
  EXPECT_EQ(pcie("48 GB/s", "96 GB/s"), "signalling");
  EXPECT_EQ(pcie("63 GB/s", "10 GB/s"), "signalling") << "two processors joined by less than a slot";
}

TEST_F(AuditMachines, HoldsToriAgainstLinks) {
  const auto torus = [&](const std::string& bandwidth) {
    return of("fabrics/F", "torus",
              "shape = { value = '4x4x4', source = 's' }\nbandwidth = { value = '" + bandwidth + "', source = 's' }\n");
  };
  EXPECT_EQ(torus("50 GB/s"), "");
  EXPECT_EQ(torus("500 GB/s"), "signalling signalling") << "six links of 500 GB/s: 3 TB/s";
}

TEST_F(AuditMachines, HoldsAdaptersAgainstPorts) {
  EXPECT_EQ(clos("400 Gbit/s"), "");
  EXPECT_EQ(clos("400 GB/s"), "signalling") << "3.2 Tbit/s: bytes for bits, or all adapters of a node";
  EXPECT_EQ(clos("333 Gbit/s"), "signalling");
  EXPECT_EQ(clos("400 Gbit/s", "latency = { value = '6 ms', source = 's' }\n"), "latency");
  EXPECT_EQ(clos("400 Gbit/s", "oversubscription = { value = 700, source = 's' }\n"), "switches");
  EXPECT_EQ(clos("400 Gbit/s", "oversubscription = { value = 0.5, source = 's' }\n"), "entry");
}

TEST_F(AuditMachines, HoldsDragonfliesAgainstPortsAndHops) {
  const auto dragonfly = [&](const std::string& bandwidth, const std::string& latency) {
    return of("fabrics/F", "dragonfly",
              "group_nodes = { value = 128, source = 's' }\nglobal_links = { value = 4, source = 's' }\nbandwidth = { "
              "value = '" +
                  bandwidth + "', source = 's' }\nlatency = { value = '" + latency + "', source = 's' }\n");
  };
  EXPECT_EQ(dragonfly("200 Gbit/s", "900 ns"), "");
  EXPECT_EQ(dragonfly("400 GB/s", "900 ns"), "signalling") << "3.2 Tbit/s";
  EXPECT_EQ(dragonfly("200 Gbit/s", "900 us"), "latency");
}

TEST_F(AuditMachines, HoldsFabricsAgainstTheirSwitches) {
  EXPECT_EQ(clos("200 Gbit/s", "switch = 'QM9700'\n"), "") << "ports of 400 Gbit/s, split";
  EXPECT_EQ(clos("800 Gbit/s", "switch = 'QM9700'\n"), "entry") << "no such fabric can be made";
  EXPECT_EQ(clos("200 Gbit/s", "switch = 'QM9700'\nradix = { value = 64, source = 's' }\n"), "switches")
      << "64 ports of 400, 128 of 200";
}

TEST_F(AuditMachines, HoldsLinesAgainstLight) {
  const auto line = [&](const std::string& bandwidth, const std::string& latency) {
    return of("fabrics/F", "wide_area",
              "bandwidth = { value = '" + bandwidth + "', source = 's' }\nlatency = { value = '" + latency +
                  "', source = 's' }\n");
  };
  EXPECT_EQ(line("800 Gbit/s", "5 ms"), "");
  EXPECT_EQ(line("800 Gbit/s", "900 ns"), "latency") << "180 m of fibre";
  EXPECT_EQ(line("777 Gbit/s", "5 ms"), "signalling");
}

// A link of every kind takes its time: milliseconds for nanoseconds, and the reverse.
TEST_F(AuditMachines, HoldsLatenciesOfEveryKindAgainstTheirLength) {
  const auto late = [&](const std::string& kind, const std::string& lines, const std::string& latency) {
    return of("fabrics/F", kind, lines + "latency = { value = '" + latency + "', source = 's' }\n");
  };
  const std::string link = "bandwidth = { value = '64 GB/s', source = 's' }\n";
  EXPECT_EQ(late("mesh", link + "lanes = { value = 1, source = 's' }\n", "700 us"), "latency");
  EXPECT_EQ(
      late("pcie",
           "bandwidth = { value = '63 GB/s', source = 's' }\nroot_bandwidth = { value = '126 GB/s', source = 's' }\n",
           "1 ns"),
      "latency");
  EXPECT_EQ(late("torus", link + "shape = { value = '4x4', source = 's' }\n", "1 ms"), "latency");
  EXPECT_EQ(late("rail_optimised", "bandwidth = { value = '400 Gbit/s', source = 's' }\n", "6 ns"), "latency");
}

TEST_F(AuditMachines, HoldsRentsOfNodesAgainstTheirPrice) {
  const json j = entry("nodes/N",
                       "kind = 'node'\nhardware = 'H100_SXM5_80GB'\ndevices_per_node = { value = 8, source = 's' "
                       "}\nrent_on_demand = { value = '$2/h', source = 's' }\n"
                       "rent_spot = { value = '$3/h', source = 's' }\n" +
                           std::string(source));
  EXPECT_EQ(audits(j["warnings"]), "rents");
}

TEST_F(AuditMachines, HoldsSwitchesAgainstChips) {
  const auto network_switch = [&](const std::string& ports, const std::string& rate, const std::string& more = "") {
    return of("switches/S", "switch",
              "ports = { value = " + ports + ", source = 's' }\nport_bandwidth = { value = '" + rate +
                  "', source = 's' }\n" + more);
  };
  EXPECT_EQ(network_switch("64", "400 Gbit/s"), "");
  EXPECT_EQ(network_switch("64", "8000 Gbit/s"), "capacity port-rate");
  EXPECT_EQ(network_switch("64", "300 Gbit/s"), "port-rate");
  EXPECT_EQ(
      network_switch(
          "64", "400 Gbit/s",
          "power_typical = { value = '900 W', source = 's' }\npower_maximum = { value = '800 W', source = 's' }\n"),
      "power");
  EXPECT_EQ(network_switch("64", "400 Gbit/s", "power_maximum = { value = '17.2 kW', source = 's' }\n"), "power")
      << "672 W for each Tbit/s";
  EXPECT_EQ(network_switch("64", "400 Gbit/s", "price = { value = '$50', source = 's' }\n"), "price");
  EXPECT_EQ(network_switch("64", "400 Gbit/s", "latency = { value = '150 us', source = 's' }\n"), "latency");
}

TEST_F(AuditMachines, HoldsNodesAgainstTheirPartsAndFabric) {
  const auto node = [&](const std::string& lines, int devices = 8) {
    return of("nodes/N", "node",
              "hardware = 'H100_SXM5_80GB'\ndevices_per_node = { value = " + std::to_string(devices) +
                  ", source = 's' }\n" + lines);
  };
  const auto adapters = [](int count, const std::string& rate) {
    return "adapters = { value = " + std::to_string(count) + ", source = 's' }\nadapter_bandwidth = { value = '" +
           rate + "', source = 's' }\n";
  };
  EXPECT_EQ(node("node_fabric = 'NVLink4'\n" + adapters(8, "400 Gbit/s")), "");
  EXPECT_EQ(node("node_fabric = 'NVLink4'\n", 16), "node-fabric") << "NVLink4 connects eight";
  EXPECT_EQ(node("node_fabric = 'xGMI_MI300X'\n"), "") << "seven cables of 64 GB/s: 448 of the 450 GB/s";
  EXPECT_EQ(node("node_fabric = 'xGMI_MI350X'\n"), "node-fabric")
      << "seven of 76.8: 538 GB/s, more than the device's 450";
  EXPECT_EQ(node(adapters(8, "4 TB/s")), "outside-links");
  EXPECT_EQ(node("adapters = { value = 8, source = 's' }\n"), "outside-links") << "of which rate?";
  EXPECT_EQ(node("host_bandwidth = { value = '64 TB/s', source = 's' }\n"), "outside-links");
  EXPECT_EQ(node("price = { value = '$2500', source = 's' }\n"), "price") << "of an accelerator, not of the node";
}

}  // namespace
}  // namespace fleetline::test
