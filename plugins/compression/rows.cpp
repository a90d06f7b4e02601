#include "rows.hpp"

#include <cstdlib>
#include <optional>
#include <string>

#include "fleetline/text.hpp"
#include "methods.hpp"

namespace fleetline::compression {
namespace {

/// The number behind `word`: "size 5.65 GiB" -> 5.65.
std::optional<double> number_after(std::string_view text, std::string_view word) {
  const std::size_t at = text.find(word);
  if (at == std::string_view::npos) return {};
  const std::string rest(text.substr(at + word.size()));
  char* end = nullptr;
  const double value = std::strtod(rest.c_str(), &end);
  return end == rest.c_str() ? std::optional<double>{} : value;
}

std::string recipe(const Method& m) {
  std::string out = cat("[solve.compression]\nweights = \"", m.weights, "\"\n");
  const auto format = [&out](std::string_view key, const std::string& value) {
    if (!value.empty()) out += cat(key, " = \"", value, "\"\n");
  };
  format("math", m.math);
  format("kv", m.kv);
  format("embedding", m.embedding);
  format("head", m.head);
  if (m.zero_bits > 0) out += cat("zero_bits = ", m.zero_bits, "\n");
  if (!m.keep_ends) out += "keep_ends = false\n";
  if (m.two_of_four) out += "sparsity_kind = \"two_of_four\"\n";
  return out;
}

/// A size in GB or GiB, as the source counts it, and whether it leaves out the embedding.
struct Size {
  double value = 0, unit = 1e9;
  bool without_embedding = false;
};

std::optional<Size> size_of(const MeasuredRow& row) {
  const std::string_view notes = row["notes"];
  if (row["metric"] == "Model Size (GB)") {
    // torchao's generate.py, get_model_size: the embedding is not counted.
    const auto value = row.number("value");
    return value ? std::optional<Size>({*value, 1e9, true}) : std::nullopt;
  }
  if (const auto checkpoint = number_after(notes, "checkpoint GB ")) return Size{*checkpoint, 1e9};
  const auto value = number_after(notes, "size ");
  if (!value && !number_after(notes, "size GB ")) return {};
  // NNCF's "Gb" are GiB: its fp32 row of dolly-v2-3b, 2.775 G parameters, says 10.3.
  if (mentions(row["source"], "NNCF")) return Size{*number_after(notes, "size GB "), 1073741824.0};
  if (value) return Size{*value, mentions(notes, "GiB") ? 1073741824.0 : 1e9};
  return Size{*number_after(notes, "size GB ")};
}

Translation size_row(const Size& size, const std::string& workload, const Method& m, Translation t) {
  t.measured = size.value;
  t.name = "size";
  t.unit = size.unit > 1e9 ? "GiB" : "GB";
  t.scale = 1 / size.unit;
  t.metric = size.without_embedding ? "size" : "compression.compressed_size";
  t.scenario =
      cat("name = \"size\"\n\n[workload]\nuse = \"", workload, "\"\n\n[hardware]\nuse = \"A100\"\n\n", recipe(m),
          size.without_embedding ? "\n[derive]\nsize = \"compression.layers_size + compression.head_size\"\n" : "");
  return t;
}

/// One stream on one device: the step of this solver.
Translation stream_row(const std::string& workload, const std::string& device, const Method& m, Translation t) {
  if (m.kernel.empty()) return t.skipped = "no kernels of this software and format are known", t;
  t.stack = m.kernel;
  t.metric = "compression.speedup";
  t.scenario = cat("name = \"speed\"\n\n[workload]\nuse = \"", workload, "\"\n\n[hardware]\nuse = \"", device, "\"\n\n",
                   recipe(m), "kernel = \"", m.kernel, "\"\nbatch = 1\ncontext = 200\n");
  return t;
}

/// How an engine was loaded.
struct Load {
  double sequences = 1, input = 0, output = 0;
};

std::optional<Load> load_of(const MeasuredRow& row) {
  // torchao, docs/source/workflows/inference.md: vllm bench throughput, its two commands.
  if (mentions(row["metric"], "prefill speedup")) return Load{32, 4096, 32};
  if (mentions(row["metric"], "decode speedup")) return Load{128, 32, 2048};
  const auto input = number_after(row["notes"], "in "), output = number_after(row["notes"], "out ");
  if (!input || !output) return {};
  return Load{number_after(row["model"], "bs").value_or(1), *input, *output};
}

std::string stack_of(std::string_view source, std::string_view device) {
  const bool blackwell = device == "B200", ampere = device == "A100";
  if (mentions(source, "torchao"))
    return blackwell ? "vllm-v1-blackwell" : ampere ? "vllm-v1-ampere" : "vllm-v1-hopper";
  if (mentions(source, "Model Optimizer"))
    return ampere ? "trtllm-v0-ampere" : blackwell ? "trtllm-v0-blackwell" : "trtllm-v0-hopper";
  return ampere ? "trtllm-session-ampere" : "trtllm-session-hopper";
}

/// Devices that 16-bit weights need: two bytes a parameter in nine tenths of the memory.
int baseline_devices(std::string_view workload, std::string_view device) {
  const std::size_t dash = workload.rfind('-');
  const double billions = std::strtod(std::string(workload.substr(dash + 1)).c_str(), nullptr);
  const double memory = device == "H200" ? 141 : device == "B200" ? 180 : 80;
  int devices = 1;
  while (2 * billions > 0.9 * memory * devices) devices *= 2;
  return devices;
}

std::string serving_stage(std::string_view name, std::string_view workload, const std::string& stack, const Load& load,
                          int devices) {
  return cat("\n[solve.", name, "]\nsolver = \"serving\"\n", workload, "stack = \"", stack,
             "\"\ntensor_parallel = ", devices,
             "\nreplica_count = 1\ncontext_limit = 10000000\ninput_tokens = ", load.input,
             "\noutput_tokens = ", load.output, "\nconcurrency = ", load.sequences, "\narrivals = \"together\"\n");
}

Translation engine_row(const MeasuredRow& row, const std::string& workload, const std::string& device, const Method& m,
                       Translation t) {
  const auto load = load_of(row);
  if (!load) return t.skipped = "neither prompt nor output length is stated", t;
  const int devices = baseline_devices(workload, device);
  t.stack = stack_of(row["source"], device);
  const std::string place = devices > 1 ? cat("[fleet]\nhardware = \"", device, "\"\ndevices_per_node = ", devices,
                                              "\nnodes = 1\nnode_fabric = \"NVLink4\"\n\n")
                                        : cat("[hardware]\nuse = \"", device, "\"\n\n");
  t.metric = "speedup";
  t.scenario = cat(
      "name = \"speed\"\n\n[workload]\nuse = \"", workload, "\"\n\n", place, recipe(m),
      serving_stage("before", "", t.stack, *load, devices),
      serving_stage("after", "workload = \"compression.workload\"\n", t.stack, *load, 1),
      "\n[derive]\nspeedup = \"after.tokens_per_second_per_accelerator / before.tokens_per_second_per_accelerator\"\n");
  return t;
}

bool is_speed(const MeasuredRow& row) { return mentions(row["metric"], "speedup") || row["metric"] == "Tokens/sec"; }

std::string why_not(const MeasuredRow& row) {
  if (mentions(row["metric"], "ms/tok") || mentions(row["notes"], "Xeon"))
    return "a processor that the row does not name";
  if (mentions(row["metric"], "slope")) return "a mixture of experts";
  if (mentions(row["metric"], "GB")) return "memory and bandwidth of one program, no figure of compression";
  return "a score: the range of a study is measured, never predicted";
}

}  // namespace

Translation translate(const MeasuredRow& row) {
  Translation t;
  const std::optional<Size> size = size_of(row);
  if (!size && !is_speed(row)) return t.skipped = why_not(row), t;
  const std::string workload = workload_named(row["model"]);
  if (workload.empty()) return t.skipped = "the registry has no such model", t;
  const Method method = method_named(row["method"], row["source"]);
  if (!method.reason.empty()) return t.skipped = method.reason, t;
  if (size) return size_row(*size, workload, method, t);

  const double baseline = row.number("baseline").value_or(1), value = row.number("value").value_or(0);
  t.measured = value / baseline;
  t.name = "speedup";
  // torchao's generation tables are one A100 (its README); others name the device beside the model.
  const std::string named = device_named(row["model"]),
                    device = named.empty() && mentions(row["source"], "torchao") ? "A100" : named;
  if (device.empty()) return t.skipped = "the device is not stated", t;
  return row["metric"] == "Tokens/sec" ? stream_row(workload, device, method, t)
                                       : engine_row(row, workload, device, method, t);
}

}  // namespace fleetline::compression
