#include "request.hpp"

namespace fleetline::roofline {
namespace {

/// Working memory of inference is shared by blocks that follow one another; training keeps all of it for the backward pass.
void add_footprint(Footprint& sum, const Block& block, Mode mode) {
  const Bytes shared = max(sum.activations, block.memory.activations);
  sum += block.memory * block.count;
  if (mode == Mode::inference) sum.activations = shared;
}

void add_operator(Totals& sum, const Row& row, const Operator& op, FlopRate peak) {
  sum.compute += row.work.compute;
  sum.memory += row.work.memory;
  sum.floor += row.floor;
  sum.flops += row.flops;
  sum.traffic += op.bytes * row.runs;
  if (!(row.flops > Flops(0))) return;
  if (!(peak > FlopRate(0))) {
    sum.unsupported = op.math;
    return;
  }
  const Seconds at_peak = row.flops / peak;
  sum.all_at_peak += at_peak;
  if (row.pass != Pass::recompute) sum.useful_at_peak += at_peak;
}

}  // namespace

double Request::items(double batch) const {
  if (!workload->facts().tokens) return batch;
  if (mode == Mode::training) return batch * sequence;
  return phase == Phase::prefill ? batch * prompt : batch;
}

void Request::lower(double batch, Lowering& out) const {
  const bool tokens = workload->facts().tokens;
  const Chunk chunk{.sequences = batch, .tokens = prompt, .context = 0};
  Step step{.mode = mode, .precision = precision};
  if (mode == Mode::training)
    step.train = {.sequences = batch, .tokens_per_sequence = sequence, .recompute = recompute, .optimizer = optimizer};
  else if (!tokens)
    step.samples = batch;
  else if (phase == Phase::decode)
    step.decode = {.sequences = batch, .context_sum = batch * context, .context_max = context};
  else
    step.prefill = {&chunk, 1};
  out.clear();
  workload->lower(step, Sharding{}, out);
}

Totals Request::price(double batch, Lowering& arena, std::vector<Row>* rows) const {
  lower(batch, arena);
  Totals sum;
  for (std::size_t b = 0; b < arena.blocks().size(); ++b) {
    const Block& block = arena.blocks()[b];
    add_footprint(sum.footprint, block, mode);
    for (std::size_t p = 0; p < pass_count; ++p) {
      const auto operators = arena.operators(b, static_cast<Pass>(p));
      if (!operators.empty()) sum.layer_passes += block.count * block.layers;
      for (const Operator& op : operators) {
        const Cost cost = hardware->price(op);
        const double runs = block.count * op.repeat;
        const Seconds busy = max(cost.compute, cost.memory);
        const Row row{.block = block.label, .name = op.label, .pass = static_cast<Pass>(p), .math = op.math, .runs = runs,
                      .flops = op.flops * runs, .bytes = op.bytes.total() * runs,
                      .work = {cost.compute * runs, cost.memory * runs, busy > Seconds(0) ? cost.dynamic / busy : Watts(0)},
                      .floor = (cost.time - busy) * runs};
        add_operator(sum, row, op, hardware->peak(op.math).rate);
        if (rows != nullptr) rows->push_back(row);
      }
    }
  }
  return sum;
}

}  // namespace fleetline::roofline
