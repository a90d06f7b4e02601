#include "engine_rules.hpp"

#include <algorithm>
#include <array>

#include "fleetline/sdk/row_rules.hpp"

namespace fleetline::parallelism {
namespace {

struct Published {
  std::string_view word;  ///< of the source that reports the runs
  Engine engine;
  bool in_notes = false;  ///< sources that compare several name it there
};

// clang-format off
constexpr std::array<Published, 17> published{{
    {"hagemann", {"aleph-alpha", "2023"}},                 // Hagemann et al. 2023: their own framework
    {"mosaic", {"llm-foundry", ""}, true},
    {"llm-foundry", {"llm-foundry", ""}, true},
    {"bigscience", {"megatron-deepspeed", "2022"}},
    {"mt-nlg", {"megatron-deepspeed", "2022"}},            // Smith et al. 2022: pipelines of DeepSpeed's engine
    {"deepspeed-azure", {"megatron-deepspeed", "2022"}},
    {"vtrain", {"megatron-deepspeed", "2023"}},            // Bang et al. 2024: what they measured ran there
    {"internevo", {"internevo", ""}},
    {"internlm", {"internevo", ""}},
    {"sc21", {"megatron-lm", ""}},                         // Narayanan et al. 2021
    {"2104.04473", {"megatron-lm", ""}},
    {"korthikanti", {"megatron-lm", ""}},
    {"maxtext", {"xla", ""}},
    {"paxml", {"xla", ""}},
    {"pax/", {"xla", ""}},
    {"fsdp", {"torch-fsdp", ""}, true},
    {"2407.21783", {"meta-llama", "2024"}},                // Llama Team 2024, section 3.3: their own
}};
// clang-format on

}  // namespace

Engine engine_of(const MeasuredRow& row) {
  const std::string_view source = row["source"], notes = row["notes"];
  const auto found = std::find_if(published.begin(), published.end(), [&](const Published& p) {
    return sdk::mentions(source, p.word) || (p.in_notes && sdk::mentions(notes, p.word));
  });
  return found == published.end() ? Engine{"megatron-core", ""} : found->engine;
}

}  // namespace fleetline::parallelism
