#include "state_space/state_space.hpp"

#include <cmath>

#include "fleetline/sdk.hpp"

namespace fleetline::workloads::state_space {
namespace {

using Params = StateSpace::Params;

/// Gu & Dao 2023, section 3.6: the step size has rank h / 16 unless it is said otherwise.
Shape shape_of(const Params& p) {
  return {.layers = double(p.layers),
          .hidden = double(p.hidden),
          .inner = double(p.expand) * p.hidden,
          .state = double(p.state),
          .kernel = double(p.kernel),
          .rank = p.rank ? double(*p.rank) : std::ceil(p.hidden / 16.0),
          .vocabulary = double(p.vocabulary),
          .tied = p.tied_embeddings};
}

}  // namespace

const Schema<Params>& Params::schema() {
  static const FieldOptions size{.range = at_least(1), .required = true}, one{.range = at_least(1)};
  static const Schema<Params> s = [] {
    Schema<Params> all =
        Schema<Params>("A selective state-space language model")
            .add("layers", &Params::layers, "", "Layers", size)
            .add("hidden", &Params::hidden, "", "Width of the residual stream", size)
            .add("vocabulary", &Params::vocabulary, "", "Rows of the embedding", size)
            .add("expand", &Params::expand, "", "Inner channels over hidden size", one)
            .add("state", &Params::state, "", "State elements of a channel", one)
            .add("kernel", &Params::kernel, "", "Width of the convolution along the sequence", one)
            .add("rank", &Params::rank, "", "Rank of the step size; not given: hidden / 16, rounded up", one)
            .add("tied_embeddings", &Params::tied_embeddings, "", "The head uses the embedding's matrix")
            .add("max_context", &Params::max_context, "", "Longest context in tokens; 0: no limit",
                 {.range = non_negative});
    add_origin(all);
    add_published(all);
    return all;
  }();
  return s;
}

StateSpace::StateSpace(const Params& p) : shape_(shape_of(p)) {
  const double parameters = total_parameters(shape_);
  facts_ = {.parameters = parameters,
            .active_parameters = parameters,
            .layers = shape_.layers,
            .max_context = double(p.max_context),
            .tokens = true,
            .unit = Label("token"),
            .native = published_in(p.native)};
}

Component component() {
  return sdk::workload<StateSpace>(
      {.name = "state-space",
       .summary = "A language model whose layers scan a state instead of attending (Mamba)",
       .description = "Decode, prefill and training steps of a selective state-space model. What a sequence remembers "
                      "has a fixed size: it is "
                      "counted as KV, and does not grow with the context. Tensor parallelism divides inner channels.",
       .assumptions = {"The scan is one fused kernel: states stay on the chip, training computes them again.",
                       "Beside matrix products, the scan counts FLOPs: 9 per token, channel and state element."},
       .references = {"Gu & Dao 2023, Mamba, arXiv:2312.00752",
                      "A. Gu in github.com/state-spaces/mamba, issue 110 (FLOPs of the scan)"}});
}

}  // namespace fleetline::workloads::state_space
