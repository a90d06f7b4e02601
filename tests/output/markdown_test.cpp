#include <gtest/gtest.h>

#include "samples.hpp"

namespace fleetline {
namespace {

using namespace samples;

std::string markdown(const Results& results, std::size_t max_rows = 100) {
  return written(results, {.format = OutputFormat::markdown, .max_rows = max_rows});
}

TEST(Markdown, IsAPageWithTheSameReport) {
  Results r = three_batches();
  r.expectations = {{.text = "roofline.latency < 30 ms", .met = false, .detail = "2 of 3 cases"}};
  r.assumptions = {"operators follow one another"};
  EXPECT_EQ(markdown(r),
            "# Where does it turn compute-bound?\n"
            "\n"
            "From which batch on?\n"
            "\n"
            "**Compute-bound from batch 2.**\n"
            "\n"
            "| batch | bottleneck | latency [us] | throughput [1/s] | status |\n"
            "| ---: | --- | ---: | ---: | --- |\n"
            "| 1 | memory | 48.11 | 20,786 | ok |\n"
            "| 2 | compute | 96.20 | 20,790 | ok |\n"
            "| 512 | - | - | - | infeasible |\n"
            "\n"
            "- **infeasible**, 1 case, first at batch = 512: weights do not fit in device memory (12.3 GB missing)\n"
            "\n"
            "- expects `roofline.latency < 30 ms`: **NOT MET**, 2 of 3 cases\n"
            "\n"
            "Assumes:\n"
            "\n"
            "- operators follow one another\n");
}

TEST(Markdown, EscapesWhatWouldBreakATable) {
  Results r;
  r.columns = {{.name = "a|b", .type = FieldType::text, .labels = {{0, "x|y"}, {1, "two\nlines"}}, .values = {0, 1}}};
  r.status = {Status::Code::ok, Status::Code::ok};
  EXPECT_EQ(markdown(r), "| a\\|b |\n| --- |\n| x\\|y |\n| two<br>lines |\n");
}

TEST(Markdown, SummarisesLikeTheTable) {
  EXPECT_NE(markdown(three_batches(), 2).find("| metric | unit | min | median | max | best at |\n"), std::string::npos);
}

}  // namespace
}  // namespace fleetline
