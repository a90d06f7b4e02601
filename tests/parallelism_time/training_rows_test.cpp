// Rows of training runs become scenarios by rules that look at what was run.
#include "parallelism/training_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parallelism/conventions.hpp"
#include "parallelism/memory_rows.hpp"

namespace fleetline::parallelism {
namespace {

using Cells = std::vector<std::pair<std::string, std::string>>;

Translation translated(const Cells& cells, const Validation& table = training_validation()) {
  std::vector<std::string> columns, values;
  for (const auto& [column, value] : cells) {
    columns.push_back(column);
    values.push_back(value);
  }
  return table.translate(MeasuredRow(columns, values));
}

Cells run(const Cells& more) {
  Cells cells = {{"id", "X-1"}, {"source", "somebody"}, {"model", "Llama-3-70B"}, {"layers", "80"}, {"hidden", "8192"}, {"heads", "64"}, {"kv_heads", "8"},
                 {"ffn", "28672"}, {"vocab", "128256"}, {"seq_len", "8192"}, {"gpu", "H100-80GB-SXM"}, {"n_gpu", "64"}, {"gpus_per_node", "8"},
                 {"precision", "bf16"}, {"global_batch", "128"}, {"micro_batch", "1"}, {"tp", "4"}, {"pp", "4"}, {"cp", "2"}, {"vpp", "5"},
                 {"metric", "iter_time_s"}, {"value", "14.66"}};
  for (const auto& [column, value] : more) {
    bool known = false;
    for (auto& [name, cell] : cells)
      if (name == column) cell = value, known = true;
    if (!known) cells.push_back({column, value});
  }
  return cells;
}

bool says(const Translation& t, std::string_view line) { return t.scenario.find(line) != std::string::npos; }

TEST(TrainingRows, DegreesAndFleetFollowFromTheRow) {
  const Translation t = translated(run({}));
  EXPECT_EQ(t.skipped, "");
  EXPECT_EQ(t.metric, "parallelism.step_time");
  for (const char* line : {"nodes = 8\n", "node_fabric = \"NVLink4\"", "data_parallel = 2\n", "context_parallel = 2\n", "virtual_stages = 5\n", "sequence_parallel = true"})
    EXPECT_TRUE(says(t, line)) << line << "\n" << t.scenario;
}

TEST(TrainingRows, TheStackFollowsFromDeviceAndSoftware) {
  EXPECT_EQ(translated(run({})).stack, "megatron-core_H100");
  EXPECT_EQ(translated(run({{"precision", "fp8"}})).stack, "megatron-core-fp8_H100");
  EXPECT_EQ(translated(run({{"gpu", "A100-80GB-SXM"}, {"source", "internevo_A100"}})).stack, "internevo_A100");
  EXPECT_EQ(translated(run({{"gpu", "A100-80GB-SXM"}, {"source", "Hagemann et al."}, {"flash_attn", "v1"}})).stack, "aleph-flash1_A100");
}

TEST(TrainingRows, SoftwareIsReadFromAnyCellThatNamesIt) {
  const auto stack = [](const Cells& more) { return translated(run(more)).stack; };
  EXPECT_EQ(stack({{"source", "pytorch/torchtitan docs"}, {"pp", "1"}, {"vpp", ""}}), "torch-fsdp_H100");
  EXPECT_EQ(stack({{"notes", "measured with MosaicML LLM-Foundry"}}), "llm-foundry_H100") << "notes name it, too";
  EXPECT_EQ(stack({{"framework", "MaxText"}}), "xla_H100") << "a column of its own comes first";
  EXPECT_EQ(stack({{"zero_stage", "3 (FSDP 8)"}, {"tp", "1"}, {"pp", "1"}, {"vpp", ""}}), "torch-fsdp_H100") << "shards of FSDP";
  EXPECT_EQ(stack({{"source", "Jiang et al. 2024, MegaScale"}, {"gpu", "A100-80GB-SXM"}}), "megascale_A100");
  EXPECT_EQ(stack({{"source", "Jiang et al. 2024, MegaScale"}, {"gpu", "A100-80GB-SXM"}, {"model", "GPT-70B"}, {"flash_attn", "no"}, {"notes", "Megatron-LM baseline"}}), "megatron-lm_A100")
      << "what it is compared with";
  EXPECT_EQ(stack({{"source", "NVIDIA-NeMo/Automodel docs"}}), "automodel_H100") << "NeMo's name inside another's";
  EXPECT_EQ(stack({{"gpu", "A100-80GB-SXM"}, {"source", "Narayanan et al., SC21"}, {"zero_stage", "3"}, {"pp", "1"}, {"vpp", ""}}), "deepspeed-zero3_A100")
      << "Megatron-LM of 2021 has no ZeRO 3: the run it is compared with";
}

TEST(TrainingRows, SoftwareThatNobodyNamesIsNotTakenForOneThatIsNamed) {
  EXPECT_EQ(translated(run({{"gpu", "A100-80GB-SXM"}})).stack, "generic_A100");
  EXPECT_EQ(translated(run({{"pp", "1"}, {"vpp", ""}})).stack, "generic_H100");
  EXPECT_EQ(translated(run({})).stack, "megatron-core_H100") << "chunks that pass a pipeline in turns are Megatron's";
}

TEST(TrainingRows, AdaptersAreTrainedOnFrozenWeights) {
  EXPECT_TRUE(says(translated(run({{"notes", "LoRA Performance"}})), "adapter_rank = 16\n"));
  EXPECT_FALSE(says(translated(run({})), "adapter_rank"));
}

TEST(TrainingRows, GroupsOfAStageOfZeroAreRead) {
  const Cells one_stage = {{"tp", "1"}, {"pp", "1"}, {"cp", "1"}, {"vpp", ""}};
  const auto zero = [&](const std::string& cell) { Cells cells = run(one_stage); cells.push_back({"zero_stage", cell}); return translated(cells); };
  EXPECT_TRUE(says(zero("1 (within 8)"), "zero_group = 8\n"));
  EXPECT_TRUE(says(zero("3 (HSDP)"), "zero_group = 8\n")) << "inside a node";
  EXPECT_FALSE(says(zero("3 (FSDP 64)"), "zero_group")) << "all of them";
}

TEST(TrainingRows, DegreesThatNobodyStatesAreTheFastestThatFit) {
  const Translation t = translated(run({{"tp", ""}, {"pp", ""}, {"cp", ""}, {"vpp", ""}, {"micro_batch", ""}}));
  EXPECT_EQ(t.skipped, "");
  EXPECT_FALSE(says(t, "tensor_parallel"));
  EXPECT_FALSE(says(t, "fit = \"ignored\"")) << "what does not fit is no answer";
}

TEST(TrainingRows, TpusRunMaxTextsScriptForTheModel) {
  // configs/tpu/v5e/64b.sh: 2 sequences of 2,048 a chip, weights divided over a slice of 16 x 16, two slices.
  const Translation t = translated({{"id", "M-1"}, {"source", "maxtext v5e/README.md"}, {"model", "64B"}, {"params_b", "64"}, {"gpu", "TPUv5e"}, {"n_gpu", "512"},
                                    {"nodes", "2"}, {"precision", "bf16"}, {"metric", "tflops_per_gpu"}, {"value", "110"}});
  EXPECT_EQ(t.skipped, "");
  EXPECT_EQ(t.stack, "xla_TPUv5e");
  for (const char* line : {"hardware = \"TPUv5e\"", "shape = \"16x16\"", "adapters = 256", "batch = 1024\n", "zero = \"weights\"", "zero_group = 256\n", "recompute = \"full\""})
    EXPECT_TRUE(says(t, line)) << line << t.scenario;
}

TEST(TrainingRows, EachGenerationOfADeviceAndWidthHasItsOwnStack) {
  EXPECT_EQ(translated(run({{"gpu", "GB200"}, {"precision", "MXFP8"}})).stack, "megatron-core-fp8_GB200");
  EXPECT_EQ(translated(run({{"gpu", "GB300"}, {"precision", "NVFP4"}})).stack, "megatron-core-fp4_GB300");
  EXPECT_TRUE(says(translated(run({{"gpu", "GB300"}, {"precision", "NVFP4"}})), "precision = \"nvfp4\"\n"));
  EXPECT_EQ(translated(run({{"gpu", "B200"}, {"precision", "FP8-CS (FP8-MX)"}})).stack, "megatron-core-fp8_B200");
  EXPECT_EQ(translated(run({{"gpu", "H200"}})).stack, "megatron-core_H100") << "the same multiprocessors";
}

TEST(TrainingRows, TimeAndMemoryOfARunNameOneStack) {
  for (const Cells& more : {Cells{}, Cells{{"precision", "fp8"}}, Cells{{"gpu", "A100-80GB-SXM"}, {"source", "Hagemann et al."}, {"flash_attn", "no"}},
                            Cells{{"gpu", "A100-80GB-SXM"}, {"source", "bigscience-workshop/bigscience"}, {"notes", "section \"Rebalancing layers\""}}}) {
    Cells cells = run(more);
    cells.push_back({"peak_gib", "50"});
    std::vector<std::string> columns, values;
    for (const auto& [column, value] : cells) columns.push_back(column), values.push_back(value);
    EXPECT_EQ(translate_memory(MeasuredRow(columns, values)).stack, translated(cells).stack);
  }
}

TEST(TrainingRows, BlankCellsAreWhatTheSoftwareDoesUnlessTold) {
  EXPECT_TRUE(says(translated(run({{"zero_stage", "DDP"}})), "zero = \"optimizer\"")) << "Megatron-Core's recipes divide the optimizer";
  const Cells old = {{"gpu", "A100-80GB-SXM"}, {"source", "MT-NLG"}, {"vpp", ""}, {"micro_batch", ""}};
  EXPECT_TRUE(says(translated(run(old)), "zero = \"none\"")) << "Megatron-DeepSpeed replicates it";
  EXPECT_TRUE(says(translated(run(old)), "virtual_stages = 1\n")) << "DeepSpeed has no interleaved schedule";
  EXPECT_FALSE(says(translated(run(old)), "micro_batch = ")) << "nobody says: the best";
  EXPECT_FALSE(says(translated(run({{"vpp", ""}})), "virtual_stages = ")) << "Megatron-Core interleaves as is best";
  EXPECT_TRUE(says(translated(run({{"vpp", ""}, {"source", "vtrain"}, {"gpu", "A100-80GB-SXM"}})), "virtual_stages = 1\n"));
}

TEST(TrainingRows, WhatASourceCitesIsNotTheSoftwareThatRanIt) {
  const Cells azure = {{"gpu", "A100-80GB-SXM"}, {"source", "deepspeedai/DeepSpeed docs/_posts/2022-07-26-deepspeed-azure.md"}, {"precision", "fp16"}, {"notes", "by the Megatron SC21 formula"}};
  EXPECT_EQ(translated(run(azure)).stack, "megatron-deepspeed-2022_A100");
  EXPECT_EQ(translated(run({{"gpu", "A100-80GB-SXM"}, {"source", "Narayanan et al., SC21"}, {"model", "GPT-70B"}, {"flash_attn", "no"}})).stack, "megatron-lm_A100");
}

TEST(TrainingRows, BlankSizesAreThosePublishedUnderTheName) {
  const auto translation = [](const std::string& model, const std::string& hidden) {
    return translated(run({{"gpu", "A100-80GB-SXM"}, {"model", model}, {"layers", "80"}, {"hidden", hidden}, {"ffn", ""}, {"heads", ""}, {"kv_heads", ""}, {"vocab", "250000"}}));
  };
  EXPECT_TRUE(says(translation("BLOOM-prequel 200B", "14400"), "heads = 96\n")) << "the chronicle's NHEADS=96 for 14,400";
  EXPECT_TRUE(says(translation("BLOOM-prequel 187B", "13824"), "heads = 64\n")) << "and 64 for the others";
  EXPECT_TRUE(says(translation("Unheard-of 200B", "14400"), "heads = 120\n")) << "the divisor nearest to heads of 128 that four devices share";
  const Translation t = translated(run({{"model", "GPT 5B (Paxml)"}, {"layers", ""}, {"hidden", ""}, {"ffn", ""}, {"heads", ""}, {"kv_heads", ""}, {"vocab", ""}}));
  for (const char* line : {"layers = 24\n", "hidden = 4096\n", "heads = 32\n", "ffn = 16384\n", "vocabulary = 51200\n"}) EXPECT_TRUE(says(t, line)) << line << t.scenario;
}

TEST(TrainingRows, SizesThatContradictTheNameAreNoModel) {
  // 10 layers of 12 x 14,336^2 and a vocabulary of 250,000 x 14,336: 24.7 + 3.6 = 28.2e9 parameters, called 18B.
  const Cells wide = {{"model", "BLOOM-prequel 18B"}, {"layers", "10"}, {"hidden", "14336"}, {"ffn", "57344"}, {"heads", "64"}, {"kv_heads", "64"}, {"vocab", "250000"}};
  EXPECT_THAT(translated(run(wide)).skipped, testing::HasSubstr("make 28.2e9 parameters, its name says 18e9"));
  EXPECT_EQ(translated(run({{"model", "Llama-3.1-70B proxy 20 layers"}, {"layers", "20"}})).skipped, "") << "cut models keep their name";
}

TEST(TrainingRows, ExpertsAreSpreadAsTheRowSays) {
  // 64 devices in tensor groups of 4 and 4 stages: 4 replicas, among which 2 and 4 divide, and 8 do not.
  const auto mixture = [](const std::string& ep, const std::string& notes = "") {
    return translated(run({{"model", "Mixtral-8x22B"}, {"layers", "56"}, {"hidden", "6144"}, {"vpp", "7"}, {"ep", ep}, {"notes", notes}}), experts_validation());
  };
  const Translation t = mixture("4");
  EXPECT_EQ(t.skipped, "");
  for (const char* line : {"use = \"Mixtral-8x22B\"\n", "experts = 8\n", "expert_parallel = 4\n", "native = \"bf16\"\n"}) EXPECT_TRUE(says(t, line)) << line << t.scenario;
  EXPECT_EQ(mixture("").skipped, "among how many devices experts are spread is not stated");
  // 8 devices of two tensor groups; 4 with whole experts, those of one.
  for (const char* line : {"expert_parallel = 2\n", "whole_experts = true\n"}) EXPECT_TRUE(says(mixture("8"), line)) << line;
  for (const char* line : {"expert_parallel = 1\n", "whole_experts = true\n"}) EXPECT_TRUE(says(mixture("4", "MCore w/ Folding; etp=1"), line)) << line;
  EXPECT_EQ(mixture("2", "MCore w/ Folding; etp=1").skipped, "experts are spread over parts of tensor groups");
}

TEST(TrainingRows, ARackOf72IsNoNodeOfEight) {
  EXPECT_TRUE(says(translated(run({{"gpu", "GB200"}, {"gpus_per_node", "4"}, {"intra_link", "NVLink5 NVL72"}})), "node_fabric = \"NVLink5\"\n"));
  EXPECT_TRUE(says(translated(run({{"gpu", "B200"}})), "node_fabric = \"NVLink5_HGX\"\n"));
}

TEST(TrainingRows, UtilisationIsOfTheDevicesOwnPeak) {
  const auto scale = [](const std::string& gpu) { return translated(run({{"gpu", gpu}, {"metric", "mfu"}})).scale; };
  EXPECT_NEAR(scale("H100-80GB-SXM") / scale("MI300X"), 1307 / 989.4, 1e-9);
  EXPECT_NEAR(scale("H100-80GB-SXM") / scale("B200"), 2250 / 989.4, 1e-9);
}

TEST(TrainingRows, TheMeasuredValueDecidesNothing) {
  EXPECT_EQ(translated(run({{"value", "1"}})).scenario, translated(run({{"value", "99"}})).scenario);
}

TEST(TrainingRows, ThroughputsFollowFromSeconds) {
  const Translation t = translated(run({{"metric", "tokens_per_s_per_gpu"}}));
  EXPECT_TRUE(t.inverse);
  EXPECT_DOUBLE_EQ(t.scale, 128 * 8192.0 / 64);
}

TEST(TrainingRows, WhatIsOutsideIsSkippedWithTheReason) {
  EXPECT_THAT(translated(run({{"model", "Mixtral-8x22B"}, {"ep", "8"}})).skipped, testing::HasSubstr("validate experts"));
  EXPECT_EQ(translated(run({}), experts_validation()).skipped, "a dense model");
  EXPECT_EQ(translated(run({{"model", "Unheard-of 8x9B"}}), experts_validation()).skipped, "a mixture of experts that the registry does not have");
  EXPECT_EQ(translated(run({{"model", "Nemotron_3_Super"}, {"ep", "8"}}), experts_validation()).skipped, "state-space layers of a model that the registry does not have");
  EXPECT_EQ(translated(run({{"model", "Nemotron_3_Nano"}, {"tp", "1"}, {"pp", "1"}, {"cp", "1"}, {"ep", "8"}, {"vpp", ""}}), experts_validation()).skipped, "");
  EXPECT_EQ(translated(run({{"gpu", "MI250X (Frontier)"}})).skipped, "no calibrated stack for the device MI250X (Frontier)");
  EXPECT_EQ(translated(run({{"seq_len", ""}, {"model", "GPT-70B"}})).skipped, "the sequence length is not stated");
  EXPECT_EQ(translated(run({{"seq_len", ""}, {"model", "Llama-3-70B LoRA fine-tune"}})).skipped, "the sequence length is not stated") << "fine-tuning has its own";
  EXPECT_EQ(translated(run({{"n_gpu", "16"}})).skipped, "one replica has tp x pp x cp = 32 devices, the run 16");
}

// Narayanan et al. 2021, eq. 3: 96 B s L h^2 (1 + s/6h + V/16Lh).
TEST(Conventions, HardwareFlopsAreThoseOfThePaper) {
  const Counted c{.layers = 96, .width = 12288, .layer_parameters = 0, .vocabulary_parameters = 0, .hidden = 12288, .vocabulary = 51200};
  const double h = 12288, s = 2048, expected = 96 * 1536 * s * 96 * h * h * (1 + s / (6 * h) + 51200 / (16 * 96 * h));
  EXPECT_NEAR(hardware_flops(c, 1536, s, true) / expected, 1, 1e-12);
}

}  // namespace
}  // namespace fleetline::parallelism
