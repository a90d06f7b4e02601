#include "step.hpp"

#include <cmath>

namespace fleetline::parallelism {
namespace {

Seconds& part(Timed& timed, Part p) { return timed.parts[static_cast<std::size_t>(p)]; }

/// One micro-batch through all stages.
PassTimes whole_pass(const ModelTimes& model) {
  PassTimes sum = model.layer * model.layers;
  sum += model.first;
  sum += model.last;
  return sum;
}

/// The slowest stage sets the pace: the first has the embedding, the last the head; the first ones the layers left
/// over.
PassTimes slowest_stage(const ModelTimes& model, double p) {
  PassTimes first = model.layer * layers_of_stage(model.layers, p, 0),
            last = model.layer * layers_of_stage(model.layers, p, p - 1);
  first += model.first;
  (p > 1 ? last : first) += model.last;
  const PassTimes& slowest = last.total() > first.total() ? last : first;
  if (std::fmod(model.layers, p) == 0) return slowest;
  // Layers that do not divide are placed by hand, so that head and embedding even out what is left over (Megatron-Core,
  // pipeline_model_parallel_layout): no stage is faster than the mean, nor than the layers it cannot do without.
  PassTimes mean = whole_pass(model) * (1 / p);
  const PassTimes layers = model.layer * std::ceil(model.layers / p);
  const PassTimes& balanced = mean.total() > layers.total() ? mean : layers;
  return balanced.total() < slowest.total() ? balanced : slowest;
}

struct Held {
  Bytes gradients, weights;
  Seconds update;
};
Held operator-(const Held& a, const Held& b) {
  return {a.gradients - b.gradients, a.weights - b.weights, a.update - b.update};
}

/// Of one stage, all of it.
Held fullest_stage(const ModelTimes& m, double p) {
  const double layers = layers_of_stage(m.layers, p, 0);
  Held held{m.layer_gradients * layers + max(m.first_gradients, m.last_gradients),
            m.layer_weights * layers + max(m.first_weights, m.last_weights),
            m.layer_update * layers + max(m.first_update, m.last_update)};
  if (p <= 1)
    held = {held.gradients + min(m.first_gradients, m.last_gradients),
            held.weights + min(m.first_weights, m.last_weights), held.update + min(m.first_update, m.last_update)};
  return held;
}

/// Of that, experts that are spread over replicas.
Held experts_of_stage(const ModelTimes& m, double p) {
  const double layers = layers_of_stage(m.layers, p, 0) * m.expert_share;
  return {m.layer_gradients * layers, m.layer_weights * layers, m.layer_update * layers};
}

/// Rajbhandari et al. 2020 (ZeRO), section 7: an all-reduce without it; a reduce-scatter of gradients and an all-gather
/// of weights with it; ZeRO 3 gathers the weights for each forward and each backward. Gradients leave while the last
/// micro-batch is still in its backward pass, weights arrive during the first forward: what does not fit behind those
/// is exposed. Experts that are spread over e replicas have d / e of their own. With hybrid sharding (Zhao et al. 2023,
/// section 3.2.2) a group scatters and gathers inside, and adds up its shares of the gradients with the other groups.
Seconds exposed_data(const Held& rest, const Held& experts, const Wires& wires, const LayoutChoice& c, double m,
                     const PassTimes& stage, double overlap) {
  if (c.data <= 1) return Seconds(0);
  const Seconds forward = overlap * stage.forward, backward = overlap * (stage.backward + stage.recompute);
  const auto left = [](Seconds sent, Seconds window) { return max(Seconds(0), sent - window); };
  if (c.zero == Zero::none)
    return left(wires.all_reduce.time(rest.gradients) + wires.expert_all_reduce.time(experts.gradients), backward);
  const Seconds scatter = wires.reduce_scatter.time(rest.gradients) +
                          wires.shares_all_reduce.time(rest.gradients / c.sharing()) +
                          wires.expert_reduce_scatter.time(experts.gradients);
  const Seconds gather = wires.all_gather.time(rest.weights) + wires.expert_all_gather.time(experts.weights);
  if (c.zero == Zero::optimizer) return left(scatter, backward) + left(gather, forward);
  if (c.zero == Zero::gradients) return m * left(scatter, backward) + left(gather, forward);
  return m * (left(gather + scatter, backward) + left(gather, forward));
}

/// Of what a stage sends for a chunk of a micro-batch, forward and back, a share hides behind the arithmetic of the
/// next: never more than there is of that.
Seconds exposed_sends(Seconds sent, Seconds window, double overlap) { return sent - min(overlap * sent, window); }

}  // namespace

/// Narayanan et al. 2021, section 2.2: m micro-batches at the pace of the slowest stage; in the bubble one micro-batch
/// passes all other stages, in 1 / v of the time when chunks are interleaved.
Timed step_time(const ModelTimes& model, const Wires& wires, const LayoutChoice& c, std::uint32_t batch) {
  const double p = c.pipeline, v = c.virtual_stages, m = double(batch / c.data / c.micro_batch);
  const PassTimes stage = slowest_stage(model, p);
  const Held experts = experts_of_stage(model, p), rest = fullest_stage(model, p) - experts;
  Timed timed;
  part(timed, Part::compute) = m * (stage.forward + stage.backward);
  part(timed, Part::recompute) = m * stage.recompute;
  part(timed, Part::tensor) = m * (stage.communication - stage.exchange);
  part(timed, Part::expert) = m * stage.exchange;
  if (p > 1) part(timed, Part::bubble) = max(Seconds(0), whole_pass(model).total() - stage.total()) / v;
  if (p > 1)
    part(timed, Part::stages) = (m * v + p - 1) * exposed_sends(2 * wires.stage.time(model.boundary), stage.total() / v,
                                                                model.terms.stage_overlap);
  part(timed, Part::data) = exposed_data(rest, experts, wires, c, m, stage, model.terms.data_overlap);
  const double replicas = c.zero == Zero::none ? 1 : c.sharing(),
               expert_replicas = c.zero == Zero::none ? 1 : c.data / c.expert;
  part(timed, Part::optimizer) = rest.update / replicas + experts.update / expert_replicas;
  part(timed, Part::overhead) = model.terms.step_overhead + (m + p - 1) * model.terms.micro_batch_overhead;
  for (const Seconds each : timed.parts) timed.step += each;
  return timed;
}

}  // namespace fleetline::parallelism
