#include "memory_detail.hpp"

namespace fleetline::parallelism {

void describe_memory(const ModelMemory& model, const StageLayout& layout, Bytes usable, Detail& detail) {
  DetailTable& table = detail.table("memory", "One device of each pipeline stage at its fullest");
  const auto bytes = [&table](const char* name) -> DetailColumn& { return table.add(name, Bytes::dimension, "GiB"); };
  DetailColumn& index = table.add("stage", dimensionless, "");
  DetailColumn& layers = table.add("layers", dimensionless, "");
  DetailColumn& in_flight = table.add("in_flight", dimensionless, "");
  DetailColumn &weights = bytes("weights"), &gradients = bytes("gradients"), &optimizer = bytes("optimizer");
  DetailColumn &activations = bytes("activations"), &logits = bytes("logits"), &working = bytes("working");
  DetailColumn &overhead = bytes("overhead"), &total = bytes("total"), &left = bytes("free");
  for (double stage = 0; stage < layout.pipeline; ++stage) {
    const StageMemory m = stage_memory(model, layout, stage);
    index.numbers.push_back(stage);
    layers.numbers.push_back(m.layers);
    in_flight.numbers.push_back(m.in_flight);
    weights.numbers.push_back(m.states.weights.base());
    gradients.numbers.push_back(m.states.gradients.base());
    optimizer.numbers.push_back(m.states.optimizer.base());
    activations.numbers.push_back(m.activations.base());
    logits.numbers.push_back(m.logits.base());
    working.numbers.push_back(m.working.base());
    overhead.numbers.push_back(m.overhead.base());
    total.numbers.push_back(m.total().base());
    left.numbers.push_back((usable - m.total()).base());
  }
}

}  // namespace fleetline::parallelism
