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
  sum.all_at_peak += row.flops / peak;
  sum.model_at_peak += row.model_flops / peak;
}

/// All runs of `op` in all copies of its block.
Row row_of(const Block& block, Pass pass, const Operator& op, const Hardware& hardware) {
  const Cost cost = hardware.price(op);
  const double runs = block.count * op.repeat;
  const Seconds busy = cost.time - cost.floor;
  const Flops model = pass == Pass::recompute ? Flops(0) : op.flops - op.rework;
  return {.block = block.label, .name = op.label, .pass = pass, .math = op.math, .runs = runs, .flops = op.flops * runs,
          .model_flops = model * runs, .bytes = op.bytes.total() * runs,
          .work = {.compute = cost.compute * runs, .memory = cost.memory * runs,
                   .draw = busy > Seconds(0) ? cost.dynamic / busy : Watts(0),
                   .serial = serial_share(busy, cost.compute, cost.memory)},
          .floor = cost.floor * runs};
}

constexpr Pass pass_at(std::size_t index) { return static_cast<Pass>(index); }

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

Totals Request::price(double batch, Lowering& arena, std::vector<Work>* work) const {
  lower(batch, arena);
  Totals sum;
  for (std::size_t b = 0; b < arena.blocks().size(); ++b) {
    const Block& block = arena.blocks()[b];
    add_footprint(sum.footprint, block, mode);
    for (std::size_t p = 0; p < pass_count; ++p) {
      const auto operators = arena.operators(b, pass_at(p));
      if (!operators.empty()) sum.layer_passes += block.count * block.layers;
      for (const Operator& op : operators) {
        const Row row = row_of(block, pass_at(p), op, *hardware);
        add_operator(sum, row, op, hardware->peak(op.math).rate);
        if (work != nullptr) work->push_back(row.work);
      }
    }
  }
  return sum;
}

std::vector<Row> Request::rows(double batch, Lowering& arena) const {
  lower(batch, arena);
  std::vector<Row> all;
  for (std::size_t b = 0; b < arena.blocks().size(); ++b)
    for (std::size_t p = 0; p < pass_count; ++p)
      for (const Operator& op : arena.operators(b, pass_at(p)))
        all.push_back(row_of(arena.blocks()[b], pass_at(p), op, *hardware));
  return all;
}

}  // namespace fleetline::roofline
