#include "row_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "conventions.hpp"
#include "fleetline/text.hpp"
#include "named_models.hpp"

namespace fleetline::parallelism {
namespace {

/// "BLOOM-prequel 200B" -> 200e9; 0: no size in the name.
double size_in_name(std::string_view name) {
  for (std::size_t end = name.size(); end-- > 0;) {
    const double unit = name[end] == 'B' ? 1e9 : name[end] == 'T' ? 1e12 : 0;
    if (unit == 0 || end == 0 || !std::isdigit(static_cast<unsigned char>(name[end - 1]))) continue;
    std::size_t begin = end;
    while (begin > 0 && (std::isdigit(static_cast<unsigned char>(name[begin - 1])) || name[begin - 1] == '.')) --begin;
    double value = 0;
    std::from_chars(name.data() + begin, name.data() + end, value);
    return value * unit;
  }
  return 0;
}

/// A divisor of h that t divides, nearest to heads of 128.
double heads_for(double hidden, double tensor) {
  double best = tensor;
  for (double a = tensor; a <= hidden; a += tensor)
    if (std::fmod(hidden, a) == 0 && std::abs(a - hidden / 128) < std::abs(best - hidden / 128)) best = a;
  return best;
}

/// Names are rounded and often leave out the embedding; a model is rarely a third larger than it is called. Smaller is
/// another matter: models are cut for a test and keep their name.
constexpr double most_beyond_name = 4.0 / 3;

// Korthikanti et al. 2022, table 3; vocabulary of 51,200 and sequences of 2,048 tokens (section 6).
constexpr std::array<PublishedRun, 4> korthikanti = {{{"22B", 48, 6144, 64, 51200, 8, 1, 1, 4, 4},
                                                      {"175B", 96, 12288, 96, 51200, 8, 8, 3, 1, 64},
                                                      {"530B", 105, 20480, 128, 51200, 8, 35, 3, 1, 280},
                                                      {"1T", 128, 25600, 160, 51200, 8, 64, 1, 1, 512}}};

// clang-format off
// Sizes as in registry/workloads.
constexpr std::array<NamedMixture, 16> mixtures = {{
    {"mixtral8x22bg8t8", "Mixtral-8x22B", 56, 32768, 64, 8, 2048, 0},  // Liu et al. 2025: experts cut in eight
    {"mixtral8x22b", "Mixtral-8x22B", 56, 32768, 8, 2, 16384, 0},
    {"mixtral8x7b", "Mixtral-8x7B", 32, 32000, 8, 2, 14336, 0},
    {"qwen257b", "Qwen2-57B-A14B", 28, 151936, 64, 8, 2560, 8},
    {"qwen330b", "Qwen3-30B-A3B", 48, 151936, 128, 8, 768, 0, 128},
    {"qwen3moe30b", "Qwen3-30B-A3B", 48, 151936, 128, 8, 768, 0, 128},
    {"qwen3235b", "Qwen3-235B-A22B", 94, 151936, 128, 8, 1536, 0, 128},
    {"deepseekv2lite", "DeepSeek-V2-Lite", 27, 102400, 64, 6, 1408, 2},
    {"deepseekv2", "DeepSeek-V2", 60, 102400, 160, 6, 1536, 2},
    {"deepseekv3", "DeepSeek-V3", 61, 129280, 256, 8, 2048, 1},
    {"llama38x70b", "Mixtral-8x22B", 80, 128256, 8, 2, 28672, 0, 128, 8192, 64, 8},  // Liu et al. 2025: Llama 3 70B eight times
    {"nemotron3nano", "Nemotron-3-Nano-30B-A3B", 52, 131072, 128, 6, 1856, 2},
    {"nemotronv3nano", "Nemotron-3-Nano-30B-A3B", 52, 131072, 128, 6, 1856, 2},
    {"kimik2", "Kimi-K2", 61, 163840, 384, 8, 2048, 1},
    {"grok1", "Grok-1", 64, 131072, 8, 2, 32768, 0},
    {"gptoss120b", "GPT-OSS-120B", 36, 201088, 128, 4, 2880, 0, 64}}};
// clang-format on

void fill(double& size, double published) {
  if (size == 0) size = published;
}

/// The first of the name whose published sizes the row does not contradict.
void fill_from_named(Architecture& m, const MeasuredRow& row) {
  const NamedModel* n = named_model(row["model"], row["gpu"], m.layers, m.hidden);
  if (n == nullptr) return;
  fill(m.layers, n->layers);
  fill(m.hidden, n->hidden);
  if (m.heads == 0) m.heads = n->heads, fill(m.kv_heads, n->kv_heads), m.head_dim = n->head_dim;
  fill(m.ffn, n->ffn);
  fill(m.vocabulary, n->vocabulary);
  if (n->gated) m.llama = m.flash = *n->gated;
}

}  // namespace

std::string device_of(std::string_view gpu) {
  struct Rule {
    std::string_view part, device;
  };
  static constexpr Rule rules[] = {
      {"GB200", "GB200_186GB"},   {"GB300", "B300_288GB"},       {"B300", "B300_288GB"},
      {"B200", "B200_SXM_180GB"}, {"H200", "H200_SXM_141GB"},    {"H100", "H100_SXM5_80GB"},
      {"H800", "H100_SXM5_80GB"}, {"A100-40", "A100_SXM4_40GB"}, {"A100_40", "A100_SXM4_40GB"},
      {"A100", "A100_SXM4_80GB"}, {"A800", "A100_SXM4_80GB"},    {"MI300X", "MI300X_192GB"},
      {"MI355X", "MI355X_288GB"}, {"V100", "V100_SXM2_32GB"},    {"TPUv3", "TPUv3"},
      {"TPUv4", "TPUv4"},         {"TPUv5e", "TPUv5e"},          {"TPUv5p", "TPUv5p"},
      {"TPUv6e", "TPUv6e"}};
  for (const Rule& rule : rules)
    if (mentions(gpu, rule.part)) return std::string(rule.device);
  return {};
}

const PublishedRun* published_run(std::string_view model) {
  for (const PublishedRun& run : korthikanti)
    if (run.name == model) return &run;
  return nullptr;
}

const NamedMixture* named_mixture(std::string_view model) {
  const std::string name = sdk::squeezed(model);
  for (const NamedMixture& m : mixtures)
    if (contains(name, m.word)) return &m;
  return nullptr;
}

bool is_mixture(const MeasuredRow& row) {
  static constexpr std::string_view words[] = {"moe",  "mixtral",    "deepseek",    "a3b",       "a22b",
                                               "a14b", "gpt-oss",    "gpt oss",     "grok",      "kimi",
                                               "8x",   "nemotron_3", "nemotron v3", "nemotron 3"};
  return row.number("ep").value_or(1) > 1 ||
         std::any_of(std::begin(words), std::end(words),
                     [&row](std::string_view word) { return mentions(row["model"], word); });
}

Architecture architecture_of(const MeasuredRow& row, double tensor) {
  Architecture m;
  const auto size = [&row](const char* column) { return row.number(column).value_or(0); };
  const std::string_view name = row["model"];
  m.llama = mentions(name, "llama") || mentions(name, "intern") || mentions(name, "mistral") || mentions(name, "qwen");
  m.flash = row["flash_attn"] != "no" && (m.llama || row["flash_attn"] == "yes");
  m = {size("layers"), size("hidden"), size("heads"), size("kv_heads"), size("ffn"), size("vocab"), 0,
       m.llama,        m.flash};
  fill_from_named(m, row);
  m.mixture = named_mixture(name);
  if (m.mixture != nullptr) {
    fill(m.layers, m.mixture->layers), fill(m.vocabulary, m.mixture->vocabulary);
    m.head_dim = m.mixture->head_dim;
    m.llama = m.flash = true;  // all of them are gated
  }
  if (const PublishedRun* p = published_run(name))
    m = {p->layers, p->hidden, p->heads, p->heads, 4 * p->hidden, p->vocabulary, 0, false, false};
  if (!m.llama && m.hidden > 0) {
    if (m.ffn == 0) m.ffn = 4 * m.hidden;
    if (m.layers == 0)
      m.layers = std::round((size_in_name(name) - m.vocabulary * m.hidden) / (12 * m.hidden * m.hidden));
    if (m.heads == 0) m.heads = heads_for(m.hidden, tensor);
  }
  if (m.kv_heads == 0) m.kv_heads = m.heads;
  return m;
}

std::string contradiction(const Architecture& m, std::string_view name) {
  const double stated = size_in_name(name);
  if (stated == 0 || m.mixture != nullptr || m.layers <= 0 || m.hidden <= 0 || m.heads <= 0) return {};
  const Counted c = counted(m);
  const double sizes = c.layers * c.layer_parameters + c.vocabulary_parameters;
  if (sizes <= most_beyond_name * stated) return {};
  return cat("its sizes make ", number_text(sizes / 1e9, 3), "e9 parameters, its name says ",
             number_text(stated / 1e9, 3), "e9: one of the cells is wrong");
}

std::string workload_toml(const Architecture& m) {
  if (const NamedMixture* x = m.mixture)
    return cat("[workload]\nuse = \"", x->workload, "\"\nlayers = ", number_text(m.layers, 9),
               "\nexperts = ", number_text(x->experts, 9), "\nexperts_per_token = ", number_text(x->per_token, 9),
               "\nexpert_ffn = ", number_text(x->expert_ffn, 9), "\nnative = \"bf16\"\n",
               x->hidden > 0
                   ? cat("hidden = ", number_text(x->hidden, 9), "\nheads = ", number_text(x->heads, 9),
                         "\nkv_heads = ", number_text(x->kv_heads, 9), "\nhead_dim = ", number_text(x->head_dim, 9),
                         "\nvocabulary = ", number_text(x->vocabulary, 9), "\n")
                   : std::string(),
               "\n");
  return cat("[workload]\nkind = \"transformer\"\nlayers = ", number_text(m.layers, 9),
             "\nhidden = ", number_text(m.hidden, 9), "\nheads = ", number_text(m.heads, 9),
             "\nkv_heads = ", number_text(m.kv_heads, 9), "\nhead_dim = ", number_text(m.head_size(), 9),
             "\nffn = ", number_text(m.ffn, 9), "\nvocabulary = ", number_text(m.vocabulary, 9),
             "\ngated = ", m.llama ? "true" : "false", "\nnorm = \"", m.llama ? "rms" : "layer",
             "\"\ntied_embeddings = ", m.llama ? "false" : "true", "\nbiases = ", m.llama ? "false" : "true",
             "\ndropout = ", m.llama ? "false" : "true", "\nattention_kernel = \"", m.flash ? "flash" : "unfused",
             "\"\n\n");
}

}  // namespace fleetline::parallelism
