// Measured rows call things by many names; rules find the registry's.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "serving/names.hpp"

namespace fleetline::serving {
namespace {

TEST(Names, FamilyVersionAndSizeDecideTheArchitecture) {
  EXPECT_EQ(workload_named("meta-llama/Meta-Llama-3-8B").name, "Llama-3-8B");
  EXPECT_EQ(workload_named("nvidia/Llama-3.1-8B-Instruct-FP8").name, "Llama-3.1-8B");
  EXPECT_EQ(workload_named("LLaMA v3.1 70B").name, "Llama-3.1-70B");
  EXPECT_EQ(workload_named("Llama 3.3 70B").name, "Llama-3.1-70B");
  EXPECT_EQ(workload_named("llama2-70b-99.9").name, "Llama-2-70B");
  EXPECT_EQ(workload_named("LLaMA 7B").name, "Llama-2-7B");
  EXPECT_EQ(workload_named("Qwen/Qwen3-32B").name, "Qwen3-32B");
  EXPECT_EQ(workload_named("Qwen2.5-1.5B-Instruct").name, "Qwen2.5-1.5B");
  EXPECT_EQ(workload_named("Qwen/Qwen2-72B").name, "Qwen2.5-72B");
  EXPECT_EQ(workload_named("facebook/opt-6.7b").name, "OPT-6.7B");
  EXPECT_EQ(workload_named("DeepSeek R1 14b").name, "Qwen2.5-14B");
  EXPECT_EQ(workload_named("mistralai/Mistral-Nemo-Instruct-2407").name, "Mistral-Nemo-12B");
}

TEST(Names, MixturesAreKnownByFamilyAndSizeTooAndOthersSkippedWithTheReason) {
  EXPECT_EQ(workload_named("Mixtral 8x7B").name, "Mixtral-8x7B");
  EXPECT_EQ(workload_named("mistralai/Mixtral-8x22B-Instruct-v0.1").name, "Mixtral-8x22B");
  EXPECT_EQ(workload_named("deepseek-ai/DeepSeek-R1").name, "DeepSeek-V3");
  EXPECT_EQ(workload_named("nvidia/DeepSeek-R1-NVFP4").name, "DeepSeek-V3");
  EXPECT_EQ(workload_named("DeepSeek R1 671b").name, "DeepSeek-V3");
  EXPECT_EQ(workload_named("DeepSeek R1 70b").name, "Llama-3.1-70B") << "a distillation";
  EXPECT_EQ(workload_named("openai/gpt-oss-120b").name, "GPT-OSS-120B");
  EXPECT_EQ(workload_named("Qwen/Qwen3-235B-A22B-FP8").name, "Qwen3-235B-A22B");
  EXPECT_EQ(workload_named("Qwen3-30B-A3B").name, "Qwen3-30B-A3B");
  EXPECT_EQ(workload_named("LLaMA v4 Maverick").name, "Llama-4-Maverick");
  for (const char* model : {"Qwen/Qwen3.5-397B-A17B", "MiniMaxAI/MiniMax-M2.5", "zhipuai/GLM-5"})
    EXPECT_EQ(workload_named(model).reason, "a mixture of experts or hybrid whose architecture is not registered")
        << model;
}

TEST(Names, DevicesAreFoundByTheirMostTellingPart) {
  EXPECT_EQ(hardware_named("h100_sxm").name, "H100_SXM5_80GB");
  EXPECT_EQ(hardware_named("NVIDIA H100-NVL-94GB").name, "H100_NVL_94GB");
  EXPECT_EQ(hardware_named("A100-PCIE-80GB").name, "A100_PCIe_80GB");
  EXPECT_EQ(hardware_named("Nvidia GH200 GPU").name, "GH200_96GB");
  EXPECT_EQ(hardware_named("").reason, "the accelerator is not stated");
}

TEST(Names, VersionsFallIntoClassesAndWhatWasNotMeasuredHasNoStack) {
  EXPECT_EQ(engine_class("vLLM", "mid-2024"), "vllm-v0");
  EXPECT_EQ(engine_class("vllm", "0.12.0"), "vllm-v1");
  EXPECT_EQ(engine_class("vLLM", "0.6.3"), "vllm-v0");
  EXPECT_EQ(engine_class("vllm", "0.14.0"), "vllm-async");
  EXPECT_EQ(engine_class("vllm", "", "2025-11"), "vllm-v1") << "by its month";
  EXPECT_EQ(engine_class("vllm", "nightly-5b8c30d62b754b57", "2026-04"), "vllm-async");
  EXPECT_EQ(stack_named("vllm-async", "blackwell", "B200_SXM_180GB"), "vllm-async-blackwell");
  EXPECT_EQ(stack_named("vllm-async", "ampere", "A100_SXM4_80GB"), "vllm-v1-ampere") << "the class before";
  EXPECT_EQ(engine_class("trtllm", "1.0.0rc3"), "trtllm-v1");
  EXPECT_EQ(engine_class("sglang", "0.5.6.post2"), "sglang");
  EXPECT_EQ(engine_class("sglang", "0.5.10.post1"), "sglang-v0.5.8");
  EXPECT_EQ(stack_named("sglang-v0.5.8", "hopper", "H200_SXM_141GB"), "sglang-h200") << "the class before";
  EXPECT_EQ(engine_class("trtllm", "1.2.0rc6.post2"), "trtllm-v1.2");
  EXPECT_EQ(engine_class("trtllm", "gpt-oss-dev", "2025-12"), "trtllm-v1");
  EXPECT_EQ(stack_named("trtllm-v1.2", "hopper", "H100_SXM5_80GB"), "trtllm-v1-hopper") << "the class before";
  EXPECT_EQ(engine_class("TensorRT-LLM", "0.14.0"), "trtllm-v0");
  EXPECT_EQ(engine_class("TensorRT-LLM", "0.9.0 (docs of 2024-04-16)"), "trtllm-session");
  EXPECT_EQ(stack_named("vllm-v1", "hopper", "H100_SXM5_80GB"), "vllm-v1-hopper");
  EXPECT_EQ(stack_named("vllm-v1", "hopper", "H200_SXM_141GB"), "vllm-v1-h200");
  EXPECT_EQ(stack_named("trtllm-v1", "ampere", "A100_SXM4_80GB"), "");
  EXPECT_EQ(engine_class("TGI default", "1.4"), "") << "no guess";
}

// A table beside the registry, for translations see rows alone: it must not drift.
TEST(Names, HeadsDivideAsTheRegistrySays) {
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(FLEETLINE_REGISTRY_SOURCE "/workloads")) {
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::smatch heads;
    if (text.find("\"transformer\"") == std::string::npos ||
        !std::regex_search(text, heads, std::regex(R"((?:^|\n)heads\s*=\s*(?:\{\s*value = )?(\d+))")))
      continue;
    const int count = std::stoi(heads[1]);
    EXPECT_EQ(head_divisor(entry.path().stem().string()), std::min(8, count & -count)) << entry.path();
    ++seen;
  }
  EXPECT_GT(seen, 80u);
}

// Links of another maker are none of theirs: each kind of device is joined by what its nodes are built with.
TEST(Names, DevicesAreJoinedByTheirOwnFabric) {
  EXPECT_EQ(fabric_of("H100_SXM5_80GB"), "NVLink4");
  EXPECT_EQ(fabric_of("A100_PCIe_80GB"), "PCIe4");
  EXPECT_EQ(fabric_of("MI300X_192GB"), "xGMI_MI300X");
  EXPECT_EQ(fabric_of("MI250_128GB"), "xGMI_MI250X");
  EXPECT_EQ(fabric_of("Gaudi2_96GB"), "Gaudi2_mesh");
  EXPECT_EQ(fabric_of("Max_1550_128GB"), "XeLink");
  EXPECT_EQ(fabric_of("Arc_Pro_B60"), "PCIe4");
}

}  // namespace
}  // namespace fleetline::serving
