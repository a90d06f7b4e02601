#include "rings.hpp"

#include <gtest/gtest.h>

namespace fleetline::fabrics::test {
namespace {

// The hybrid cube mesh of the DGX-1 with V100: six lanes of each device.
const std::vector<MeshLink> cube{{0, 1, 1}, {0, 2, 1}, {0, 3, 2}, {0, 4, 2}, {1, 2, 2}, {1, 3, 1}, {1, 5, 2}, {2, 3, 2},
                                 {2, 6, 1}, {3, 7, 1}, {4, 5, 1}, {4, 6, 1}, {4, 7, 2}, {5, 6, 2}, {5, 7, 1}, {6, 7, 2}};

// As nccl-tests show them: 1, 2, 4, 2 and 6 times the 22 GB/s of a lane among the first 2, 3, 4, 6 and 8 devices.
TEST(Rings, OfTheCubeMeshAreThoseThatNcclFinds) {
  EXPECT_EQ(ring_lanes(cube, 2), 1);
  EXPECT_EQ(ring_lanes(cube, 3), 2);
  EXPECT_EQ(ring_lanes(cube, 4), 4);
  EXPECT_EQ(ring_lanes(cube, 6), 2);
  EXPECT_EQ(ring_lanes(cube, 7), 4);
  EXPECT_EQ(ring_lanes(cube, 8), 6);
}

// Device 4 hangs on device 0 alone: two lanes, passed four of five times.
TEST(Rings, WhereNoneVisitsEveryoneTheWorstConnectedDeviceDecides) { EXPECT_EQ(ring_lanes(cube, 5), 2 * 4.0 / 5); }

TEST(Rings, OfAFullMeshUseEveryLane) {
  std::vector<MeshLink> full;
  for (int a = 0; a < 5; ++a)
    for (int b = a + 1; b < 5; ++b) full.push_back({a, b, 1});
  EXPECT_EQ(ring_lanes(full, 5), 4);
}

// Eight devices: undirected rings leave one cable of seven idle; directed ones use all.
TEST(Rings, OfAMeshOfEachWithEachAreDirected) {
  std::vector<MeshLink> full;
  for (int a = 0; a < 8; ++a)
    for (int b = a + 1; b < 8; ++b) full.push_back({a, b, 1});
  EXPECT_EQ(ring_lanes(full, 8), 6);
  EXPECT_EQ(full_ring_lanes(8, 1), 7);
  EXPECT_EQ(full_ring_lanes(5, 1), 4);
  EXPECT_EQ(full_ring_lanes(2, 1), 1);
  // Four devices: of one cable between any two a ring of four, both ways, of three; of two cables all three rings twice.
  EXPECT_EQ(full_ring_lanes(4, 1), 2);
  EXPECT_EQ(full_ring_lanes(4, 2), 6);
  EXPECT_EQ(full_ring_lanes(4, 3), 8);
  EXPECT_EQ(full_ring_lanes(4, 6), 18);
  EXPECT_EQ(full_ring_lanes(6, 1), 4);
}

}  // namespace
}  // namespace fleetline::fabrics::test
