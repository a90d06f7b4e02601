#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "samples.hpp"
#include "study/output_json_string.hpp"

namespace fleetline {
namespace {

using namespace samples;
using nlohmann::json;

json parsed(const Results& results) { return json::parse(written(results, {.format = OutputFormat::json})); }

TEST(Json, SaysEverythingTheResultsSay) {
  Results r = three_batches();
  DetailTable operators{.name = "operators", .doc = "time by operator"};
  operators.add_text("operator").texts = {"conv1"};
  operators.add("time", Seconds::dimension, "us").numbers = {12e-6};
  r.tables = {operators};
  r.expectations = {{.text = "roofline.latency < 30 ms", .where = {Label("a.toml"), 3, 1}, .met = true, .detail = "2 of 3"}};
  r.findings = {{"One of two.", {{"at", {"batch = 2"}}}}};
  r.assumptions = {"operators follow one another"};
  r.context = {{"version", "0.1.0"}, {"plugins", "roofline 0.1.0"}};
  EXPECT_EQ(parsed(r), json::parse(R"json({
    "name": "Where does it turn compute-bound?", "question": "From which batch on?", "verdict": "Compute-bound from batch 2.",
    "findings": [{"text": "One of two.", "at": ["batch = 2"]}],
    "cases": {"ok": 2, "infeasible": 1, "failed": 0},
    "columns": [
      {"name": "roofline.batch", "unit": "", "doc": "Samples in one step", "axis": true, "better": "none"},
      {"name": "roofline.bottleneck", "unit": "", "doc": "What limits the step", "axis": false, "better": "none"},
      {"name": "roofline.latency", "unit": "ms", "doc": "Time of one step", "axis": false, "better": "lower"},
      {"name": "roofline.throughput", "unit": "1/s", "doc": "Samples per second", "axis": false, "better": "higher"}],
    "rows": [
      {"roofline.batch": 1, "roofline.bottleneck": "memory", "roofline.latency": 0.04811, "roofline.throughput": 20785.7,
       "status": "ok"},
      {"roofline.batch": 2, "roofline.bottleneck": "compute", "roofline.latency": 0.0962, "roofline.throughput": 20790.1,
       "status": "ok"},
      {"roofline.batch": 512, "roofline.bottleneck": null, "roofline.latency": null, "roofline.throughput": null,
       "status": "infeasible", "reason": "weights do not fit in device memory (12.3 GB missing)"}],
    "tables": [{"name": "operators", "doc": "time by operator",
                "columns": [{"name": "operator", "unit": ""}, {"name": "time", "unit": "us"}],
                "rows": [{"operator": "conv1", "time": 12}]}],
    "expectations": [{"text": "roofline.latency < 30 ms", "met": true, "detail": "2 of 3", "where": "a.toml:3:1"}],
    "assumptions": ["operators follow one another"],
    "context": {"version": "0.1.0", "plugins": "roofline 0.1.0"}
  })json"));
}

TEST(Json, OfNothingStillParses) {
  const json j = parsed({});
  EXPECT_TRUE(j["rows"].empty());
  EXPECT_TRUE(j["context"].is_object());
}

TEST(Json, WritesTruthAsTruth) {
  Results r;
  r.columns = {{.name = "fits", .type = FieldType::boolean, .values = {1, 0}}};
  r.status = {Status::Code::ok, Status::Code::ok};
  EXPECT_EQ(parsed(r)["rows"][0]["fits"], true);
  EXPECT_EQ(parsed(r)["rows"][1]["fits"], false);
}

TEST(JsonString, EscapesWhatJsonCannotHold) {
  EXPECT_EQ(json_string("a\"b\\c\n\t\x01"), R"("a\"b\\c\n\t\u0001")");
  EXPECT_EQ(json_string("müde"), "\"müde\"");
}

TEST(JsonString, ReplacesBytesThatAreNoUtf8) {
  for (const char* bad : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf8", "\xe2\x82"})
    EXPECT_NO_THROW(json::parse(json_string(bad))) << bad;
  EXPECT_EQ(json_string("a\xff" "b"), R"("a\ufffdb")");
}

}  // namespace
}  // namespace fleetline
