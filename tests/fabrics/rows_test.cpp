#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "systems.hpp"
#include "validation.hpp"

namespace fleetline::fabrics::test {
namespace {

using testing::HasSubstr;

Translation translate(std::vector<std::string> cells) {
  static const std::vector<std::string> columns{"id", "source", "system", "collective", "n_gpu", "message_bytes", "value", "unit"};
  return translate_collective(MeasuredRow(columns, cells));
}

TEST(Rows, NodesAndAdaptersAreReadFromTheSystem) {
  const System s = system_of("3 nodes x 8 A100-40GB, 4x HDR200", "", 24);
  EXPECT_EQ(s.nodes, 3);
  EXPECT_EQ(s.node_fabric, "NVLink3");
  EXPECT_EQ(s.fabric, "InfiniBand_HDR_4");
  EXPECT_EQ(system_of("H100 cluster", "", 64).nodes, 8);
}

TEST(Rows, ReductionInTheSwitchCanBeTurnedOff) {
  EXPECT_EQ(system_of("H200 node, NCCL_NVLS_ENABLE=0", "", 8).node_fabric, "NVLink4_no_SHARP");
  EXPECT_EQ(system_of("H200 node", "", 8).node_fabric, "NVLink4");
}

TEST(Rows, AreAboutTheLibraryOnTheNetworkOrElseInTheNode) {
  EXPECT_EQ(system_of("8x H100 node", "", 8).library(), "nccl_NVLink4");
  EXPECT_EQ(system_of("H200 node, NCCL_NVLS_ENABLE=0", "", 8).library(), "nccl_NVLink4");
  EXPECT_EQ(system_of("3 nodes x 8 A100-40GB, 4x HDR200", "", 24).library(), "nccl_InfiniBand_HDR");
}

TEST(Rows, BecomeScenarios) {
  const Translation t = translate({"X-1", "nccl-tests", "8x H100 node", "all_reduce", "8", "1048576", "67.0", "GB/s busbw"});
  EXPECT_EQ(t.skipped, "");
  EXPECT_EQ(t.metric, "collective.bus_bandwidth");
  EXPECT_THAT(t.scenario, HasSubstr("node_fabric = \"NVLink4\""));
  EXPECT_THAT(t.scenario, HasSubstr("payload = \"1048576 B\""));
}

TEST(Rows, OutsideTheModelSayWhy) {
  EXPECT_THAT(translate({"X-2", "x", "Trainium", "all_reduce", "2", "1", "1", "us"}).skipped, HasSubstr("no fabric of this kind of device"));
  EXPECT_THAT(translate({"X-3", "x", "H100", "all_reduce latency", "8", "", "5", "us"}).skipped, HasSubstr("fitted"));
  EXPECT_THAT(translate({"X-4", "x", "H100", "all_reduce", "8", "64", "0.00", "GB/s busbw"}).skipped, HasSubstr("rounded to nothing"));
}

}  // namespace
}  // namespace fleetline::fabrics::test
