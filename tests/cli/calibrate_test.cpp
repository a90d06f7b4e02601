// fleetline calibrate on a table without a `metric` column: constants move, and rows left out are judged by those of the others.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "program.hpp"

namespace fleetline::test {
namespace {

/// Rings of eight H100 at 200 GB/s for large messages, after 40 us: slower than the registry's.
std::string slow_rings() {
  std::string csv = "id,source,system,collective,n_gpu,message_bytes,value,unit\n";
  int n = 0;
  for (double bytes = 1 << 20; bytes <= double(1 << 30); bytes *= 2)
    csv += "SLOW-" + std::to_string(++n) + ",made up for this test,8x H100 node,all_gather,8," + std::to_string(static_cast<long long>(bytes)) + "," +
           std::to_string(40 + bytes * 7 / 8 / 200e9 * 1e6) + ",us\n";
  return csv;
}

TEST(Calibrate, FitsConstantsToRowsWithoutAMetric) {
  const Folder folder;
  const Outcome o = fleetline({"calibrate", "collectives", "--rows", folder.write("rows.csv", slow_rings()), "--folds", "3", "--json"});
  ASSERT_EQ(o.code, 0) << o.err;
  const auto rows = nlohmann::json::parse(o.out)["rows"];
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["stack"], "nccl_NVLink4");
  EXPECT_EQ(rows[0]["configurations"], 11);
  const double before = rows[0]["before"], in_sample = rows[0]["in_sample"], held_out = rows[0]["held_out"];
  EXPECT_GT(before, 20);  // per cent
  EXPECT_LT(in_sample, before / 3);
  EXPECT_LT(held_out, before / 2);
  EXPECT_NE(held_out, in_sample);
}

}  // namespace
}  // namespace fleetline::test
