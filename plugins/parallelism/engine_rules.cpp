#include "engine_rules.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "fleetline/sdk/row_rules.hpp"

namespace fleetline::parallelism {
namespace {

struct Word {
  std::string_view word;
  Engine engine;
};

constexpr Engine megatron_core{"megatron-core", ""}, megatron_lm{"megatron-lm", ""}, torch_fsdp{"torch-fsdp", ""},
    deepspeed_2022{"megatron-deepspeed", "2022"}, xla{"xla", ""}, foundry{"llm-foundry", ""};

// Software by the names that it goes by, the more particular first: "Megatron-DeepSpeed" before "DeepSpeed",
// "NeMo Automodel", which shards with FSDP2, before NeMo. NeMo, Megatron-Bridge and their benchmarks run Megatron-Core;
// so do the runs SimuMax measures itself against, and NVIDIA's submissions to MLPerf.
constexpr std::array<Word, 34> software{{
    {"llm-foundry", foundry},
    {"mosaicml", foundry},
    {"internevo", {"internevo", ""}},
    {"megascale", {"megascale", ""}},
    {"megatron-kwai", {"megatron-kwai", ""}},
    {"megatron-llama", megatron_core},
    {"automodel", {"automodel", ""}},  // FSDP2 around kernels of Transformer Engine
    {"torchtitan", torch_fsdp},
    {"fms-fsdp", torch_fsdp},
    {"picotron", torch_fsdp},
    {"litgpt", torch_fsdp},
    {"maxtext", xla},
    {"paxml", xla},
    {"pax/", xla},
    {"levanter", xla},
    {"alpa-projects", xla},
    {"jax-toolbox", xla},
    {"t5x", xla},
    {"megatron-bridge", megatron_core},
    {"megatron-core", megatron_core},
    {"mcore", megatron_core},
    {"megatron-moe", megatron_core},
    {"nvidia/nemo", megatron_core},
    {"nvidia-nemo", megatron_core},
    {"dgxc-benchmarking", megatron_core},
    {"simumax", megatron_core},
    {"training_results", megatron_core},
    {"mlperf", megatron_core},
    {"bigscience", deepspeed_2022},
    {"megatron-deepspeed", deepspeed_2022},
    {"deepspeed", deepspeed_2022},
    {"megatron-lm", megatron_lm},
    {"colossalai", {"colossalai", ""}},
    {"primus", megatron_core},
}};

// Bibliography: publications that say once, for all of their rows, what they measured. They come before names in cells,
// which also name what a run is compared with.
constexpr std::array<Word, 10> published{{
    {"hagemann", {"aleph-alpha", "2023"}},       // Hagemann et al. 2023: their own framework
    {"mt-nlg", deepspeed_2022},                  // Smith et al. 2022: pipelines of DeepSpeed's engine
    {"megatron-turing", deepspeed_2022},         // the same
    {"vtrain", {"megatron-deepspeed", "2023"}},  // Bang et al. 2024: what they measured ran there
    {"internlm", {"internevo", ""}},
    {"sc21", megatron_lm},  // Narayanan et al. 2021
    {"2104.04473", megatron_lm},
    {"korthikanti", megatron_lm},
    {"2205.01068", unnamed_engine},          // Zhang et al. 2022, OPT: metaseq on FairScale
    {"2407.21783", {"meta-llama", "2024"}},  // Llama Team 2024, section 3.3: their own
}};

// What hints at software where nothing names it.
constexpr std::array<Word, 6> hints{{
    {"fsdp", torch_fsdp},
    {"zero-3", deepspeed_2022},
    {"zero 3", deepspeed_2022},
    {"moe parallel folding", megatron_core},  // Liu et al. 2025, but for what their notes call FSDP
    {"nemotron", megatron_core},              // NVIDIA's models
    {"nemo", megatron_core},
}};

/// Chunks that pass a pipeline in turns, or tensor groups inside one: layouts of Megatron, and of what is built on it.
bool is_megatrons_layout(const MeasuredRow& row) {
  const auto above_one = [&row](const char* column) { return row.number(column).value_or(1) > 1; };
  return above_one("vpp") || (above_one("tp") && above_one("pp"));
}

std::optional<Engine> first_of(std::span<const Word> words, std::string_view text) {
  const auto found =
      std::find_if(words.begin(), words.end(), [text](const Word& w) { return sdk::mentions(text, w.word); });
  return found == words.end() ? std::nullopt : std::optional(found->engine);
}

}  // namespace

Engine engine_of(const MeasuredRow& row) {
  if (sdk::mentions(row["gpu"], "TPU")) return xla;
  for (const char* cell : {"engine", "framework"})
    if (const auto stated = first_of(software, row[cell])) return *stated;
  if (const auto known = first_of(published, row["source"])) return *known;
  for (const char* cell : {"notes", "model", "source"})
    if (const auto named = first_of(software, row[cell])) return *named;
  for (const char* cell : {"notes", "source", "zero_stage"})
    if (const auto hinted = first_of(hints, row[cell])) return *hinted;
  return is_megatrons_layout(row) && !sdk::mentions(row["gpu"], "A100") ? megatron_core : unnamed_engine;
}

}  // namespace fleetline::parallelism
