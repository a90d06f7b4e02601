// Measured rows: which become scenarios, and why the others do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "methods.hpp"
#include "rows.hpp"

namespace fleetline::compression {
namespace {

using testing::HasSubstr;

const std::vector<std::string> columns{"id",       "source", "model",    "method", "bits_w",  "bits_a", "group",
                                       "sparsity", "metric", "baseline", "value",  "speedup", "notes"};

Translation row(std::vector<std::string> cells) { return translate(MeasuredRow(columns, cells)); }

TEST(Rows, OfSizesAreFilesWithTheirUnit) {
  const Translation t = row({"1", "llama.cpp examples/perplexity/README.md", "LLaMA 3 8B", "q4_0 imatrix=None", "4.64",
                             "16", "", "", "WikiText2 perplexity", "", "6.7", "", "size 4.34 GiB; more"});
  EXPECT_EQ(t.skipped, "");
  EXPECT_EQ(t.name, "size");
  EXPECT_DOUBLE_EQ(t.measured, 4.34);
  EXPECT_DOUBLE_EQ(t.scale, 1 / 1073741824.0);
  EXPECT_THAT(t.scenario, HasSubstr("weights = \"q4_0\"\nhead = \"q6_k\"\nkeep_ends = false"));
}

TEST(Rows, OfEnginesArePricedByServingBeforeAndAfter) {
  const Translation t =
      row({"2", "NVIDIA TensorRT Model Optimizer", "Llama3.1-70B bs8 H200", "INT4 AWQ", "4", "16", "", "",
           "throughput speedup vs BF16 normalised per GPU", "1", "1.03", "1.03", "in 2048 out 128"});
  EXPECT_EQ(t.skipped, "");
  EXPECT_EQ(t.stack, "trtllm-v0-hopper");
  EXPECT_THAT(t.scenario, HasSubstr("tensor_parallel = 2")) << "141 GB of weights do not fit one H200";
  EXPECT_THAT(t.scenario, HasSubstr("workload = \"compression.workload\""));
  EXPECT_THAT(t.scenario, HasSubstr("concurrency = 8"));
}

TEST(Rows, OfScoresAreNeverPredicted) {
  EXPECT_THAT(
      row({"3", "wanda", "llama2-7b", "wanda", "16", "16", "", "2:4", "WikiText2 perplexity", "5.12", "11.02", "", ""})
          .skipped,
      HasSubstr("measured, never predicted"));
}

TEST(Rows, WithoutWhatIsNeededSayWhatIsMissing) {
  EXPECT_THAT(row({"4", "NVIDIA TensorRT Model Optimizer", "Llama 2 70B bs32 H200", "2:4 sparsity + FP8", "8", "8", "",
                   "2:4", "throughput speedup vs dense FP8", "1", "1.62", "1.62", ""})
                  .skipped,
              HasSubstr("neither prompt nor output length"));
  EXPECT_THAT(
      row({"5", "llama.cpp", "LLaMA 3 8B", "q4_K_M", "4.9", "16", "", "", "perplexity", "", "6", "", "size 4.58 GiB"})
          .skipped,
      HasSubstr("a mixture"));
  EXPECT_THAT(
      row({"6", "llama.cpp", "Somebody 3B", "q4_0", "4.9", "16", "", "", "perplexity", "", "6", "", "size 4.58 GiB"})
          .skipped,
      HasSubstr("no such model"));
}

TEST(Rows, NameModelsByFamilyVersionAndSize) {
  EXPECT_EQ(workload_named("meta-llama/Llama-2-13b-chat-hf"), "Llama-2-13B");
  EXPECT_EQ(workload_named("Llama3.1-8B bs1 H200"), "Llama-3.1-8B");
  EXPECT_EQ(workload_named("LLaMA-v2-7B bs1 H100"), "Llama-2-7B");
  EXPECT_EQ(workload_named("GPT-J bs8 H100"), "GPT-J-6B");
  EXPECT_EQ(workload_named("Phi-3-mini"), "");
}

}  // namespace
}  // namespace fleetline::compression
