// Models by their many names.
#include <cmath>
#include <string>
#include <vector>

#include "names.hpp"
#include "words.hpp"

namespace fleetline::serving {
namespace {

struct Row {
  std::string_view family;
  double version;  ///< 0: any
  double size;     ///< billions of parameters as the name says; 0: any; below: the size of whose name that says none
  std::string_view name;
};

// Within a family the row with the exact version is taken, else any with the size. Families are tried in this order.
constexpr Row models[] = {
    {"mixtral", 0, 7, "Mixtral-8x7B"},
    {"mixtral", 0, 46.7, "Mixtral-8x7B"},
    {"mixtral", 0, 22, "Mixtral-8x22B"},
    {"gpt oss", 0, 20, "GPT-OSS-20B"},
    {"gpt oss", 0, 120, "GPT-OSS-120B"},
    {"kimi k2.5", 0, 0, "Kimi-K2.5"},
    {"kimi k2", 0, -1000, "Kimi-K2"},
    {"maverick", 0, 0, "Llama-4-Maverick"},
    {"scout", 0, 0, "Llama-4-Scout"},
    {"deepseek v3", 0, -671, "DeepSeek-V3"},
    {"tinyllama", 0, 0, "TinyLlama-1.1B"},
    {"openllama", 0, 3, "OpenLLaMA-3B"},
    {"open_llama", 0, 3, "OpenLLaMA-3B"},
    {"codellama", 0, 7, "Llama-2-7B"},
    {"codellama", 0, 13, "Llama-2-13B"},
    {"codellama", 0, 34, "CodeLlama-34B"},
    {"codellama", 0, 70, "Llama-2-70B"},
    {"vicuna", 0, 7, "Llama-2-7B"},
    {"vicuna", 0, 13, "Llama-2-13B"},
    {"nvila", 0, 2, "Qwen2.5-1.5B"},
    {"nvila", 0, 8, "Qwen2.5-7B"},
    {"nvila", 0, 15, "Qwen2.5-14B"},
    {"vila", 0, 7, "Llama-2-7B"},
    {"vila", 0, 13, "Llama-2-13B"},
    {"deepseek r1", 0, 1.5, "Qwen2.5-1.5B"},
    {"deepseek r1", 0, 7, "Qwen2.5-7B"},
    {"deepseek r1", 0, 8, "Llama-3.1-8B"},
    {"deepseek r1", 0, 14, "Qwen2.5-14B"},
    {"deepseek r1", 0, 32, "Qwen2.5-32B"},
    {"deepseek r1", 0, 70, "Llama-3.1-70B"},
    {"deepseek r1", 0, -671, "DeepSeek-V3"},
    {"deepseek coder", 0, 33, "DeepSeek-Coder-33B"},
    {"deepseek", 0, 33, "DeepSeek-Coder-33B"},
    {"llama", 3, 8, "Llama-3-8B"},
    {"llama", 3, 70, "Llama-3-70B"},
    {"llama", 3.1, 8, "Llama-3.1-8B"},
    {"llama", 3.1, 70, "Llama-3.1-70B"},
    {"llama", 3.3, 70, "Llama-3.1-70B"},
    {"llama", 0, 405, "Llama-3.1-405B"},
    {"llama", 0, 1, "Llama-3.2-1B"},
    {"llama", 0, 3, "Llama-3.2-3B"},
    {"llama", 0, 8, "Llama-3.1-8B"},
    {"llama", 0, 7, "Llama-2-7B"},
    {"llama", 0, 13, "Llama-2-13B"},
    {"llama", 0, 30, "LLaMA-30B"},
    {"llama", 0, 33, "LLaMA-30B"},
    {"llama", 0, 65, "LLaMA-65B"},
    {"llama", 0, 70, "Llama-2-70B"},
    {"mistral nemo", 0, 0, "Mistral-Nemo-12B"},
    {"mistral large", 0, 0, "Mistral-Large-123B"},
    {"mistral small", 0, 0, "Mistral-Small-24B"},
    {"mistral", 0, 7, "Mistral-7B"},
    {"mistral", 0, 24, "Mistral-Small-24B"},
    {"mistral", 0, 0, "Mistral-7B"},
    {"qwen", 1.5, 7, "Qwen1.5-7B"},
    {"qwen", 1.5, 14, "Qwen1.5-14B"},
    {"qwen", 1.5, 32, "Qwen1.5-32B"},
    {"qwen", 1.5, 72, "Qwen1.5-72B"},
    {"qwen", 3, 0.6, "Qwen3-0.6B"},
    {"qwen", 3, 1.7, "Qwen3-1.7B"},
    {"qwen", 3, 4, "Qwen3-4B"},
    {"qwen", 3, 8, "Qwen3-8B"},
    {"qwen", 3, 14, "Qwen3-14B"},
    {"qwen", 3, 32, "Qwen3-32B"},
    {"qwen", 3, 30, "Qwen3-30B-A3B"},
    {"qwen", 3, 235, "Qwen3-235B-A22B"},
    {"qwen", 0, 0.5, "Qwen2.5-0.5B"},
    {"qwen", 0, 1.5, "Qwen2.5-1.5B"},
    {"qwen", 0, 3, "Qwen2.5-3B"},
    {"qwen", 0, 7, "Qwen2.5-7B"},
    {"qwen", 0, 14, "Qwen2.5-14B"},
    {"qwen", 0, 32, "Qwen2.5-32B"},
    {"qwen", 0, 72, "Qwen2.5-72B"},
    {"gptj", 0, 0, "GPT-J-6B"},
    {"gpt j", 0, 0, "GPT-J-6B"},
    {"opt", 0, 6.7, "OPT-6.7B"},
    {"bloom", 0, 7, "BLOOM-7B"},
    {"falcon", 0, 7, "Falcon-7B"},
    {"falcon", 0, 40, "Falcon-40B"},
    {"falcon", 0, 180, "Falcon-180B"},
    {"decilm", 0, 0, "DeciLM-7B"},
    {"aquila", 0, 0, "Aquila-7B"},
    {"yi", 0, 6, "Yi-6B"},
    {"yi", 0, 34, "Yi-34B"},
    {"mpt", 0, 7, "MPT-7B"},
    {"gemma", 0, 2, "Gemma-2B"},
    {"gemma", 0, 7, "Gemma-7B"},
    {"phi", 2, 0, "Phi-2"},
    {"phi", 3, 0, "Phi-3-mini"},
    {"phi", 4, 0, "Phi-4-14B"},
};

/// Organisation off, punctuation to blanks.
std::string plain(std::string_view model) {
  std::string text = lower_case(model);
  if (const auto slash = text.rfind('/'); slash != std::string::npos) text = text.substr(slash + 1);
  for (char& c : text)
    if (c == '-' || c == ':' || c == '_' || c == '(' || c == ')') c = ' ';
  return text;
}

/// Families the registry has no architecture of, some of them between names that it has.
bool unregistered(const std::string& text) {
  for (const std::string_view part : {"minimax", "glm", "nemotron 3", "a17b", "a12b", "57b a14b"})
    if (contains(text, part)) return true;
  return false;
}

bool near(double a, double b) { return a > 0 && b > 0 && std::abs(a - b) <= 0.05 * b; }

}  // namespace

Named_ workload_named(std::string_view model) {
  const std::string text = plain(model);
  const std::vector<Number> numbers = numbers_in(text);
  double size = 0, version = 0;
  for (const Number& n : numbers) {
    if (n.billions && size == 0) size = n.value;
    if (!n.billions && version == 0) version = n.value;
  }
  if (unregistered(text)) return {"", "a mixture of experts or hybrid whose architecture is not registered"};
  const Row* best = nullptr;
  std::string_view family;
  for (const Row& row : models) {
    if (!contains(text, row.family) || (!family.empty() && row.family != family)) continue;
    const bool size_fits = row.size == 0 || near(size, std::abs(row.size)) || (row.size < 0 && size == 0);
    if (!size_fits) continue;
    if (row.version == 0 && best == nullptr) best = &row;
    if (row.version != 0 && row.version == version && (best == nullptr || best->version == 0)) best = &row;
    if (best != nullptr) family = best->family;
  }
  if (best != nullptr) return {std::string(best->name), ""};
  return {"", "no architecture is registered for this model"};
}

bool is_mixture(std::string_view workload) {
  for (const std::string_view part : {"Mixtral", "GPT-OSS", "DeepSeek-V", "Kimi-K", "Llama-4", "-A3B", "-A22B"})
    if (contains(workload, part)) return true;
  return false;
}

namespace {

constexpr std::string_view gpt_oss =
    "TensorRT-LLM, Deployment Guide for GPT-OSS: MXFP8 activations on Blackwell, BF16 on H200; InferenceX, "
    "gptoss_fp4_b200.sh: VLLM_USE_FLASHINFER_MOE_MXFP4_MXFP8=1, and perf-changelog.yaml, pull request 327: Marlin on "
    "H100 and H200, pull requests 110 and 273: an 8-bit cache on B200 alone";

constexpr ExpertCheckpoint checkpoints[] = {
    {"DeepSeek-V3", "fp8", "", "", "the model's own format; which layers its 4-bit checkpoints leave was not opened"},
    {"Kimi-K2", "fp8", "", "", "the model's own format"},
    {"Kimi-K2.5", "bf16", "", "",
     "Inferact/Kimi-K2.5-NVFP4, config.json: attention and head ignored; eatang/Kimi-K2.5-2layer-BF16: experts alone"},
    {"GPT-OSS-20B", "bf16", "mxfp4", "fp8", gpt_oss},
    {"GPT-OSS-120B", "bf16", "mxfp4", "fp8", gpt_oss},
};

}  // namespace

double head_divisor(std::string_view workload) {
  // As the registry has their heads (a test compares); all others have a multiple of eight, as many as a node has
  // devices.
  struct Divisor {
    std::string_view workload;
    double devices;
  };
  constexpr Divisor fewer[] = {{"Falcon-7B", 1},    {"GPT-2-XL", 1},     {"Qwen2.5-0.5B", 2},   {"Qwen2.5-1.5B", 4},
                               {"Qwen2.5-7B", 4},   {"LLaMA-30B", 4},    {"GPT-2", 4},          {"GPT-2-Large", 4},
                               {"Falcon3-10B", 4},  {"Gemma-3-1B", 4},   {"Qwen2-57B-A14B", 4}, {"Falcon3-3B", 4},
                               {"SmolLM2-360M", 1}, {"SmolLM2-135M", 1}, {"Pythia-160M", 4}};
  for (const Divisor& d : fewer)
    if (d.workload == workload) return d.devices;
  return 8;
}

const ExpertCheckpoint* expert_checkpoint_of(std::string_view workload) {
  for (const ExpertCheckpoint& c : checkpoints)
    if (c.workload == workload) return &c;
  return nullptr;
}

}  // namespace fleetline::serving
