// Engines and their versions, and the registry's stacks for them.
#include <array>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "fleetline/text.hpp"
#include "names.hpp"
#include "words.hpp"

namespace fleetline::serving {

std::string engine_class(std::string_view engine_text, std::string_view version_text, std::string_view) {
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
  return {};
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
  // One device's own before its family's: "H200_SXM_141GB" has "h200".
  const std::string device = lower_case(hardware.substr(0, hardware.find('_')));
  for (const std::string_view part : {std::string_view(device), family})
    for (const auto& s : stacks)
      if (s.first == engine && s.second == part) return cat(std::string(s.first), "-", std::string(s.second));
  return {};
}

}  // namespace fleetline::serving
