#include "named_models.hpp"

#include <algorithm>
#include <array>

#include "fleetline/sdk/row_rules.hpp"

namespace fleetline::parallelism {
namespace {

using sdk::mentions;

// clang-format off
constexpr std::array<NamedModel, 34> named_models = {{
    {"InternLM-7B", 32, 4096, 32, 32, 11008, 103168},         // InternLM, configs/7B_sft.py
    {"InternLM-20B", 60, 5120, 40, 40, 13824, 103168},        // config.json of internlm/internlm-20b
    {"GPT 5B", 24, 4096, 32, 32, 16384, 51200},               // google/paxml, NVIDIA5B in tasks/lm/params/nvidia.py
    {"GPT3-5B", 24, 4096, 32, 32, 16384, 51200},              // the same in NeMo
    {"GPT-3 5B", 24, 4096, 32, 32, 16384, 51200},             // the same in the NeMo Framework Launcher
    {"GPT 0.126B", 12, 768, 12, 12, 3072, 51200},             // Brown et al. 2020, table 2.1, "GPT-3 Small"
    {"GPT 175B", 96, 12288, 96, 96, 49152, 51200},            // Brown et al. 2020, table 2.1; vocabulary padded
    {"GPT-3 175B", 96, 12288, 96, 96, 49152, 51200},          // the same
    {"GPT3-175B", 96, 12288, 96, 96, 49152, 51200},           // the same
    {"OPT-175B", 96, 12288, 96, 96, 49152, 50272},            // Zhang et al. 2022, table 1
    {"Nemotron-340B", 96, 18432, 96, 8, 73728, 256000},       // NVIDIA 2024, Nemotron-4 340B, table 1
    // Touvron et al. 2023 (LLaMA), table 2; Llama 2, table 1 (70B: 8 groups of keys); Llama Team 2024, table 3.
    {"LLaMA-7B", 32, 4096, 32, 32, 11008, 32000},
    {"Llama-2-7B", 32, 4096, 32, 32, 11008, 32000},
    {"LLaMA-13B", 40, 5120, 40, 40, 13824, 32000},
    {"LLaMA-33B", 60, 6656, 52, 52, 17920, 32000},
    {"LLaMA-65B", 80, 8192, 64, 64, 22016, 32000},
    {"Llama-like 70B", 80, 8192, 64, 8, 28672, 32000},        // as Llama 2 70B
    {"Qwen2.5 32B", 64, 5120, 40, 8, 27648, 152064},          // config.json of Qwen/Qwen2.5-32B
    {"SmolLM-1.7B", 24, 2048, 32, 32, 8192, 49152, 0, true},  // config.json of HuggingFaceTB/SmolLM-1.7B
    // MaxText, configs/tpu: v4/22b.sh, v4/52b.sh (heads of 256 and plain networks, which alone make 22 and 52 billion), and
    // global_parameter_scale of pyconfig.py over base.yml: twice the heads and the network, then the width, then the layers.
    {"22B", 48, 6144, 24, 24, 24576, 32000, 256, false, "TPUv4"},
    {"52B", 32, 12288, 32, 32, 49152, 32000, 256, false, "TPUv4"},
    {"16B", 32, 4096, 64, 64, 28672, 32000, 128, true, "TPU"},
    {"32B", 32, 8192, 64, 64, 28672, 32000, 128, true, "TPU"},
    {"64B", 64, 8192, 64, 64, 28672, 32000, 128, true, "TPU"},
    {"128B", 64, 8192, 128, 128, 57344, 32000, 128, true, "TPU"},
    {"256B", 64, 16384, 128, 128, 57344, 32000, 128, true, "TPU"},
    {"512B", 128, 16384, 128, 128, 57344, 32000, 128, true, "TPU"},
    {"1024B", 128, 16384, 256, 256, 114688, 32000, 128, true, "TPU"},
    // BigScience, experiments/gpt2-meg: NHIDDEN=4096 and 8192, NHEADS=32, on V100.
    {"GPT 7.5B", 36, 4096, 32, 32, 16384, 50257, 0, {}, "V100"},
    {"GPT *", 0, 8192, 32, 32, 32768, 50257, 0, {}, "V100"},
    {"Falcon-7B", 32, 4544, 71, 1, 18176, 65024, 64, false},  // config.json of tiiuae/falcon-7b
    {"SmolLM-360M", 32, 960, 15, 5, 2560, 49152, 64, true},   // config.json of HuggingFaceTB/SmolLM-360M
    // BigScience, chronicles-prequel.md: NHEADS=96 of the candidates 14,400 wide; "all NHEADS=64 (above too)" of the others.
    {"BLOOM-prequel", 0, 14400, 96, 96, 0, 0},
    {"BLOOM-prequel", 0, 0, 64, 64, 0, 0}}};

// AI-Hypercomputer/maxtext, configs/tpu/<device>/<model>.sh: max_target_length, per_device_batch_size, ici_tensor_parallelism, chips
// of a slice, remat_policy=full.
constexpr std::array<MaxTextScript, 12> scripts = {{
    {"TPUv4", "22B", 2048, 13, 1, 64, true},
    {"TPUv4", "52B", 2048, 7, 1, 192, true},
    {"TPUv5e", "16B", 2048, 6, 1, 256, true},
    {"TPUv5e", "32B", 2048, 4, 1, 256, true},
    {"TPUv5e", "64B", 2048, 2, 1, 256, true},
    {"TPUv5e", "128B", 2048, 1, 16, 256, true},
    {"TPUv5p", "32B", 2048, 6, 4, 0, false},
    {"TPUv5p", "64B", 2048, 3, 4, 0, false},
    {"TPUv5p", "128B", 2048, 1, 8, 0, false},
    {"TPUv5p", "256B", 2048, 1, 8, 0, false},
    {"TPUv5p", "512B", 2048, 2, 8, 0, true},
    {"TPUv5p", "1024B", 2048, 2, 16, 0, true}}};
// clang-format on

}  // namespace

const NamedModel* named_model(std::string_view model, std::string_view device, double layers, double hidden) {
  const auto agrees = [](double row, double published) { return row == 0 || published == 0 || row == published; };
  const auto found = std::find_if(named_models.begin(), named_models.end(), [&](const NamedModel& n) {
    const bool family = n.name.ends_with('*');
    const bool named = n.device.empty() ? mentions(model, n.name)
                       : family         ? model.starts_with(n.name.substr(0, n.name.size() - 1))
                                        : model == n.name;
    return named && mentions(device, n.device) && agrees(layers, n.layers) && agrees(hidden, n.hidden);
  });
  return found == named_models.end() ? nullptr : &*found;
}

const MaxTextScript* maxtext_script(std::string_view model, std::string_view device) {
  for (const MaxTextScript& s : scripts)
    if (s.model == model && s.device == device) return &s;
  return nullptr;
}

}  // namespace fleetline::parallelism
