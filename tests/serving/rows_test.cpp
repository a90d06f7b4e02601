// What a measured row becomes, and which are left out.
#include "serving/rows.hpp"

#include <gmock/gmock.h>
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
  EXPECT_EQ(translated({{"model", "Mixtral 8x7B"}}).name, "vllm, mixtures: time per token under load");
  EXPECT_EQ(
      translated(
          {{"engine", "trtllm"}, {"version", "0.20"}, {"metric", "output_tokens_per_s"}, {"batch_or_concurrency", ""}})
          .name,
      "trtllm: offline throughput");
  EXPECT_EQ(translated({{"metric", "latency_ms"}, {"notes", "whole static batch"}}).name, "vllm: latency of a batch");
}

TEST(ServingRows, OfMixturesQuantilesAndUnstatedLoadsAreSkippedWithAReason) {
  EXPECT_EQ(translated({{"model", "zhipuai/GLM-5"}}).skipped,
            "a mixture of experts or hybrid whose architecture is not registered");
  EXPECT_EQ(translated({{"notes", "p50; Server"}}).skipped, "a quantile: the closed form has means");
  EXPECT_EQ(translated({{"batch_or_concurrency", ""}}).skipped, "a time under a load that is not stated");
  EXPECT_EQ(translated({{"engine", "trtllm disaggregated"}}).skipped, "prefill and decode on different devices");
}

TEST(ServingRows, OfMixturesInFourBitsQuantiseTheExpertsAlone) {
  const auto of = [](const char* model, const char* precision) {
    return translated({{"model", model}, {"precision", precision}, {"notes", "attention_dp_size=1"}}).scenario;
  };
  EXPECT_THAT(of("deepseek-ai/DeepSeek-R1", "fp4/gemm nvfp4/moe nvfp4"),
              testing::AllOf(testing::HasSubstr("expert_format = \"nvfp4\""), testing::HasSubstr("weights = \"fp8\"")));
  // Widened to bf16 where there is no arithmetic for 4 bits, multiplied with 8-bit activations where there is.
  const auto oss = [](const char* gpu) {
    return translated({{"model", "openai/gpt-oss-120b"}, {"precision", "fp4/gemm nvfp4/moe nvfp4"}, {"gpu", gpu}})
        .scenario;
  };
  EXPECT_THAT(oss("h200_sxm"), testing::AllOf(testing::HasSubstr("expert_format = \"mxfp4\"\nexpert_math = \"bf16\""),
                                              testing::HasSubstr("weights = \"bf16\"")));
  EXPECT_THAT(oss("b200_sxm"), testing::HasSubstr("expert_math = \"fp8\""));
  EXPECT_THAT(of("moonshotai/Kimi-K2.5", "int4/gemm int4_wo/moe int4_wo"),
              testing::AllOf(testing::HasSubstr("expert_format = \"int4 g128\"\nexpert_math = \"bf16\""),
                             testing::HasSubstr("weights = \"bf16\"")));
  EXPECT_THAT(of("Llama-3.1-8B", "FP4"), testing::HasSubstr("weights = \"nvfp4\""));
}

TEST(ServingRows, OfAttentionDividedOverRequestsShareTheExperts) {
  for (const char* notes : {"attention_dp_size=8;moe_ep_size=8", "parallelism DEP8"})
    EXPECT_THAT(
        translated({{"model", "deepseek-ai/DeepSeek-R1"}, {"n_gpu", "8"}, {"tp", "8"}, {"notes", notes}}).scenario,
        testing::AllOf(testing::HasSubstr("tensor_parallel = 1\n"), testing::HasSubstr("expert_parallel = 8\n"),
                       testing::HasSubstr("replica_count = 1\n")));
}

TEST(ServingRows, OfReplicasThatTheStatedDevicesDoNotExplainAreSkipped) {
  EXPECT_EQ(translated({{"n_gpu", "16"}, {"tp", "16"}}).skipped,
            "a replica over several nodes, whose network is not stated");
  EXPECT_EQ(translated({{"n_gpu", "16"}, {"tp", "16"}, {"gpu", "gb200"}}).skipped, "") << "one node: a rack";
  EXPECT_EQ(translated({{"n_gpu", "36"}, {"tp", "36"}, {"gpu", "gb200"}}).skipped,
            "36 devices do not divide the model's heads: how they were used is not stated");
}

TEST(ServingRows, OfCompiledEnginesSeeBeyondTheWindow) {
  EXPECT_THAT(translated({{"model", "Mistral 7B"}, {"engine", "TensorRT-LLM"}, {"version", "0.14"}}).scenario,
              testing::HasSubstr("window = 10000000"));
  EXPECT_THAT(translated({{"model", "Mistral 7B"}}).scenario, testing::Not(testing::HasSubstr("window")));
}

TEST(ServingRows, OfOneRunShareAConfiguration) {
  EXPECT_EQ(translated({}).configuration, translated({{"metric", "ttft_ms"}, {"value", "80"}}).configuration);
  EXPECT_NE(translated({}).configuration, translated({{"batch_or_concurrency", "64"}}).configuration);
}

// A load generator sends a data set whose prompts' mean length nobody published: no figure of it can be predicted.
TEST(ServingRows, OfALoadGeneratorAreSkippedWhereItsPromptsLengthIsNotPublished) {
  const auto of = [](const char* model) {
    return translated({{"engine", "TensorRT 10.2.0, CUDA 12.4"},
                       {"version", "v4.1"},
                       {"model", model},
                       {"gpu", "NVIDIA H100-SXM-80GB"},
                       {"n_gpu", "8"},
                       {"tp", ""},
                       {"batch_or_concurrency", ""},
                       {"input_len", ""},
                       {"output_len", ""},
                       {"request_rate", "inf"},
                       {"metric", "output_tokens_per_s"},
                       {"value", "1"},
                       {"notes", "NVIDIA; Offline; closed; system of eight"}})
        .skipped;
  };
  EXPECT_EQ(of("llama2-70b-99.9"), "no mean length of OpenOrca's prompts is published");
  EXPECT_EQ(of("gptj-99"), "beam search of four");
  EXPECT_EQ(of("mixtral-8x7b"), "neither prompt nor output length is stated");
}

// InferenceMAX draws lengths between 0.8 and 1 of those stated: 0.9 of 1024 and of 256.
TEST(ServingRows, OfASuiteThatDrawsLengthsAreShorterThanStated) {
  const Translation row = translated({{"notes", "silicon_concurrency=32; wip=False"}});
  EXPECT_THAT(row.scenario, testing::HasSubstr("input_tokens = 922\noutput_tokens = 230\n"));
  EXPECT_THAT(row.scenario, testing::Not(testing::HasSubstr("lengths = \"equal\"")));
  EXPECT_THAT(translated({{"notes", "silicon_concurrency=32"}}).scenario, testing::HasSubstr("input_tokens = 1024\n"));
}

TEST(ServingRows, OfASuiteThatRanMultiTokenPredictionInAnImageAreSkipped) {
  const auto of = [](const char* version, const char* notes) {
    return translated({{"engine", "trtllm"},
                       {"version", version},
                       {"model", "deepseek-ai/DeepSeek-R1"},
                       {"gpu", "b200_sxm"},
                       {"n_gpu", "8"},
                       {"tp", "8"},
                       {"notes", notes}})
        .skipped;
  };
  const char* suite = "measured=2026-02-05T00:00:00.000Z; wip=False";
  EXPECT_EQ(of("1.2.0rc6.post3", suite),
            "run with multi-token prediction: how many guesses were accepted is not stated");
  EXPECT_EQ(of("1.2.0rc6.post2", suite), "");
  EXPECT_EQ(of("1.2.0rc6.post3", ""), "") << "the same image elsewhere";
  EXPECT_NE(of("1.1.0rc2.post2", suite), "");
  EXPECT_EQ(of("1.1.0rc2.post2", "measured=2025-12-02T00:00:00.000Z; wip=False"), "") << "before it had both";
}

TEST(ServingRows, WhoseCellsRuleEachOtherOutAreSkipped) {
  EXPECT_EQ(translated({{"model", "Qwen/Qwen3-235B-A22B-FP8"}, {"notes", "moe_tp_size=4;moe_ep_size=1"}}).skipped,
            "experts over more devices than are stated");
  EXPECT_EQ(translated({{"model", "Qwen2.5-7B"}, {"n_gpu", "8"}, {"tp", ""}}).skipped,
            "8 devices do not divide the model's heads: how they were used is not stated");
  EXPECT_EQ(translated({{"engine", "TGI default"}}).skipped, "no constants of this engine: TGI default");
  EXPECT_EQ(translated({{"engine", "sglang"}, {"gpu", "A100"}}).skipped, "no constants of sglang-v0.5.8 on ampere");
}

TEST(ServingRows, AreTranslatedTheSameWhateverTheirSourceIdAndValue) {
  for (const char* metric : {"itl_ms", "ttft_ms", "latency_ms", "output_tokens_per_s", "total_tokens_per_s"}) {
    const Translation plain = translated({{"metric", metric}});
    for (const char* source : {"MLPerf Inference v4.1", "Argonne LLM-Inference-Bench", "examples/benchmark.md"}) {
      const Translation named = translated({{"metric", metric}, {"source", source}, {"id", "ANL-1"}, {"value", "1e6"}});
      EXPECT_EQ(named.configuration, plain.configuration) << source;
      EXPECT_EQ(named.metric, plain.metric) << source;
      EXPECT_EQ(named.scale, plain.scale) << source;
    }
  }
}

}  // namespace
}  // namespace fleetline::serving
