#include "transformer/checks.hpp"

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "common/counts.hpp"
#include "common/refusal.hpp"
#include "fleetline/text.hpp"

namespace fleetline::workloads::transformer {
namespace {

using Count = std::uint64_t;

bool divides(Count t, double whole) { return static_cast<Count>(whole) % t == 0; }

/// Latents are not divided.
bool fits_kv_heads(Count t, const Shape& m) {
  const Count g = static_cast<Count>(m.kv_heads);
  return m.latent.used() || g % t == 0 || t % g == 0;
}

bool valid_degree(const Shape& m, Count t) {
  return t > 0 && divides(t, m.heads) && divides(t, m.ffn) && divides(t, m.experts.ffn) &&
         divides(t, m.experts.shared_ffn()) && fits_kv_heads(t, m) &&
         recurrent::divides(m.recurrent, static_cast<double>(t));
}

[[gnu::cold]] std::string what_stands_against(const Shape& m, Count t) {
  if (t == 0) return "is not a number of devices";
  std::vector<std::string> reasons;
  if (!divides(t, m.heads)) reasons.push_back(cat("does not divide ", count_text(m.heads), " heads"));
  if (!fits_kv_heads(t, m))
    reasons.push_back(cat("neither divides ", count_text(m.kv_heads), " key-value heads nor is a multiple of them"));
  if (!divides(t, m.ffn)) reasons.push_back(cat("does not divide ", count_text(m.ffn), " FFN columns"));
  if (!divides(t, m.experts.ffn)) reasons.push_back(cat("does not divide ", count_text(m.experts.ffn), " columns of an expert"));
  if (!divides(t, m.experts.shared_ffn()))
    reasons.push_back(cat("does not divide ", count_text(m.experts.shared_ffn()), " columns of what all tokens pass through"));
  if (!recurrent::divides(m.recurrent, static_cast<double>(t)))
    reasons.push_back(cat("does not divide ", count_text(m.recurrent.heads), m.recurrent.head_dim > 1 ? " heads" : " channels",
                          " of the recurrence"));
  std::string text;
  for (const std::string& reason : reasons) text += (text.empty() ? "" : " and ") + reason;
  return text;
}

/// Refuses degree `t`; names all up to `limit` that are valid, and the nearest.
template <class Valid>
[[noreturn, gnu::cold]] void refuse_but(std::string path, std::string what, Count t, double limit, Valid&& valid_degree) {
  std::vector<std::string> valid;
  Count near = 1;
  auto distance = [t](Count d) { return d > t ? d - t : t - d; };
  for (Count d = 1; d <= static_cast<Count>(limit); ++d) {
    if (!valid_degree(d)) continue;
    valid.push_back(std::to_string(d));
    if (distance(d) < distance(near)) near = d;
  }
  const std::vector<std::string_view> names(valid.begin(), valid.end());
  refuse(std::move(path), std::move(what), one_of(names), std::to_string(near));
}

[[noreturn, gnu::cold]] void refuse_degree(const Shape& m, Count t) {
  refuse_but("sharding.tensor", cat("a tensor degree of ", t, " ", what_stands_against(m, t)), t, std::fmax(m.heads, m.recurrent.heads),
             [&m](Count d) { return valid_degree(m, d); });
}

[[noreturn, gnu::cold]] void refuse_experts(const Shape& m, Count e) {
  refuse_but("sharding.expert", cat("an expert degree of ", e, " does not divide ", count_text(m.experts.routed), " experts"), e,
             m.experts.routed, [&m](Count d) { return divides(d, m.experts.routed); });
}

[[noreturn, gnu::cold]] void refuse_axis(std::string_view axis, std::uint32_t degree) {
  refuse(cat("sharding.", axis), cat("kind \"transformer\" does not support ", axis, " sharding (", degree, " asked for)"),
         "1", "1");
}

[[noreturn, gnu::cold]] void refuse_dense(std::uint32_t degree) {
  refuse("sharding.expert", cat("a dense transformer has no experts to spread over ", degree, " devices"), "1", "1");
}

[[noreturn, gnu::cold]] void refuse_context(std::string path, double context, double limit) {
  refuse(std::move(path), cat("a context of ", count_text(context), " tokens is longer than the model's ", count_text(limit)),
         cat("at most ", count_text(limit), " tokens"));
}

void check_context(const char* path, double context, double limit) {
  if (limit > 0 && context > limit) [[unlikely]] refuse_context(path, context, limit);
}

void check_inference(const Step& step, double max_context) {
  if (step.samples > 0) [[unlikely]]
    refuse("step.samples", "a transformer has a token axis: it does not take samples", "decode sequences or prefill chunks");
  double work = step.decode.sequences;
  for (const Chunk& c : step.prefill) {
    work += c.sequences * c.tokens;
    check_context("step.prefill", c.context + c.tokens, max_context);
  }
  if (!(work > 0) || !std::isfinite(work)) [[unlikely]]
    refuse("step", "the step has nothing to compute", "decode sequences or prefill chunks");
  if (step.decode.sequences > 0) {
    const double mean = step.decode.context_sum / step.decode.sequences;
    check_context("step.decode", std::fmax(mean, step.decode.context_max), max_context);
  }
}

void check_training(const Train& train, double max_context) {
  const double tokens = train.sequences * train.tokens_per_sequence;
  if (!(tokens > 0) || !std::isfinite(tokens)) [[unlikely]]
    refuse("step.train", cat("the step trains ", count_text(train.sequences), " sequences of ",
                             count_text(train.tokens_per_sequence), " tokens"), "more than none of both");
  check_context("step.train.tokens_per_sequence", train.tokens_per_sequence, max_context);
}

}  // namespace

void check_sharding(const Shape& shape, const Sharding& sharding) {
  if (sharding.context != 1) [[unlikely]] refuse_axis("context", sharding.context);
  if (sharding.expert != 1 && !shape.mixture()) [[unlikely]] refuse_dense(sharding.expert);
  if (shape.mixture() && (sharding.expert == 0 || !divides(sharding.expert, shape.experts.routed))) [[unlikely]]
    refuse_experts(shape, sharding.expert);
  if (sharding.tensor != 1 && !valid_degree(shape, sharding.tensor)) [[unlikely]] refuse_degree(shape, sharding.tensor);
}

void check_step(const Step& step, double max_context) {
  if (step.mode == Mode::inference) check_inference(step, max_context);
  else check_training(step.train, max_context);
}

}  // namespace fleetline::workloads::transformer
