#include "stack_rules.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine_rules.hpp"
#include "fleetline/text.hpp"
#include "row_rules.hpp"

namespace fleetline::parallelism {
namespace {

/// Aleph Alpha's framework of 2023, by what normalises and what attends.
std::string aleph_alpha(const MeasuredRow& row) {
  if (contains(row["notes"], "RMS kernel")) return "aleph-flash2-rms_A100";
  if (row["flash_attn"] == "v1") return "aleph-flash1_A100";
  return row["flash_attn"] == "no" ? "aleph-unfused_A100" : "aleph-flash2_A100";
}

/// With bf16 its optimizer adds gradients up in fp32 beside those in bf16 (BigScience, chronicles-prequel.md, from
/// "Rebalancing layers" on). ZeRO 3 is another engine: no pipeline, weights gathered ahead of each layer.
std::string megatron_deepspeed(const MeasuredRow& row, std::string_view version) {
  if (row["zero_stage"].starts_with('3')) return "deepspeed-zero3_A100";
  const bool bf16 = row["precision"] == "bf16" || contains(row["notes"], "Rebalancing layers");
  return cat("megatron-deepspeed-", version, bf16 && version == "2022" ? "-bf16" : "", "_A100");
}

/// Megatron-Core and NeMo, by device and width of products. H200 and H800 multiply as the H100 does.
std::string megatron_core(const MeasuredRow& row) {
  const std::string_view gpu = row["gpu"];
  if (is_ampere(row)) return "megatron-core_A100";
  if (mentions(gpu, "MI300X")) return "megatron-core_MI300X";
  if (mentions(gpu, "MI355X")) return "megatron-core_MI355X";
  const bool blackwell = mentions(gpu, "B200") || mentions(gpu, "B300");
  if (!is_narrow(row)) return blackwell ? "megatron-core_B200" : "megatron-core_H100";
  const std::string_view width = is_fp4(row) ? "fp4" : "fp8";
  const std::string_view device = mentions(gpu, "B300")    ? "GB300"
                                  : mentions(gpu, "GB200") ? "GB200"
                                  : mentions(gpu, "B200")  ? "B200"
                                                           : "H100";
  return cat("megatron-core-", width, "_", device);
}

/// Year and month of the container whose figures a row has, as the source or the notes name it ("26.04 NeMo
/// Container"); blank: those of 2025.
std::string_view container_of(const MeasuredRow& row) {
  for (const char* cell : {"source", "notes"})
    if (const std::size_t at = row[cell].find(" NeMo Container"); at != std::string_view::npos && at >= 5) {
      const std::string_view before = row[cell].substr(0, at);
      return before.substr(before.rfind(' ') + 1);
    }
  return "25";
}

/// Mixtures of experts: their kernels and dispatchers changed with the containers of 26.04 and 26.06, those of dense
/// models did not; a dispatcher that sends a token once to each node (DeepEP, HybridEP) is what those of 26.04 have. Of
/// devices whose hosts differ (B300, GB300) each has its own. Where no run of a container was at hand, the one before
/// stands.
std::string with_experts(const MeasuredRow& row) {
  const std::string_view gpu = row["gpu"], version = container_of(row);
  const bool rack = mentions(gpu, "GB200") || mentions(gpu, "GB300"), narrow = is_narrow(row),
             hopper = !mentions(gpu, "B200") && !mentions(gpu, "B300");
  const bool fused = mentions(row["notes"], "DeepEP") || mentions(row["notes"], "HybridEP");
  const std::string_view era = version >= "26.06" && rack && narrow                 ? "2606"
                               : (version >= "26.04" || fused) && (narrow || !rack) ? "2604"
                                                                                    : "2602";
  const std::string_view device = hopper                               ? "H100"
                                  : rack && !narrow                    ? "GB200"
                                  : !narrow || mentions(gpu, "B200 (") ? "B200"
                                  : mentions(gpu, "GB300")             ? "GB300"
                                  : mentions(gpu, "B300")              ? "B300"
                                  : rack                               ? "GB200"
                                                                       : "B200";
  return cat("megatron-core-moe", era, narrow ? "-fp8_" : "_", device);
}

/// Megatron-LM of 2021 attends without flash kernels and knows no ZeRO 3: a run that has either is another's.
std::string megatron_lm_on_ampere(const MeasuredRow& row) {
  if (row["zero_stage"].starts_with('3')) return "deepspeed-zero3_A100";
  const bool flash = row["flash_attn"] == "yes" || row["flash_attn"].starts_with('v');
  return flash || mentions(row["model"], "llama") ? "megatron-core_A100" : "megatron-lm_A100";
}

/// On devices of the Ampere years.
std::string on_ampere(const MeasuredRow& row, const Engine& engine) {
  if (engine.name == "aleph-alpha") return aleph_alpha(row);
  if (engine.name == "megatron-deepspeed") return megatron_deepspeed(row, engine.version);
  if (engine.name == "megatron-lm") return megatron_lm_on_ampere(row);
  if (engine.name == "megatron-core" || engine.name == "megatron-kwai") return "megatron-core_A100";
  static constexpr std::array<std::string_view, 5> others = {"llm-foundry", "internevo", "torch-fsdp", "xla",
                                                             "megascale"};
  const bool known = std::find(others.begin(), others.end(), engine.name) != others.end();
  return known ? cat(engine.name, "_A100") : "generic_A100";
}

std::string on_hopper(const MeasuredRow& row, const Engine& engine) {
  if (engine.name == "llm-foundry") return is_narrow(row) ? "llm-foundry-fp8_H100" : "llm-foundry_H100";
  if (engine.name == "torch-fsdp") return "torch-fsdp_H100";
  if (engine.name == "xla") return is_narrow(row) ? "xla-fp8_H100" : "xla_H100";
  if (engine.name == "megatron-kwai") return "megatron-kwai_H800";
  if (engine.name == "automodel") return "automodel_H100";
  if (engine.name == "meta-llama" && !is_narrow(row)) return "meta-llama_H100";
  if (engine.name == "megatron-core" || engine.name == "megatron-lm") return megatron_core(row);
  return is_narrow(row) ? megatron_core(row) : "generic_H100";
}

}  // namespace

bool is_ampere(const MeasuredRow& row) { return mentions(row["gpu"], "A100") || mentions(row["gpu"], "A800"); }
bool is_fp4(const MeasuredRow& row) { return mentions(row["precision"], "fp4"); }
bool is_narrow(const MeasuredRow& row) {
  if (row.has("precision"))
    return is_fp4(row) || mentions(row["precision"], "fp8") || mentions(row["precision"], "float8");
  return mentions(row["model"], "MLPerf") || mentions(row["notes"], "fp8");  // MLPerf's large models are trained in FP8
}

static std::string dense_stack_of(const MeasuredRow& row) {
  const std::string_view gpu = row["gpu"];
  const Engine engine = engine_of(row);
  if (const std::size_t at = gpu.find("TPU"); at != std::string_view::npos)
    return cat("xla_", gpu.substr(at, gpu.find(' ', at) - at));
  if (mentions(gpu, "V100"))
    return mentions(row["source"], "offload") || mentions(row["notes"], "offload") ? "deepspeed-offload_V100"
                                                                                   : "megatron-deepspeed_V100";
  if (is_ampere(row)) return on_ampere(row, engine);
  if (mentions(gpu, "H100") || mentions(gpu, "H200") || mentions(gpu, "H800")) return on_hopper(row, engine);
  return megatron_core(row);
}

std::string training_stack_of(const MeasuredRow& row) {
  const std::string dense = dense_stack_of(row);
  const bool measured = dense.starts_with("megatron-core_") || dense.starts_with("megatron-core-fp8_");
  return is_mixture(row) && measured && !is_ampere(row) && !mentions(row["gpu"], "MI3") ? with_experts(row) : dense;
}

}  // namespace fleetline::parallelism
