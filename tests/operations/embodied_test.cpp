// What making accelerators emits: ACT's equation by hand, against published footprints, and where it is used.
#include <gtest/gtest.h>

#include "fleetline/text.hpp"
#include "scenario/world.hpp"
#include "sustainability/model.hpp"

namespace fleetline::sustainability {
namespace {

using test::at;
using test::run;

Fabrication record(const std::string& name) {
  test::World& w = test::world();
  Problems problems;
  const RegistryEntry* entry = w.registry.find("fabrication", name, {}, name, problems);
  problems.raise();
  Table fields = *entry->root.table();
  for (const char* key : {"kind", "title"}) fields.erase(key);
  Fabrication fabs;
  ReadContext context{problems};
  Fabrication::schema().read(&fabs, fields, entry->root.where, context);
  problems.raise();
  return fabs;
}

constexpr double kg(Carbon c) { return c.base(); }
constexpr Area square_mm(double a) { return Area(a * 1e-6); }
constexpr Bytes gib(double g) { return Bytes(g * 1073741824); }

// 5 nm: 0.583 kg/kWh * 2.75 kWh/cm2 + 0.3275 + 0.5 = 2.43075 kg/cm2, over a yield of 0.875: 2.778 kg/cm2.
TEST(Fabrication, CarbonOfAnAreaIsActsEquation) {
  const auto area = record("ACT").per_area("TSMC 4N");
  ASSERT_TRUE(area);
  EXPECT_NEAR(kg(*area * square_mm(100)), 2.778, 0.0005);
  EXPECT_NEAR(kg(*record("imec-HGX").per_area("TSMC 4N") * square_mm(100)), (1.54 + 0.5) / 0.875, 1e-9);
  EXPECT_FALSE(record("ACT").per_area("TSMC 5 nm and 6 nm")) << "two processes, and nobody says how much of either";
}

// H100: 8.14 cm2 * 2.778 = 22.61 kg, 80 GiB * 546 / 640 = 68.25 kg, package 0.15: 91.01 kg, times 1312 / 878: 136.0 kg.
TEST(Fabrication, AnAcceleratorIsItsDieItsMemoryAndTheRest) {
  const auto made = footprint_of(record("ACT-HGX"), {"TSMC 4N", "HBM3", square_mm(814), gib(80)});
  ASSERT_TRUE(made);
  EXPECT_NEAR(kg(*made), 136.0, 0.1);
}

/// Error of a derived footprint against a published one.
double error(const char* fabs, const Anatomy& a, double published) {
  return kg(*footprint_of(record(fabs), a)) / published - 1;
}

// HGX H100 1,312 kg for eight, HGX B200 2,274 kg for eight (NVIDIA, ISO 14067), an A100 SXM of 40 GB 127.6 kg (Falk et
// al. 2025, arXiv:2509.00093). The area of a B200's dies is not published: two at the limit of the reticle, 26 by 33
// mm, are its upper bound. README of sustainability states these errors.
TEST(Fabrication, ErrorsAgainstPublishedFootprintsAreThoseOfTheReadme) {
  const Anatomy h100{"TSMC 4N", "HBM3", square_mm(814), gib(80)},
      b200{"TSMC 4NP", "HBM3e", square_mm(2 * 26 * 33), gib(180)}, a100{"TSMC 7N", "HBM2", square_mm(826), gib(40)};
  EXPECT_NEAR(error("ACT-HGX", h100, 1312 / 8.0), -0.17, 0.01);
  EXPECT_NEAR(error("ACT-HGX", b200, 2274 / 8.0), 0.06, 0.02);
  EXPECT_NEAR(error("ACT-HGX", a100, 127.6), -0.37, 0.02);
  EXPECT_NEAR(error("ACT", h100, 1312 / 8.0), -0.83, 0.02) << "chips alone, and no HBM";
}

std::string scenario(std::string_view fleet, std::string_view fabs) {
  return cat("[fleet]\n", fleet,
             "\n[solve.sustainability]\nduration = '1 yr'\nlifetime = '1 yr'\nfleet_utilization = 1\n", fabs,
             "\n[show]\ncolumns = ['sustainability.*']\n");
}

TEST(Fabrication, StandsInForAFootprintThatNobodyPublished) {
  const auto alone = run(scenario("hardware = 'H100'", "fabrication = 'ACT-HGX'"));
  EXPECT_NEAR(at(alone, "sustainability.embodied_carbon"), 136.0, 0.1);
  EXPECT_NEAR(at(alone, "sustainability.embodied_accelerator"), 136.0, 0.1);
  const auto unknown = run(scenario("hardware = 'MI355X'", "fabrication = 'ACT-HGX'"));
  EXPECT_TRUE(std::isnan(at(unknown, "sustainability.embodied_carbon"))) << "its entry has no die area";
  const auto published = run(scenario("node = 'DGX_H100'", "fabrication = 'ACT-HGX'")),
             plain = run(scenario("node = 'DGX_H100'", ""));
  EXPECT_DOUBLE_EQ(at(published, "sustainability.embodied_carbon"), at(plain, "sustainability.embodied_carbon"))
      << "what is published stands";
}

}  // namespace
}  // namespace fleetline::sustainability
