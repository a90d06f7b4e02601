// @name@: a multilayer perceptron, inference and training.
#include <fleetline/sdk.hpp>

using namespace fleetline;

namespace {

// y = W x for a batch: batch x in times in x out, a multiply-add counted as two.
Operator layer(double batch, double in, double out, const PrecisionPolicy& formats, Label label) {
  Operator op;
  op.kind = OperatorKind::gemm;
  op.math = formats.math;
  op.weights = formats.weights;
  op.activations = formats.activations;
  op.flops = Flops(2 * batch * in * out);
  op.bytes.weights = formats.weights.bytes(in * out);
  op.bytes.activations = formats.activations.bytes(batch * (in + out));
  op.shape = Gemm{.m = batch, .n = out, .k = in};
  op.label = label;
  return op;
}

class @Name@ : public Workload {
 public:
  struct Params {  // the initialiser is the default
    int inputs = 784, width = 2048, hidden_layers = 3, classes = 10;

    static const Schema<Params>& schema() {
      static const auto s = Schema<Params>("Sizes of a multilayer perceptron")
        .add("inputs", &Params::inputs, "", "Values in", {.range = at_least(1)})
        .add("width", &Params::width, "", "Values between two layers", {.range = at_least(1)})
        .add("hidden_layers", &Params::hidden_layers, "", "Layers before the last", {.range = at_least(1)})
        .add("classes", &Params::classes, "", "Values out", {.range = at_least(1)});
      return s;
    }
  };

  explicit @Name@(const Params& p) : p_(p) {
    facts_.parameters = double(p.width) * (p.inputs + double(p.width) * (p.hidden_layers - 1) + p.classes);
    facts_.active_parameters = facts_.parameters;
    facts_.layers = p.hidden_layers + 1;
    facts_.unit = Label("sample");
    const Format single = *parse_format("fp32").value;
    facts_.native = {.math = single, .weights = single, .activations = single, .kv = single};
  }

  const WorkloadFacts& facts() const override { return facts_; }

  void lower(const Step& step, const Sharding& sharding, Lowering& out) const override {
    if (sharding != Sharding{}) refuse("is not sharded: it fits on one device", "tensor, context and expert of 1");
    const double batch = step.mode == Mode::training ? step.train.sequences : step.samples;
    append(out, labels_.input, 1, batch, p_.inputs, p_.width, step);
    append(out, labels_.hidden, p_.hidden_layers - 1, batch, p_.width, p_.width, step);
    append(out, labels_.output, 1, batch, p_.width, p_.classes, step);
  }

 private:
  // `count` equal layers. Backward, the same product runs twice: by the weights for the gradient of the inputs, by the inputs
  // for the gradient of the weights.
  void append(Lowering& out, Label label, int count, double batch, double in, double outputs,
              const Step& step) const {
    if (count == 0) return;
    const PrecisionPolicy& formats = step.precision;
    Block& block = out.begin(label, count);
    block.boundary = formats.activations.bytes(batch * outputs);
    block.memory.weights = formats.weights.bytes(in * outputs);
    block.memory.activations = formats.activations.bytes(batch * (in + outputs));
    const bool training = step.mode == Mode::training;
    if (training) {
      const double moments = step.train.optimizer == Optimizer::adam ? 2 : step.train.optimizer == Optimizer::momentum ? 1 : 0;
      block.memory.gradients = formats.gradients.bytes(in * outputs);
      block.memory.optimizer = formats.master.bytes(in * outputs) + formats.moments.bytes(moments * in * outputs);
    }
    const Footprint memory = block.memory;
    const Operator forward = layer(batch, in, outputs, formats, label);
    out.add(Pass::forward, forward);
    if (!training) return;
    if (label != labels_.input) out.add(Pass::backward_input, forward);  // nobody asks for the gradient of the data
    Operator weight_gradient = forward;
    weight_gradient.bytes.weights = Bytes(0);
    weight_gradient.bytes.state = memory.gradients;
    weight_gradient.shape = Gemm{.m = in, .n = outputs, .k = batch};
    out.add(Pass::backward_weight, weight_gradient);
    out.add(Pass::update, update(memory, in * outputs, formats));
  }

  // Reads and writes weights and optimizer state once, reads the gradients. Its few FLOPs hide behind that and are not counted.
  Operator update(const Footprint& memory, double elements, const PrecisionPolicy& formats) const {
    Operator op;
    op.kind = OperatorKind::optimizer;
    op.math = formats.master ? formats.master : formats.weights;
    op.bytes.weights = 2.0 * memory.weights;
    op.bytes.state = memory.gradients + 2.0 * memory.optimizer;
    op.shape = Streaming{.elements = elements};
    op.label = labels_.update;
    return op;
  }

  [[noreturn]] static void refuse(std::string what, std::string expected) {
    throw InputError({Problem{{}, "@name@", std::move(what), std::move(expected), {}}});
  }

  Params p_;
  WorkloadFacts facts_;
  struct { Label input{"input"}, hidden{"hidden"}, output{"output"}, update{"update"}; } labels_;  // interned once
};

}  // namespace

FLEETLINE_PLUGIN(Manifest{
    .name = "@name@",
    .version = "0.1.0",
    .summary = "A multilayer perceptron",
    .authors = {"you"},
    .components = {sdk::workload<@Name@>({
        .name = "@name@",
        .summary = "A multilayer perceptron, inference and training",
        .description = "One matrix product a layer. Not modelled: biases, activation functions (fused into the products), "
                       "recomputation in the backward pass.",
    })},
})
