// What a measured row becomes, and which are left out.
#include "serving/rows.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace fleetline::serving {
namespace {

Translation translated(const std::map<std::string, std::string>& changes) {
  std::map<std::string, std::string> row{
      {"id", "X-1"},         {"engine", "vllm"},    {"version", "0.12.0"}, {"model", "meta-llama/Llama-3.1-8B"},
      {"gpu", "h100_sxm"},   {"n_gpu", "1"},        {"tp", "1"},           {"batch_or_concurrency", "32"},
      {"input_len", "1024"}, {"output_len", "256"}, {"metric", "itl_ms"},  {"value", "12"}};
  for (const auto& [key, value] : changes) row[key] = value;
  std::vector<std::string> columns, cells;
  for (const auto& [key, value] : row) columns.push_back(key), cells.push_back(value);
  return translate(MeasuredRow(columns, cells));
}

TEST(ServingRows, AreScoredByEngineAndByWhatWasMeasured) {
  EXPECT_EQ(translated({}).name, "vllm: time per token under load");
  EXPECT_EQ(translated({{"metric", "ttft_ms"}}).name, "vllm: first token under load");
  EXPECT_EQ(
      translated(
          {{"engine", "trtllm"}, {"version", "0.20"}, {"metric", "output_tokens_per_s"}, {"batch_or_concurrency", ""}})
          .name,
      "trtllm: offline throughput");
  EXPECT_EQ(translated({{"metric", "latency_ms"}, {"notes", "whole static batch"}}).name, "vllm: latency of a batch");
}

TEST(ServingRows, OfMixturesQuantilesAndUnstatedLoadsAreSkippedWithAReason) {
  EXPECT_EQ(translated({{"model", "mistralai/Mixtral-8x7B"}}).skipped,
            "a mixture of experts or hybrid: not a dense transformer");
  EXPECT_EQ(translated({{"notes", "p50; Server"}}).skipped, "a quantile: the closed form has means");
  EXPECT_EQ(translated({{"batch_or_concurrency", ""}}).skipped, "a time under a load that is not stated");
  EXPECT_EQ(translated({{"engine", "trtllm disaggregated"}}).skipped, "prefill and decode on different devices");
}

TEST(ServingRows, OfOneRunShareAConfiguration) {
  EXPECT_EQ(translated({}).configuration, translated({{"metric", "ttft_ms"}, {"value", "80"}}).configuration);
  EXPECT_NE(translated({}).configuration, translated({{"batch_or_concurrency", "64"}}).configuration);
}

}  // namespace
}  // namespace fleetline::serving
