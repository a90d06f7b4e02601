#include "run_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "engine_rules.hpp"
#include "fleetline/text.hpp"
#include "named_models.hpp"
#include "stack_rules.hpp"

namespace fleetline::parallelism {
namespace {

/// Tokens of a batch where neither batch nor micro-batch is stated: Brown et al. 2020, table 2.1, have 0.5 to 3.2
/// million, Touvron et al. 2023 four.
constexpr double usual_batch_tokens = 2097152;

/// The first rule whose words appear.
template <std::size_t n>
std::string first(const std::array<std::array<std::string_view, 2>, n>& rules, std::string_view text) {
  for (const auto& [word, value] : rules)
    if (mentions(text, word)) return std::string(value);
  return {};
}

/// The number that follows a word: "tp=4 cp=1" after "tp=" is 4.
std::optional<double> number_after(std::string_view text, std::string_view word) {
  const std::size_t at = text.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  double value = 0;
  const char* begin = text.data() + at + word.size();
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

/// A cell, or what the notes say of it.
std::optional<double> degree(const MeasuredRow& row, const char* column) {
  if (const auto cell = row.number(column)) return cell;
  return number_after(row["notes"], cat(column, "="));
}

bool is_tpu(const MeasuredRow& row) { return mentions(row["gpu"], "TPU"); }

/// Sides of a slice: two on chips of the v3, v5e and v6e generations, three on others, in fours, as alike as can be.
std::string torus_shape(std::string_view gpu, double chips) {
  const bool flat = mentions(gpu, "v3") || mentions(gpu, "v5e") || mentions(gpu, "v6e");
  std::string text;
  double left = chips;
  for (int side = flat ? 2 : 3; side > 0; --side) {
    double length = side == 1 ? left : std::floor(std::pow(left, 1.0 / side) + 1e-9);
    while (length > 1 && (std::fmod(left, length) != 0 || (side > 1 && length >= 4 && std::fmod(length, 4) != 0)))
      --length;
    left /= length;
    text += cat(text.empty() ? "" : "x", number_text(length, 9));
  }
  return text;
}

/// "1 (within 8)", "3 (FSDP 64)": replicas that divide the states; "3 (HSDP)": those of a node (Zhao et al. 2023).
double zero_group_of(const MeasuredRow& row, double replicas, double per_node, double tensor) {
  const std::string_view cell = row["zero_stage"];
  double group = 0;
  if (const auto within = number_after(cell, "(within ")) group = *within;
  if (const auto shards = number_after(cell, "(FSDP ")) group = *shards;
  if (mentions(cell, "HSDP")) group = std::max(1.0, per_node / tensor);
  return group > 0 && group < replicas && std::fmod(replicas, group) == 0 ? group : 0;
}

/// Weights with optimizer of a stage that nobody divided exceed any device: the row leaves the pipeline unsaid.
bool exceeds_a_device(const Architecture& m, double tensor) {
  constexpr double bytes_each = 6, device = 80e9;  // weights and fp32 gradients, the optimizer divided
  const double parameters = m.layers * (4 * m.hidden * m.hidden + (m.llama ? 3 : 2) * m.hidden * m.ffn);
  return bytes_each * parameters / tensor > device;
}

/// The most chunks that divide the layers, at most those stated: what remains is another split of the same stages.
double chunks_that_divide(double layers, double pipeline, double wish) {
  for (double v = pipeline > 1 ? wish : 1; v > 1; --v)
    if (std::fmod(layers, pipeline * v) == 0 || std::fmod(layers + 2, pipeline * v) == 0) return v;
  return 1;
}

/// What a source that states no chunks ran with. DeepSpeed's engine has no interleaved schedule; Megatron-Core's
/// recipes choose the best; so does whoever states no micro-batch either.
void blank_choices(const MeasuredRow& row, std::string_view stack, Run& r) {
  // Large mixtures leave no room for more than a sequence.
  r.choose_micro_batch = row["micro_batch"].empty() && row["vpp"].empty() && !is_mixture(row);
  r.choose_chunks = row["vpp"].empty() && !stack.starts_with("megatron-deepspeed") &&
                    (r.choose_micro_batch || stack.starts_with("megatron-core"));
}

/// MaxText on TPUs: weights divided inside a slice, replicas between slices; the rest as in its script for the model.
void maxtext(const MeasuredRow& row, Run& r) {
  r.slice = std::floor(r.devices / std::max(1.0, row.number("nodes").value_or(1)));
  const MaxTextScript* script = maxtext_script(row["model"], row["gpu"]);
  if (script == nullptr) return;
  if (!row.has("tp")) r.tensor = script->tensor;
  if (!row.has("micro_batch")) r.micro_batch = script->per_device * script->tensor;
  if (!row.has("seq_len")) r.sequence = script->sequence;
}

/// Experts spread over the devices of tensor groups, too: as the notes say, as recipes of Megatron-Bridge and of the
/// model zoo set it (expert_tensor_parallel_size = 1), or because there are not as many replicas.
bool experts_are_whole(const MeasuredRow& row, double replicas) {
  const std::string_view source = row["source"];
  return contains(row["notes"], "etp=1") || mentions(source, "megatron-bridge") || mentions(source, "megatron-moe") ||
         std::fmod(replicas, row.number("ep").value_or(1)) != 0;
}

/// MaxText on GPUs of one kind: MaxText/configs/models/gpu/llama2_7b.yml and configs/a3/llama_2_7b: 4 sequences of
/// 4,096 a device, weights divided inside a node, replicas between nodes.
bool maxtext_on_gpus(const MeasuredRow& row) {
  return !is_tpu(row) && mentions(row["source"], "maxtext") && mentions(row["source"], "llama_2_7b");
}

}  // namespace

std::string node_fabric_of(const MeasuredRow& row, const Run& run) {
  const std::string_view gpu = row["gpu"];
  if (const std::size_t at = gpu.find("TPU"); at != std::string_view::npos)
    return cat("{ use = \"ICI_", gpu.substr(at + 3, gpu.find(' ', at) - at - 3), "\", shape = \"",
               torus_shape(gpu, run.slice), "\" }");
  static constexpr std::array<std::array<std::string_view, 2>, 12> rules = {{{"GB200", "\"NVLink5\""},  // a rack of 72
                                                                             {"GB300", "\"NVLink5\""},
                                                                             {"MI300X", "\"xGMI_MI300X\""},
                                                                             {"MI355X", "\"xGMI_MI350X\""},
                                                                             {"H800", "\"NVLink4_H800\""},
                                                                             {"A100", "\"NVLink3\""},
                                                                             {"A800", "\"NVLink3_A800\""},
                                                                             {"H100", "\"NVLink4\""},
                                                                             {"H200", "\"NVLink4\""},
                                                                             {"V100", "\"NVLink2_quad\""},
                                                                             {"B200", "\"NVLink5_HGX\""},
                                                                             {"B300", "\"NVLink5_HGX\""}}};
  return first(rules, gpu);
}

/// Where the row does not say: the network that nodes of this accelerator are sold with.
static std::string network_of(const MeasuredRow& row) {
  static constexpr std::array<std::array<std::string_view, 2>, 8> linked = {{{"omni-path", "Omni-Path"},
                                                                             {"4x100Gb/s RoCE", "RoCE_4x100"},
                                                                             {"1600Gb/s RoCE", "RoCE_200"},
                                                                             {"8x100Gb/s per node", "RoCE_8x100"},
                                                                             {"4x200Gb/s", "InfiniBand_HDR_4"},
                                                                             {"200Gb/s", "InfiniBand_HDR"},
                                                                             {"HDR", "InfiniBand_HDR"},
                                                                             {"NDR", "InfiniBand_NDR"}}};
  const std::string_view link = row["inter_link"];
  if (link == "400Gb/s") return "RoCE_4x100";  // a bare figure is that of a node
  if (link == "800Gb/s") return "RoCE_8x100";
  if (link.empty() && contains(row["gpu"], "(A3)")) return "RoCE_200";  // Google Cloud: A3 High, 1,600 Gbit/s a node
  if (const std::string fabric = first(linked, link); !fabric.empty()) return fabric;
  // Between slices: Austin et al. 2025, How to Scale Your Model, part 2: 6.25 GB/s a chip of v4 and v5p, 3.125 of v5e.
  static constexpr std::array<std::array<std::string_view, 2>, 5> usual = {{{"A100", "InfiniBand_HDR"},
                                                                            {"A800", "InfiniBand_HDR"},
                                                                            {"V100", "InfiniBand_EDR"},
                                                                            {"TPUv5e", "Ethernet_25"},
                                                                            {"TPU", "Ethernet_50"}}};
  const std::string fabric = first(usual, row["gpu"]);
  return fabric.empty() ? "InfiniBand_NDR" : fabric;
}

std::string fabric_of(const MeasuredRow& row, const Run& run) {
  const std::string network = network_of(row);
  return run.slice > 0 ? cat("{ use = \"", network, "\", adapters = ", number_text(run.slice, 9),
                             ", radix = ", number_text(2 * run.slice, 9), " }")
                       : cat("\"", network, "\"");
}

std::string zero_of(const MeasuredRow& row, std::string_view stack) {
  const std::string_view cell = row["zero_stage"];
  if (cell.starts_with('1')) return "optimizer";
  // With a pipeline gradients stay whole until the last micro-batch: stages 2 and 3 send what stage 1 sends (Llama Team
  // 2024, section 3.3.2).
  if ((cell.starts_with('2') || cell.starts_with('3')) && row.number("pp").value_or(1) > 1) return "optimizer";
  if (cell.starts_with('2')) return "gradients";
  if (cell.starts_with('3')) return "weights";
  if (cell.starts_with('0')) return "none";
  if (is_tpu(row) || maxtext_on_gpus(row)) return "weights";  // base.yml: what is not said otherwise is divided (fsdp)
  if (mentions(row["source"], "zero 3")) return "weights";
  if (mentions(row["source"], "zero") || mentions(row["notes"], "deepspeed (hf)")) return "gradients";
  // Blank, or "DDP": Megatron-LM and Megatron-DeepSpeed replicate the optimizer unless told; Megatron-Core's and NeMo's
  // recipes (use_distributed_optimizer) and Aleph Alpha's framework divide it.
  return stack.starts_with("megatron-lm") || stack.starts_with("megatron-deepspeed") ? "none" : "optimizer";
}

/// Blank: MaxText and Pax keep layer inputs only, unless told otherwise; others keep all that flash kernels leave.
std::string_view recompute_of(const MeasuredRow& row) {
  const std::string_view cell = row["recompute"];
  if (mentions(row["notes"], "full ckpt")) return "full";
  if (cell.empty() && maxtext_on_gpus(row)) return "none";  // remat_policy: minimal_flash
  if (const MaxTextScript* script = maxtext_script(row["model"], row["gpu"]); script != nullptr && cell.empty())
    return script->recomputed ? "full" : "none";
  if (cell.empty() && training_stack_of(row).starts_with("xla")) return "full";
  return cell.starts_with("full")                                       ? "full"
         : cell.starts_with("selective") || cell.starts_with("partial") ? "selective"
                                                                        : "none";
}

Architecture model_of(const MeasuredRow& row, double tensor) {
  Architecture m = architecture_of(row, tensor);
  if (m.llama && m.ffn == 0 && m.hidden > 0)
    m.ffn = 256 * std::ceil(m.hidden * 8 / 3 / 256);  // Touvron et al. 2023: 8/3 h, a multiple of 256
  if (m.vocabulary == 0)
    m.vocabulary = mentions(row["model"], "llama-3") || mentions(row["model"], "llama3") ? 128256
                   : m.llama                                                             ? 32000
                                                                                         : 51200;
  // Jiang et al. 2024, section 3.2: MegaScale attends with FlashAttention-2.
  if (row["flash_attn"].empty())
    m.flash = m.llama || engine_of(row).name == "megascale" || !(is_ampere(row) || mentions(row["gpu"], "V100"));
  return m;
}

std::string degrees_reason(const MeasuredRow& row) {
  const double n = row.number("n_gpu").value_or(0), t = degree(row, "tp").value_or(1),
               p = degree(row, "pp").value_or(1), c = degree(row, "cp").value_or(1);
  if (n < 1) return "the number of accelerators is not stated";
  if (t * p * c > n)
    return cat("one replica has tp x pp x cp = ", number_text(t * p * c, 9), " devices, the run ", number_text(n, 9));
  return {};
}

double sequence_of(const MeasuredRow& row) {
  if (const auto stated = row.number("seq_len")) return *stated;
  const std::string_view name = row["model"];
  if (const MaxTextScript* script = maxtext_script(name, row["gpu"])) return script->sequence;
  if (maxtext_on_gpus(row)) return 4096;
  if (mentions(name, "lora") || mentions(name, "tune")) return 0;
  if (mentions(name, "llama-3") || mentions(name, "llama3")) return 8192;  // Llama Team 2024, section 3.4.1
  if (mentions(name, "llama-2") || mentions(name, "llama2")) return 4096;  // Touvron et al. 2023, Llama 2, table 1
  if (mentions(name, "llama-")) return 2048;                               // Touvron et al. 2023, LLaMA
  return 0;
}

Run run_of(const MeasuredRow& row, const Architecture& model) {
  const auto cell = [&row](const char* column, double otherwise) {
    return std::max(1.0, degree(row, column).value_or(otherwise));
  };
  Run r;
  // Hugging Face's trainer divides no layers, whatever the cell says.
  r.tensor = mentions(row["source"], "/ HF +") ? 1 : cell("tp", 1);
  r.pipeline = cell("pp", 1);
  r.context = cell("cp", 1);
  r.devices = cell("n_gpu", 1);
  r.micro_batch = cell("micro_batch", 1);
  r.sequence = std::max(1.0, sequence_of(row));
  if (is_tpu(row)) maxtext(row, r);
  if (maxtext_on_gpus(row)) r.micro_batch = cell("micro_batch", 4);
  const bool sharded = zero_of(row, {}) == "weights";  // whoever divides weights states no other degree
  r.choose_layout = !sharded && model.mixture == nullptr && !degree(row, "pp") &&
                    (!degree(row, "tp") || exceeds_a_device(model, r.tensor));
  r.data = std::max(1.0, std::floor(r.devices / (r.tensor * r.pipeline * r.context)));
  if (!r.choose_layout) r.devices = r.data * r.tensor * r.pipeline * r.context;
  // A rack of 72 is one NVLink domain: its trays of four are no nodes to a collective.
  r.per_node = std::min(mentions(row["intra_link"], "NVL72") ? 64 : cell("gpus_per_node", 8), r.devices);
  if (r.slice > 0) r.per_node = r.slice;
  if (std::fmod(r.devices, r.per_node) != 0) r.per_node = 1;
  r.whole_experts = r.tensor > 1 && experts_are_whole(row, r.data * r.context);
  r.experts = row.number("ep").value_or(0) / (r.whole_experts ? r.tensor : 1);
  r.chunks = chunks_that_divide(model.layers, r.pipeline, cell("vpp", 1));
  r.zero_group = zero_group_of(row, r.data * r.context, r.per_node, r.tensor);
  if (r.slice > 0 && r.slice < r.devices) r.zero_group = r.slice / r.tensor;
  if (maxtext_on_gpus(row) && r.per_node < r.devices) r.zero_group = r.per_node;
  r.adapters = mentions(row["model"], "lora") || mentions(row["notes"], "lora") || mentions(row["source"], "lora");
  r.offload = number_after(row["notes"], "alpha=").value_or(0);
  blank_choices(row, training_stack_of(row), r);
  if (r.slice > 0 || maxtext_on_gpus(row)) r.choose_micro_batch = r.choose_chunks = false;
  // Blank: one round of micro-batches, four to each stage of a pipeline, so that its bubble is a fifth, where a
  // micro-batch is stated; else a usual batch.
  const double rounds_each = r.pipeline > 1 ? 4 * r.pipeline : 1;
  const bool silent = !row.has("micro_batch") && r.slice == 0 && !maxtext_on_gpus(row);
  r.batch = row.number("global_batch").value_or(number_after(row["notes"], "batch per DP ").value_or(0) * r.data);
  if (r.batch < 1)
    r.batch = silent ? std::max(r.devices, std::round(usual_batch_tokens / r.sequence))
                     : r.data * r.micro_batch * rounds_each;
  if (r.choose_layout) {
    r.whole_batch = r.batch;
    return r;
  }
  double rounds = std::ceil(r.batch / (r.data * r.micro_batch));
  if (r.chunks > 1) rounds = r.pipeline * std::ceil(rounds / r.pipeline);
  r.whole_batch = rounds * r.data * r.micro_batch;
  return r;
}

}  // namespace fleetline::parallelism
