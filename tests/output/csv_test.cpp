#include <gtest/gtest.h>

#include <algorithm>

#include "samples.hpp"

namespace fleetline {
namespace {

using namespace samples;

std::string csv(const Results& results) { return written(results, {.format = OutputFormat::csv}); }

TEST(Csv, NamesUnitsAndEndsWithStatusAndReason) {
  EXPECT_EQ(csv(three_batches()),
            "roofline.batch,roofline.bottleneck,roofline.latency[ms],roofline.throughput[1/s],status,reason\n"
            "1,memory,0.04811,20785.7,ok,\n"
            "2,compute,0.0962,20790.1,ok,\n"
            "512,,,,infeasible,weights do not fit in device memory (12.3 GB missing)\n");
}

TEST(Csv, QuotesAsRfc4180Says) {
  Results r;
  r.columns = {{.name = "a,b", .type = FieldType::text, .labels = {{0, "say \"hi\""}, {1, "two\nlines"}}, .values = {0, 1}}};
  r.status = {Status::Code::ok, Status::Code::failed};
  r.notes = {{1, "one, two"}};
  EXPECT_EQ(csv(r),
            "\"a,b\",status,reason\n"
            "\"say \"\"hi\"\"\",ok,\n"
            "\"two\nlines\",failed,\"one, two\"\n");
}

TEST(Csv, NeverSummarises) {
  Results r;
  r.columns = {batch(std::vector<double>(500, 1.0))};
  r.status.assign(500, Status::Code::ok);
  const std::string text = csv(r);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 501);
}

}  // namespace
}  // namespace fleetline
