#include "state_space/state_space.hpp"

#include <cmath>

#include "common/kind_schema.hpp"
#include "common/refusal.hpp"
#include "fleetline/sdk.hpp"
#include "fleetline/text.hpp"
#include "transformer/checks.hpp"

namespace fleetline::workloads::state_space {
namespace {

using Params = StateSpace::Params;

/// What a checkpoint has unless it says otherwise: 16 state elements a channel, a step of rank h / 16 (Gu & Dao 2023,
/// section 3.6); 128, heads of 64 channels, one group (Dao & Gu 2024, state-spaces/mamba, modules/mamba2.py).
recurrent::Sizes sizes_of(const Params& p) {
  const double inner = double(p.expand) * p.hidden;
  recurrent::Sizes z{.hidden = double(p.hidden), .kernel = double(p.kernel)};
  if (p.version == Version::mamba) {
    z.kind = recurrent::Kind::mamba;
    z.heads = inner;
    z.head_dim = 1;
    z.state = p.state.value_or(16);
    z.rank = p.rank ? double(*p.rank) : std::ceil(p.hidden / 16.0);
    z.inner_norms = p.inner_norms;
    return z;
  }
  z.kind = recurrent::Kind::mamba2;
  z.head_dim = p.head_dim.value_or(64);
  z.heads = inner / z.head_dim;
  z.state = p.state.value_or(128);
  z.groups = p.groups.value_or(1);
  return z;
}

transformer::Shape shape_of(const Params& p) {
  return {.layers = double(p.layers),
          .hidden = double(p.hidden),
          .vocabulary = double(p.vocabulary),
          .tied = p.tied_embeddings,
          .recurrent = sizes_of(p),
          .recurrent_layers = double(p.layers),
          .halves_apart = true};
}

void check(const Params& p, const Table& table, ReadContext& context) {
  const KeyCheck problems(table, context);
  const bool heads = p.version == Version::mamba2;
  const auto only = [&](const char* key, bool given, bool in_version_2) {
    if (given && heads != in_version_2)
      problems.add(key, cat("Mamba", heads ? "-2" : "", " has no such size"),
                   in_version_2 ? "version = \"mamba-2\"" : "version = \"mamba\"");
  };
  only("rank", p.rank.has_value(), false);
  only("inner_norms", p.inner_norms, false);
  only("head_dim", p.head_dim.has_value(), true);
  only("groups", p.groups.has_value(), true);
  if (!heads) return;
  const int inner = p.expand * p.hidden, head = p.head_dim.value_or(64);
  problems.divides("head_dim", inner, head, cat(head, " channels a head: a number of inner channels"), "heads");
  if (inner % head == 0)
    problems.divides("groups", inner / head, p.groups.value_or(1), "a number of heads", "such groups");
}

void own(Schema<Params>& s) {
  s.add("version", &Params::version,
        {{Version::mamba, {.name = "mamba", .doc = "what enters the state is chosen per channel"}},
         {Version::mamba2, {.name = "mamba-2", .doc = "one decay a head, groups of heads share B and C"}}},
        "Which of the two")
      .add("layers", &Params::layers, "", "Layers", required_size)
      .add("hidden", &Params::hidden, "", "Width of the residual stream", required_size)
      .add("vocabulary", &Params::vocabulary, "", "Rows of the embedding", required_size)
      .add("expand", &Params::expand, "", "Inner channels over hidden size", one_or_more)
      .add("state", &Params::state, "", "State elements of a channel; not given: 16, of Mamba-2 128", one_or_more)
      .add("kernel", &Params::kernel, "", "Width of the convolution along the sequence", one_or_more)
      .add("rank", &Params::rank, "", "Mamba: rank of the step size; not given: hidden / 16, rounded up", one_or_more)
      .add("inner_norms", &Params::inner_norms, "", "Mamba: norms of the step size, of B and of C, each with scales")
      .add("head_dim", &Params::head_dim, "", "Mamba-2: channels of one head; not given: 64", one_or_more)
      .add("groups", &Params::groups, "", "Mamba-2: groups of heads that share B and C; not given: 1", one_or_more)
      .add("tied_embeddings", &Params::tied_embeddings, "", "The head uses the embedding's matrix")
      .add("max_context", &Params::max_context, "", "Longest context in tokens; 0: no limit", {.range = non_negative});
}

}  // namespace

const Schema<Params>& Params::schema() {
  return kind_schema<Params>("A selective state-space language model", own, check);
}

StateSpace::StateSpace(const Params& p) : model_(shape_of(p), p.native, {}, {}, {}) {
  const double parameters = total_parameters(model_.shape);
  facts_ = {.parameters = parameters,
            .active_parameters = parameters,
            .layers = model_.shape.layers,
            .max_context = double(p.max_context),
            .tokens = true,
            .unit = Label("token"),
            .native = published_in(p.native)};
}

void StateSpace::lower(const Step& step, const Sharding& sharding, Lowering& out) const {
  transformer::check_sharding(model_.shape, sharding);
  transformer::check_step(step, facts_.max_context);
  if (step.mode == Mode::training && step.train.recompute == Recompute::selective)
    refuse("step.train.recompute", "selective recomputation drops attention scores: a state-space model has none",
           "none or full", "full");
  require_formats(step, true);
  lower_step(model_, step, sharding, out);
}

Component component() {
  return sdk::workload<StateSpace>(
      {.name = "state-space",
       .summary = "A language model whose layers scan a state instead of attending (Mamba, Mamba-2)",
       .description = "Decode, prefill and training steps of a selective state-space model. What a sequence remembers "
                      "has a fixed size: it is counted as KV, and does not grow with the context. Tensor parallelism "
                      "divides inner channels or heads. Models that also attend are of kind `transformer`.",
       .assumptions =
           {"The scan is one fused kernel: states stay on the chip, training computes them again.",
            "Beside matrix products, the scan counts FLOPs per token, channel and state element: 9 of Mamba, "
            "7 of Mamba-2."},
       .references = {"Gu & Dao 2023, Mamba, arXiv:2312.00752", "Dao & Gu 2024, Mamba-2, arXiv:2405.21060",
                      "A. Gu in github.com/state-spaces/mamba, issue 110 (FLOPs of Mamba's scan)",
                      "NVIDIA, Megatron-LM, megatron/training/training.py (FLOPs of Mamba-2's)"}});
}

}  // namespace fleetline::workloads::state_space
