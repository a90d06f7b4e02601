#include "names.hpp"

#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

namespace fleetline::serving {

namespace {

/// Numbers in a text, in order: {"3.1", ""}, {"8", "b"} of "llama-3.1-8b"; the letter is what follows at once.
struct Number {
  double value = 0;
  bool billions = false;
};

std::vector<Number> numbers_in(std::string_view text) {
  std::vector<Number> out;
  for (std::size_t i = 0; i < text.size();) {
    if (!std::isdigit(static_cast<unsigned char>(text[i]))) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) || text[end] == '.')) ++end;
    const std::string digits(text.substr(i, end - i));
    const bool b = end < text.size() && text[end] == 'b' &&
                   (end + 1 == text.size() || !std::isalpha(static_cast<unsigned char>(text[end + 1])));
    out.push_back({std::strtod(digits.c_str(), nullptr), b});
    i = end;
  }
  return out;
}

struct Row {
  std::string_view family;
  double version;  ///< 0: any
  double size;     ///< billions of parameters as the name says; 0: any
  std::string_view name;
};

// Within a family the row with the exact version is taken, else any with the size. Families are tried in this order.
constexpr Row models[] = {
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

bool mixture(const std::string& text, double size) {
  if (contains(text, "deepseek r1")) return size == 0 || size > 100;
  for (const std::string_view part : {"mixtral", "8x7b", "8x22b", "gpt oss", "minimax", "kimi", "glm", "nemotron 3", "maverick", "scout",
                                      "llama 4", "llama v4", "deepseek v", "a3b", "a22b", "a17b", "a12b", "57b a14b"})
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
  if (mixture(text, size)) return {"", "a mixture of experts or hybrid: not a dense transformer"};
  const Row* best = nullptr;
  std::string_view family;
  for (const Row& row : models) {
    if (!contains(text, row.family) || (!family.empty() && row.family != family)) continue;
    const bool size_fits = row.size == 0 || near(size, row.size);
    if (!size_fits) continue;
    if (row.version == 0 && best == nullptr) best = &row;
    if (row.version != 0 && row.version == version && (best == nullptr || best->version == 0)) best = &row;
    if (best != nullptr) family = best->family;
  }
  if (best != nullptr) return {std::string(best->name), ""};
  return {"", "no architecture is registered for this model"};
}

namespace {

struct Device {
  std::string_view part, second, name, family;
};

// All parts of a row must occur; the first row that fits counts.
constexpr Device devices[] = {
    {"gb200", "", "GB200_186GB", "blackwell"},
    {"gb300", "", "B300_288GB", "blackwell"},
    {"b300", "", "B300_288GB", "blackwell"},
    {"b200", "", "B200_SXM_180GB", "blackwell"},
    {"gh200", "144gb", "GH200_144GB", "hopper"},
    {"gh200", "", "GH200_96GB", "hopper"},
    {"h200", "", "H200_SXM_141GB", "hopper"},
    {"h100", "nvl", "H100_NVL_94GB", "hopper"},
    {"h100", "pcie", "H100_PCIe_80GB", "hopper"},
    {"h100", "", "H100_SXM5_80GB", "hopper"},
    {"h20", "", "H20_96GB", "hopper"},
    {"a100", "pcie", "A100_PCIe_80GB", "ampere"},
    {"a100", "40gb", "A100_SXM4_40GB", "ampere"},
    {"a100", "", "A100_SXM4_80GB", "ampere"},
    {"l40s", "", "L40S_48GB", "ada"},
    {"l4", "", "L4_24GB", "ada"},
    {"a6000", "", "RTX_A6000", "ga102"},
    {"a40", "", "A40_48GB", "ga102"},
    {"a10", "", "A10_24GB", "ga102"},
    {"6000 ada", "", "RTX_6000_Ada", "ada"},
    {"5000 ada", "", "RTX_5000_Ada", "ada"},
    {"4000 ada", "", "RTX_4000_Ada", "ada"},
    {"pro 6000", "", "RTX_PRO_6000", "blackwell"},
    {"pro6000", "", "RTX_PRO_6000", "blackwell"},
    {"6000 pro", "", "RTX_PRO_6000", "blackwell"},
    {"5090", "", "RTX_5090", "ada"},
    {"4090", "", "RTX_4090", "ada"},
    {"4080", "", "RTX_4080", "ada"},
    {"4070 ti", "", "RTX_4070_Ti", "ada"},
    {"3090", "ti", "RTX_3090_Ti", "ga102"},
    {"3090", "", "RTX_3090", "ga102"},
    {"3080 ti", "", "RTX_3080_Ti", "ga102"},
    {"3080", "", "RTX_3080", "ga102"},
    {"3070", "", "RTX_3070", "ga102"},
    {"mi300", "", "MI300X_192GB", "cdna3"},
    {"mi250", "", "MI250_128GB", "cdna2"},
    {"gaudi", "", "Gaudi2_96GB", "gaudi"},
    {"pvc", "", "Max_1550_128GB", "xe"},
    {"max 1550", "", "Max_1550_128GB", "xe"},
    {"arc pro", "", "Arc_Pro_B60", "xe"},
    {"sn40l", "", "SN40L", "sn40l"},
    {"spark", "", "GB10_128GB", "blackwell"},
    {"orin", "", "Jetson_AGX_Orin_64GB", "ga102"},
    {"m1 max", "", "M1_Max", "apple"},
    {"m2 ultra", "", "M2_Ultra", "apple"},
    {"m3 max", "", "M3_Max", "apple"},
};

}  // namespace

Named_ hardware_named(std::string_view gpu) {
  const std::string text = lower_case(gpu);
  if (text.empty()) return {"", "the accelerator is not stated"};
  if (contains(text, " + ")) return {"", "accelerators of two kinds in one replica"};
  for (const Device& d : devices)
    if (contains(text, d.part) && contains(text, d.second)) return {std::string(d.name), ""};
  return {"", "no data sheet is registered for this accelerator"};
}

std::string family_of(std::string_view hardware) {
  for (const Device& d : devices)
    if (d.name == hardware) return std::string(d.family);
  return "";
}

std::string engine_class(std::string_view engine_text, std::string_view version_text) {
  const std::string engine = lower_case(engine_text), version = lower_case(version_text);
  const std::vector<Number> numbers = numbers_in(version);
  const double v = numbers.empty() ? 0 : numbers.front().value;
  // "0.14.0" reads as 0.14; 0.8 is older than 0.14.
  const auto minor = [&] {
    const auto dot = version.find('.');
    return dot == std::string::npos ? 0.0 : std::strtod(version.c_str() + dot + 1, nullptr);
  }();
  const bool y2024 = contains(version, "2024");
  const bool zero = !version.empty() && version.front() == '0';
  if (contains(engine, "trt-llm") || contains(engine, "trtllm") || contains(engine, "tensorrt-llm")) {
    if (y2024 || (zero && minor < 12)) return "trtllm-session";
    return zero && minor < 18 ? "trtllm-v0" : "trtllm-v1";
  }
  if (contains(engine, "tensorrt")) return "trtllm-v0";  // MLPerf 4.1: engines of TensorRT-LLM 0.11 and 0.12
  if (contains(engine, "vllm")) {
    if (y2024 && v >= 2024) return contains(version, "mid") ? "vllm-v0" : "vllm-v1";
    return y2024 || contains(engine, "0.4") || contains(engine, "0.5") || (zero && minor < 8) ? "vllm-v0" : "vllm-v1";
  }
  if (contains(engine, "sglang")) return "sglang";
  if (contains(engine, "mii")) return "mii";
  if (contains(engine, "deepspeed")) return "deepspeed";
  if (contains(engine, "llama.cpp")) return "llamacpp";
  if (contains(engine, "transformers")) return "transformers";
  if (contains(engine, "sambaflow")) return "sambaflow";
  if (contains(engine, "tinychat") || contains(engine, "awq") || contains(engine, "exllama")) return "awq";
  if (contains(engine, "qserve") || contains(engine, "quarot") || contains(engine, "atom")) return "qserve";
  return "vllm-v1";
}

/// Stacks the registry has: engine class, then device family, or one device of it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 43> stacks{{
    {"vllm-v1", "hopper"},
    {"vllm-v1", "h200"},
    {"vllm-v1", "blackwell"},
    {"vllm-v1", "ampere"},
    {"vllm-v1", "ada"},
    {"vllm-v1", "cdna3"},
    {"vllm-v1", "xe"},
    {"vllm-v0", "hopper"},
    {"vllm-v0", "ampere"},
    {"vllm-v0", "ada"},
    {"vllm-v0", "cdna3"},
    {"vllm-v0", "cdna2"},
    {"vllm-v0", "xe"},
    {"trtllm-v1", "hopper"},
    {"trtllm-v1", "h200"},
    {"trtllm-v1", "blackwell"},
    {"trtllm-v0", "hopper"},
    {"trtllm-v0", "ampere"},
    {"trtllm-v0", "ada"},
    {"trtllm-v0", "blackwell"},
    {"trtllm-session", "hopper"},
    {"trtllm-session", "ampere"},
    {"trtllm-session", "ada"},
    {"sglang", "hopper"},
    {"sglang", "h200"},
    {"sglang", "h20"},
    {"sglang", "blackwell"},
    {"deepspeed", "gaudi"},
    {"mii", "ampere"},
    {"transformers", "ampere"},
    {"sambaflow", "sn40l"},
    {"qserve", "ampere"},
    {"qserve", "ada"},
    {"awq", "ada"},
    {"awq", "ampere"},
    {"llamacpp", "hopper"},
    {"llamacpp", "ampere"},
    {"llamacpp", "ada"},
    {"llamacpp", "ga102"},
    {"llamacpp", "cdna3"},
    {"llamacpp", "cdna2"},
    {"llamacpp", "xe"},
    {"llamacpp", "apple"},
}};

std::string stack_named(std::string_view engine, std::string_view family, std::string_view hardware) {
  const auto name = [](const auto& s) { return std::string(s.first) + "-" + std::string(s.second); };
  // One device's own before its family's: "H200_SXM_141GB" has "h200".
  const std::string device = lower_case(hardware.substr(0, hardware.find('_')));
  for (const auto& s : stacks)
    if (s.first == engine && s.second == device) return name(s);
  for (const auto& s : stacks)
    if (s.first == engine && s.second == family) return name(s);
  // Another version of it on this family; else the same engine elsewhere; else a current vLLM on this family; else one on Hopper.
  const std::string_view maker = engine.substr(0, engine.find('-'));
  for (const auto& s : stacks)
    if (s.second == family && s.first.substr(0, s.first.find('-')) == maker) return name(s);
  for (const auto& s : stacks)
    if (s.first == engine) return name(s);
  for (const auto& s : stacks)
    if (s.first == "vllm-v1" && s.second == family) return name(s);
  return "vllm-v1-hopper";
}

}  // namespace fleetline::serving
