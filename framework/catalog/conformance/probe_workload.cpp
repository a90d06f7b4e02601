#include "fleetline/text.hpp"
#include "probes.hpp"

namespace fleetline::conformance {

namespace {

/// The workload's own formats; fp16 with an fp32 optimizer where it names none.
PrecisionPolicy test_precision(PrecisionPolicy policy) {
  const auto fill = [](std::string_view usual, auto&... formats) {
    const Format format = parse_format(usual).value.value_or(Format{});
    ((formats = formats ? formats : format), ...);
  };
  fill("fp16", policy.math, policy.weights, policy.activations, policy.kv);
  fill("fp32", policy.gradients, policy.master, policy.moments);
  return policy;
}

}  // namespace

std::vector<NamedStep> test_steps(const WorkloadFacts& facts) {
  static constexpr Chunk prompts[] = {{.sequences = 2, .tokens = 64, .context = 0}};
  const PrecisionPolicy precision = test_precision(facts.native);
  auto step = [&](const char* name) { return NamedStep{name, Step{.precision = precision}}; };
  std::vector<NamedStep> steps;
  if (facts.tokens) {
    NamedStep decode = step("decode of 4");
    decode.step.decode = {.sequences = 4, .context_sum = 256, .context_max = 64};
    NamedStep prefill = step("prefill of 2 x 64");
    prefill.step.prefill = prompts;
    NamedStep both = step("decode and prefill");
    both.step.decode = decode.step.decode;
    both.step.prefill = prompts;
    steps.insert(steps.end(), {decode, prefill, both});
  } else {
    for (double samples : {1.0, 64.0}) {
      steps.push_back(step(samples == 1 ? "1 sample" : "64 samples"));
      steps.back().step.samples = samples;
    }
  }
  for (const auto& [recompute, name] : {std::pair(Recompute::none, "training"), std::pair(Recompute::full, "training with recomputation")}) {
    steps.push_back(step(name));
    steps.back().step.mode = Mode::training;
    steps.back().step.train = {.sequences = 2, .tokens_per_sequence = facts.tokens ? 64.0 : 0.0, .recompute = recompute};
  }
  return steps;
}

namespace {

class WorkloadProbe final : public Probe {
 public:
  explicit WorkloadProbe(std::shared_ptr<const Workload> workload) : workload_(std::move(workload)) {}

  Readings ask() const override {
    const WorkloadFacts& facts = workload_->facts();
    Readings out{{"parameters", facts.parameters},
                 {"active parameters", facts.active_parameters},
                 {"layers", facts.layers},
                 {"longest context", facts.max_context}};
    for (const NamedStep& step : test_steps(facts))
      for (std::uint32_t tensor : {1u, 2u})
        add_lowering(out, cat(step.name, tensor == 1 ? "" : " on 2 devices", ": "), step.step, {.tensor = tensor});
    return out;
  }

 private:
  void add_lowering(Readings& out, const std::string& what, const Step& step, const Sharding& sharding) const {
    Lowering lowering;
    try {
      workload_->lower(step, sharding, lowering);
    } catch (const InputError& refusal) {
      out.push_back({cat(what, "refused: ", refusal.what())});
      return;
    }
    for (std::size_t b = 0; b < lowering.blocks().size(); ++b) {
      const Block& block = lowering.blocks()[b];
      const std::string in = cat(what, "block ", b, " '", block.label.text(), "' ");
      out.push_back({in + "copies", block.count});
      out.push_back({in + "layers", block.layers});
      out.push_back({in + "boundary", block.boundary.base()});
      out.push_back({in + "weights", block.memory.weights.base()});
      out.push_back({in + "gradients", block.memory.gradients.base()});
      out.push_back({in + "optimizer state", block.memory.optimizer.base()});
      out.push_back({in + "activations", block.memory.activations.base()});
      out.push_back({in + "KV cache", block.memory.kv.base()});
      for (std::size_t pass = 0; pass < pass_count; ++pass) add_pass(out, in, lowering, b, static_cast<Pass>(pass));
    }
  }
  static void add_pass(Readings& out, const std::string& in, const Lowering& lowering, std::size_t block, Pass pass) {
    for (const Operator& op : lowering.operators(block, pass)) {
      const std::string what = cat(in, "operator '", op.label.text(), "' ");
      out.push_back({what + "FLOPs", op.flops.base()});
      out.push_back({what + "weight bytes", op.bytes.weights.base()});
      out.push_back({what + "activation bytes", op.bytes.activations.base()});
      out.push_back({what + "KV bytes", op.bytes.kv.base()});
      out.push_back({what + "state bytes", op.bytes.state.base()});
      out.push_back({what + "repeat", op.repeat});
    }
    for (const Collective& collective : lowering.collectives(block, pass)) {
      out.push_back({cat(in, "collective '", collective.label.text(), "' payload"), collective.payload.base()});
      out.push_back({cat(in, "collective '", collective.label.text(), "' repeat"), collective.repeat});
    }
  }
  std::shared_ptr<const Workload> workload_;
};

}  // namespace

std::unique_ptr<Probe> probe_workload(const Loaded& loaded, const Box& params) {
  return std::make_unique<WorkloadProbe>(make_workload(loaded, params));
}

}  // namespace fleetline::conformance
