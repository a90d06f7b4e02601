#include "row_rules.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "fleetline/text.hpp"

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

// Korthikanti et al. 2022, table 3; vocabulary of 51,200 and sequences of 2,048 tokens (section 6).
constexpr std::array<PublishedRun, 4> korthikanti = {{{"22B", 48, 6144, 64, 51200, 8, 1, 1, 4, 4},
                                                      {"175B", 96, 12288, 96, 51200, 8, 8, 3, 1, 64},
                                                      {"530B", 105, 20480, 128, 51200, 8, 35, 3, 1, 280},
                                                      {"1T", 128, 25600, 160, 51200, 8, 64, 1, 1, 512}}};

/// Decoders known by name alone: heads as many as key-value heads.
struct NamedModel {
  std::string_view name;
  double layers, hidden, heads, ffn, vocabulary;
};
// InternLM's configs/7B_sft.py; config.json of internlm/internlm-20b.
constexpr std::array<NamedModel, 2> named_models = {
    {{"InternLM-7B", 32, 4096, 32, 11008, 103168}, {"InternLM-20B", 60, 5120, 40, 13824, 103168}}};

/// What a chronicle says once for the tables below it. BigScience, chronicles-prequel.md: 96 heads from "Best TFLOPs"
/// on; "all NHEADS=64 (above too)" of the contenders for 48 nodes and the final round.
double heads_of_chronicle(const MeasuredRow& row) {
  if (!mentions(row["source"], "bigscience") || !mentions(row["source"], "prequel")) return 0;
  const std::string_view notes = row["notes"];
  return contains(notes, "fastest 3D Topology") || contains(notes, "tile and wave quantization") ? 96
         : contains(notes, "48 node contenders") || contains(notes, "Final round")               ? 64
                                                                                                 : 0;
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
      {"A100", "A100_SXM4_80GB"}, {"A800", "A100_SXM4_80GB"},    {"MI300X", "MI300X_192GB"}};
  for (const Rule& rule : rules)
    if (mentions(gpu, rule.part)) return std::string(rule.device);
  return {};
}

const PublishedRun* published_run(std::string_view model) {
  for (const PublishedRun& run : korthikanti)
    if (run.name == model) return &run;
  return nullptr;
}

Architecture architecture_of(const MeasuredRow& row, double tensor) {
  Architecture m;
  const auto size = [&row](const char* column) { return row.number(column).value_or(0); };
  const std::string_view name = row["model"];
  m.llama = mentions(name, "llama") || mentions(name, "intern") || mentions(name, "mistral") || mentions(name, "qwen");
  m.flash = row["flash_attn"] != "no" && (m.llama || row["flash_attn"] == "yes");
  m = {size("layers"), size("hidden"), size("heads"), size("kv_heads"), size("ffn"), size("vocab"), m.llama, m.flash};
  for (const NamedModel& n : named_models)
    if (n.name == name && m.layers == 0)
      m = {n.layers, n.hidden, n.heads, n.heads, n.ffn, n.vocabulary, m.llama, m.flash};
  if (const PublishedRun* p = published_run(name))
    m = {p->layers, p->hidden, p->heads, p->heads, 4 * p->hidden, p->vocabulary, false, false};
  if (!m.llama && m.hidden > 0) {
    if (m.ffn == 0) m.ffn = 4 * m.hidden;
    if (m.layers == 0)
      m.layers = std::round((size_in_name(name) - m.vocabulary * m.hidden) / (12 * m.hidden * m.hidden));
    if (m.heads == 0) m.heads = heads_of_chronicle(row);
    if (m.heads == 0) m.heads = heads_for(m.hidden, tensor);
  }
  if (m.kv_heads == 0) m.kv_heads = m.heads;
  return m;
}

std::string workload_toml(const Architecture& m) {
  return cat("[workload]\nkind = \"transformer\"\nlayers = ", number_text(m.layers, 9),
             "\nhidden = ", number_text(m.hidden, 9), "\nheads = ", number_text(m.heads, 9),
             "\nkv_heads = ", number_text(m.kv_heads, 9),
             "\nhead_dim = ", number_text(std::floor(m.hidden / m.heads), 9), "\nffn = ", number_text(m.ffn, 9),
             "\nvocabulary = ", number_text(m.vocabulary, 9), "\ngated = ", m.llama ? "true" : "false", "\nnorm = \"",
             m.llama ? "rms" : "layer", "\"\ntied_embeddings = ", m.llama ? "false" : "true",
             "\nbiases = ", m.llama ? "false" : "true", "\ndropout = ", m.llama ? "false" : "true",
             "\nattention_kernel = \"", m.flash ? "flash" : "unfused", "\"\n\n");
}

}  // namespace fleetline::parallelism
