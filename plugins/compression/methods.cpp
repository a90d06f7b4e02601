#include "methods.hpp"

#include <array>
#include <cctype>
#include <utility>

namespace fleetline::compression {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// The first that occurs decides. Fine-tunes are the model they were tuned from.
constexpr std::array<Pair, 14> workloads{{{"llama3170b", "Llama-3.1-70B"},
                                          {"llama318b", "Llama-3.1-8B"},
                                          {"llama370b", "Llama-3-70B"},
                                          {"llama38b", "Llama-3-8B"},
                                          {"llama270b", "Llama-2-70B"},
                                          {"llama213b", "Llama-2-13B"},
                                          {"llama27b", "Llama-2-7B"},
                                          {"llamav27b", "Llama-2-7B"},
                                          {"llamav270b", "Llama-2-70B"},
                                          {"gptj", "GPT-J-6B"},
                                          {"opt67b", "OPT-6.7B"},
                                          {"mistral7b", "Mistral-7B"},
                                          {"falcon180b", "Falcon-180B"},
                                          {"falcon40b", "Falcon-40B"}}};
constexpr std::array<std::string_view, 4> devices{"H200", "H100", "B200", "A100"};

/// llama.cpp, llama_tensor_get_type: the head of every mixture but Q8_0 is q6_K, the embedding has the mixture's own
/// type.
Method gguf(std::string_view type) {
  const std::string format = sdk::lower_case(type);
  if (format == "fp16") return {.weights = "fp16"};
  const bool pure = format == "q4_0" || format == "q4_1" || format == "q5_0" || format == "q5_1" || format == "q8_0" ||
                    format == "q6_k";
  if (!pure)
    return {.reason = format.find("iq") == 0 ? "weights of code books"
                                             : "a mixture: which tensors get more bits is decided one by one"};
  return {.weights = format, .head = format == "q8_0" ? "" : "q6_k", .keep_ends = false};
}

/// "nf4_g128_r60", "int8_asym": NNCF keeps embedding and head at 8 bits; r is the share of layers that get 4.
Method nncf(const std::string& mode) {
  if (mentions(mode, "_r")) return {.reason = "a mixture of 4 and 8 bits, layer by layer"};
  if (mentions(mode, "int8")) return {.weights = "int8", .keep_ends = false};
  const std::size_t group = mode.find("_g");
  if (group == std::string::npos) return {.reason = "the group size is not stated"};
  return {.weights = "int4 g" + mode.substr(group + 2),
          .embedding = "int8",
          .head = "int8",
          .zero_bits = mentions(mode, "asym") ? 4 : 0};
}

}  // namespace

std::string workload_named(std::string_view model) {
  const std::string name = squeezed(model);
  for (const auto& [part, workload] : workloads)
    if (name.find(part) != std::string::npos) return std::string(workload);
  return {};
}

std::string device_named(std::string_view model) {
  for (const std::string_view device : devices)
    if (mentions(model, device)) return std::string(device);
  return {};
}

Method method_named(std::string_view method, std::string_view source) {
  const std::string m = sdk::lower_case(method);
  const bool trt = mentions(source, "TensorRT") || mentions(source, "TRT-LLM");
  if (mentions(m, "aqlm") || mentions(m, "codebook")) return {.reason = "weights of code books"};
  if (mentions(source, "llama.cpp")) return gguf(m.substr(0, m.find(' ')));
  if (mentions(source, "NNCF weights_compression")) return nncf(m);
  // torchao: every linear layer but the embedding is packed, the head too; tinygemm keeps a 16-bit zero point beside
  // each scale.
  if (mentions(m, "sparse-marlin"))
    return {.weights = "int4 g64", .head = "int4 g64 2:4", .two_of_four = true, .kernel = "SparseMarlin_A100"};
  if (mentions(m, "int4wo") || mentions(m, "hqq"))
    return {.weights = "int4 g64", .head = "int4 g64", .zero_bits = 16, .kernel = "tinygemm_A100"};
  if (mentions(m, "awq-uint4")) return {.reason = "how scales and zero points are laid out is not published"};
  if (mentions(m, "int8wo")) return {.weights = "int8", .head = "int8", .kernel = "torchao_INT8_A100"};
  if (mentions(m, "w4a8")) return {.weights = "int4 g128", .math = "fp8", .kv = trt ? "fp8" : ""};
  if (mentions(m, "int4") || mentions(m, "awq") || mentions(m, "gptq")) return {.weights = "int4 g128"};
  if (mentions(m, "smoothquant")) return {.weights = "int8", .math = "int8"};
  if (mentions(m, "int8_row") && mentions(m, "/int8")) return {.weights = "int8", .math = "int8"};
  if (mentions(m, "int8_row")) return {.weights = "int8"};
  if (mentions(m, "mxfp8")) return {.weights = "mxfp8", .math = "fp8"};
  if (mentions(m, "nvfp4")) return {.weights = "nvfp4", .math = "fp4"};
  if (mentions(m, "kv")) return {.reason = "only the KV cache is compressed"};
  if (mentions(m, "fp8") || mentions(m, "float8"))
    return {.weights = "fp8", .math = "fp8", .kv = trt ? "fp8" : "", .two_of_four = mentions(m, "2:4")};
  return {.reason = "the method leaves the formats open"};
}

}  // namespace fleetline::compression
