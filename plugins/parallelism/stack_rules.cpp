#include "stack_rules.hpp"

#include <array>
#include <string_view>

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

/// The chronicle says that from "Rebalancing layers" on its optimizer adds gradients up in fp32 beside those in bf16.
std::string bigscience(const MeasuredRow& row) {
  const bool bf16 = row["precision"] == "bf16" || contains(row["notes"], "Rebalancing layers");
  return bf16 ? "megatron-deepspeed-2022-bf16_A100" : "megatron-deepspeed-2022_A100";
}

/// Megatron-Core and NeMo, by device and width of products. H200 and H800 multiply as the H100 does.
std::string megatron_core(const MeasuredRow& row) {
  const std::string_view gpu = row["gpu"];
  if (is_ampere(row)) return "megatron-core_A100";
  const bool blackwell = mentions(gpu, "B200") || mentions(gpu, "B300");
  if (!is_narrow(row)) return blackwell ? "megatron-core_B200" : "megatron-core_H100";
  const std::string_view width = is_fp4(row) ? "fp4" : "fp8";
  const std::string_view device = mentions(gpu, "B300")    ? "GB300"
                                  : mentions(gpu, "GB200") ? "GB200"
                                  : mentions(gpu, "B200")  ? "B200"
                                                           : "H100";
  return cat("megatron-core-", width, "_", device);
}

/// Software of the Ampere years that its source names.
struct Named {
  std::string_view word, stack;
};
constexpr std::array<Named, 8> ampere_stacks = {
    {{"mt-nlg", "megatron-deepspeed-2022_A100"},  // Smith et al. 2022: pipelines of DeepSpeed's engine
     {"deepspeed-azure", "megatron-deepspeed-2022_A100"},
     {"vtrain", "megatron-deepspeed-2023_A100"},
     {"internevo", "internevo_A100"},
     {"internlm", "internevo_A100"},
     {"sc21", "megatron-lm_A100"},
     {"2104.04473", "megatron-lm_A100"},
     {"korthikanti", "megatron-lm_A100"}}};

}  // namespace

bool is_ampere(const MeasuredRow& row) { return mentions(row["gpu"], "A100") || mentions(row["gpu"], "A800"); }
bool is_fp4(const MeasuredRow& row) { return mentions(row["precision"], "fp4"); }
bool is_narrow(const MeasuredRow& row) {
  if (row.has("precision")) return is_fp4(row) || mentions(row["precision"], "fp8");
  return mentions(row["source"], "mlcommons") ||
         mentions(row["notes"], "fp8");  // submissions to MLPerf multiply in FP8 throughout
}

std::string training_stack_of(const MeasuredRow& row) {
  const std::string_view source = row["source"];
  const std::string engine = cat(source, " ", row["notes"]);
  if (mentions(source, "hagemann")) return aleph_alpha(row);
  if (mentions(engine, "mosaic") || mentions(engine, "llm-foundry"))
    return is_ampere(row) ? "llm-foundry_A100" : is_narrow(row) ? "llm-foundry-fp8_H100" : "llm-foundry_H100";
  if (is_ampere(row)) {
    if (mentions(source, "bigscience")) return bigscience(row);
    for (const Named& n : ampere_stacks)
      if (mentions(source, n.word)) return std::string(n.stack);
    return mentions(engine, "fsdp") ? "torch-fsdp_A100" : megatron_core(row);
  }
  if (mentions(source, "fsdp") && !is_narrow(row)) return "torch-fsdp_H100";
  if (mentions(source, "maxtext") || mentions(source, "paxml") || mentions(source, "pax/"))
    return is_narrow(row) ? "xla-fp8_H100" : "xla_H100";
  return megatron_core(row);
}

}  // namespace fleetline::parallelism
