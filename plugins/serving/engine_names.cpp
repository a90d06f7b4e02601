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

namespace {

/// The whole number after so many dots: 14 and 0 of "0.14.0", which is later than 0.8; 0 where there are fewer.
double after_dots(std::string_view version, int dots) {
  for (; dots > 0; --dots) {
    const auto dot = version.find('.');
    if (dot == std::string_view::npos) return 0;
    version.remove_prefix(dot + 1);
  }
  return std::strtod(std::string(version.substr(0, version.find('.'))).c_str(), nullptr);
}

}  // namespace

std::string engine_class(std::string_view engine_text, std::string_view version_text, std::string_view month) {
  const std::string engine = lower_case(engine_text), version = lower_case(version_text);
  const std::vector<Number> numbers = numbers_in(version);
  const double v = numbers.empty() ? 0 : numbers.front().value;
  const double minor = after_dots(version, 1);
  const bool y2024 = contains(version, "2024");
  const bool zero = !version.empty() && version.front() == '0';
  if (contains(engine, "trt-llm") || contains(engine, "trtllm") || contains(engine, "tensorrt-llm")) {
    if (y2024 || (zero && minor < 12)) return "trtllm-session";
    if (zero) return minor < 18 ? "trtllm-v0" : "trtllm-v1";
    // 1.2 brought its own kernels for experts as the default backend on Blackwell (InferenceX, perf-changelog.yaml,
    // pull requests 594 and 620).
    return v >= 2 || (v >= 1 && minor >= 2) || (numbers.empty() && month >= "2026-01") ? "trtllm-v1.2" : "trtllm-v1";
  }
  if (contains(engine, "tensorrt")) return "trtllm-v0";  // MLPerf 4.1: engines of TensorRT-LLM 0.11 and 0.12
  if (contains(engine, "vllm")) {
    if (y2024 && v >= 2024) return contains(version, "mid") ? "vllm-v0" : "vllm-v1";
    // 0.14 of January 2026 overlaps scheduling with the device by default (its release notes: "Async scheduling is now
    // enabled by default").
    if (zero ? minor >= 14 : month >= "2026-02") return "vllm-async";
    return y2024 || contains(engine, "0.4") || contains(engine, "0.5") || (zero && minor < 8) ? "vllm-v0" : "vllm-v1";
  }
  if (contains(engine, "sglang")) {
    // The images of 2026 (CUDA 13; InferenceX, perf-changelog.yaml, pull request 626: v0.5.8-cu130) were measured apart
    // from those before on Blackwell, and are faster.
    const double patch = after_dots(version, 2);
    return (zero ? minor > 5 || patch >= 8 : month >= "2026-01") ? "sglang-v0.5.8" : "sglang";
  }
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
constexpr std::array<std::pair<std::string_view, std::string_view>, 48> stacks{{
    {"sglang-v0.5.8", "blackwell"},
    {"trtllm-v1.2", "blackwell"},
    {"vllm-async", "hopper"},
    {"vllm-async", "h200"},
    {"vllm-async", "blackwell"},
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
  if (engine == "vllm-async") return stack_named("vllm-v1", family, hardware);
  if (engine == "sglang-v0.5.8") return stack_named("sglang", family, hardware);
  if (engine == "trtllm-v1.2") return stack_named("trtllm-v1", family, hardware);
  return {};
}

}  // namespace fleetline::serving
