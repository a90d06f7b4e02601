// Rules that read rows of measurements: which device, which stack, which architecture. They look at what was run, never
// at the measured value.
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "fleetline/sdk/row_rules.hpp"
#include "fleetline/validation.hpp"

namespace fleetline::parallelism {

using sdk::contains;
using sdk::mentions;

/// Registry name of the accelerator: "A100-80GB-SXM (Jean Zay)" is an A100; export variants are their originals. Empty:
/// unknown.
std::string device_of(std::string_view gpu);

/// Mixtures of experts that the registry has, by what tables call them (letters and digits); with what counting their
/// FLOPs needs.
struct NamedMixture {
  std::string_view word, workload;
  double layers, vocabulary, experts, per_token, expert_ffn, shared;
  double head_dim = 0;  ///< 0: the width over the heads
  double hidden = 0, heads = 0,
         kv_heads = 0;  ///< of a model that the registry has not, built on one that it has; 0: its own
};
/// nullptr: no name of one of them.
const NamedMixture* named_mixture(std::string_view model);

/// By its name, or because experts are spread.
bool is_mixture(const MeasuredRow& row);

/// Sizes of a decoder; 0: not stated.
struct Architecture {
  double layers = 0, hidden = 0, heads = 0, kv_heads = 0, ffn = 0, vocabulary = 0;
  double head_dim = 0;  ///< 0: the width over the heads
  bool llama =
      true;  ///< gated, RMSNorm, untied, no biases, no dropout; else as GPT: plain, LayerNorm, tied, biases, dropout
  bool flash = true;
  const NamedMixture* mixture = nullptr;
  double head_size() const { return head_dim > 0 ? head_dim : std::floor(hidden / heads); }
};

/// Models of Korthikanti et al. 2022, table 3, with the layout each was trained in; nullptr for other names.
struct PublishedRun {
  std::string_view name;
  double layers, hidden, heads, vocabulary, tensor, pipeline, chunks, micro_batch, batch;
};
const PublishedRun* published_run(std::string_view model);

/// As the row states it; published sizes where it names a model of Korthikanti et al. 2022; what a GPT's size in the
/// name and width leave open (12 L h^2 + V h parameters, heads of about 128).
Architecture architecture_of(const MeasuredRow& row, double tensor);

/// Why cells of a row cannot all be true: its sizes make a much larger model than its name says. Empty: they can.
std::string contradiction(const Architecture& model, std::string_view name);

/// [workload] of a scenario.
std::string workload_toml(const Architecture& model);

}  // namespace fleetline::parallelism
