#include "layers/layers.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/sdk.hpp"
#include "fleetline/text.hpp"

namespace fleetline::workloads::layers {
namespace {

std::string_view op_name(Op op) {
  switch (op) {
    case Op::conv: return "conv";
    case Op::linear: return "linear";
    case Op::attention: return "attention";
    case Op::norm: return "norm";
    case Op::elementwise: return "elementwise";
    case Op::gather: return "gather";
  }
  return {};
}

/// Dumoulin & Visin 2016, relationship 6; without padding, as many zeros as make ceil(i / s).
double output_size(double input, const LayerSpec& l) {
  if (!l.padding) return std::ceil(input / l.stride);
  return std::floor((input + 2.0 * *l.padding - l.kernel) / l.stride) + 1;
}

NetworkNode convolution_of(const LayerSpec& l, std::string_view name) {
  const double height = l.height, width = l.width.value_or(l.height), out = l.out > 0 ? l.out : l.in;
  NetworkNode node = convolution(name, {.in_height = height,
                                        .in_width = width,
                                        .out_height = output_size(height, l),
                                        .out_width = output_size(width, l),
                                        .in = double(l.in),
                                        .out = out,
                                        .kernel_height = double(l.kernel),
                                        .kernel_width = double(l.kernel),
                                        .groups = double(l.groups),
                                        .bias = l.bias});
  if (l.batch_norm) node.weights += 2 * out;
  return node;
}

NetworkNode node_of(const LayerSpec& l, std::string_view name) {
  switch (l.op) {
    case Op::conv: return convolution_of(l, name);
    case Op::linear: return dense(name, l.tokens > 0 ? l.tokens : 1, l.in, l.out, l.bias);
    case Op::attention: {
      const double context = l.context.value_or(l.tokens);
      return attend(name, l.tokens, context, l.keys.value_or(std::max(l.tokens, context)), l.heads, l.head_dim,
                    l.causal);
    }
    case Op::norm: return normalisation(name, l.elements, l.parameters);
    case Op::elementwise: return elementwise(name, l.elements, l.parameters);
    case Op::gather: return lookup(name, l.lookups, l.out, l.rows);
  }
  return {};
}

/// What a row lacks for its op, and what cannot be.
class RowCheck {
 public:
  RowCheck(const LayerSpec& l, Where where, std::string path, ReadContext& context)
      : l_(l), where_(where), path_(std::move(path)), context_(context) {
    switch (l.op) {
      case Op::conv: conv(); break;
      case Op::linear:
        need(l.in, "in");
        need(l.out, "out");
        break;
      case Op::attention:
        need(l.tokens, "tokens");
        need(l.head_dim, "head_dim");
        break;
      case Op::norm:
      case Op::elementwise:
        if (l.parameters == 0) need(l.elements, "elements");
        break;
      case Op::gather:
        need(l.rows, "rows");
        need(l.out, "out");
        break;
    }
  }

 private:
  void add(std::string what, std::string expected) {
    context_.problems.add(where_, path_, std::move(what), std::move(expected));
  }
  void need(double value, std::string_view key) {
    if (value <= 0) add(cat(key, " is not given for op = \"", op_name(l_.op), "\""), cat(key, " = a number above 0"));
  }
  void conv() {
    need(l_.height, "height");
    need(l_.in, "in");
    const int out = l_.out > 0 ? l_.out : l_.in;
    if (l_.in % l_.groups != 0 || out % l_.groups != 0)
      add(cat(l_.in, " and ", out, " channels do not divide by groups = ", l_.groups), "a divisor of both");
    else if (l_.height > 0 && output_size(l_.height, l_) < 1)
      add(cat("a kernel of ", l_.kernel, " does not fit an input of ", l_.height, " padded by ",
              l_.padding.value_or(0)),
          "a smaller kernel or more padding");
  }

  const LayerSpec& l_;
  Where where_;
  std::string path_;
  ReadContext& context_;
};

void check(const Params& p, const Table& table, ReadContext& context) {
  const Value* value = table.find("layer");
  const Array* rows = value == nullptr ? nullptr : value->array();
  for (std::size_t i = 0; i < p.layer.size(); ++i)
    RowCheck(p.layer[i], rows != nullptr && i < rows->size() ? (*rows)[i].where : Where{},
             context.path_of(cat("layer[", i, "]")), context);
  if (p.layer.empty())
    context.problems.add(value == nullptr ? Where{} : value->where, context.path_of("layer"),
                         "the network has no layers", "at least one [[layer]] table");
}

}  // namespace

Network network_of(const Params& p) {
  Network network;
  for (std::size_t i = 0; i < p.layer.size(); ++i) {
    const LayerSpec& l = p.layer[i];
    const std::string name = l.name.empty() ? cat(op_name(l.op), "-", i + 1) : l.name;
    NetworkNode node = node_of(l, name);
    node.passes = p.steps;
    node.tied = l.tied;
    const bool counts = l.op == Op::conv || l.op == Op::linear;
    NetworkSection& section = network.add(name, l.repeat, counts ? 1 : 0, node.outputs);
    section.nodes.push_back(node);
  }
  return network;
}

const Schema<LayerSpec>& LayerSpec::schema() {
  const FieldOptions some{.range = non_negative}, one{.range = at_least(1)};
  static const auto s =
      Schema<LayerSpec>("One layer, or several alike")
          .add("name", &LayerSpec::name, "", "What breakdowns call it; not given: the op and its place, \"conv-1\"")
          .add("op", &LayerSpec::op,
               {{Op::conv,
                 {.name = "conv", .doc = "convolution: height, width, in, out, kernel, stride, padding, groups"}},
                {Op::linear,
                 {.name = "linear", .doc = "every input to every output, on each of `tokens` rows: tokens, in, out"}},
                {Op::attention,
                 {.name = "attention",
                  .doc = "tokens queries, each against context keys: tokens, context, heads, head_dim"}},
                {Op::norm, {.name = "norm", .doc = "normalisation of elements"}},
                {Op::elementwise,
                 {.name = "elementwise",
                  .doc = "elements read and written: additions, activation functions, concatenations"}},
                {Op::gather,
                 {.name = "gather", .doc = "lookups of rows of out elements in a table: rows, out, lookups"}}},
               "What the row is", {.required = true})
          .add("repeat", &LayerSpec::repeat, "", "Layers alike", one)
          .add("height", &LayerSpec::height, "", "Input height", some)
          .add("width", &LayerSpec::width, "", "Input width; not given: the height", one)
          .add("in", &LayerSpec::in, "", "Input channels or features", some)
          .add("out", &LayerSpec::out, "", "Output channels or features; of a conv, not given: as many as come in",
               some)
          .add("kernel", &LayerSpec::kernel, "", "Window of the convolution", one)
          .add("stride", &LayerSpec::stride, "", "Stride of the convolution", one)
          .add("padding", &LayerSpec::padding, "",
               "Zeros added on every side; not given: as many as make output = ceil(input / stride)", some)
          .add("groups", &LayerSpec::groups, "", "Groups of channels convolved apart", one)
          .add("tokens", &LayerSpec::tokens, "1", "Rows of a linear layer, queries of an attention", some)
          .add("context", &LayerSpec::context, "1", "Keys that each query sees; not given: as many as queries",
               {.range = positive})
          .add("keys", &LayerSpec::keys, "1",
               "Keys in all that attention reads; not given: as many as queries, or as each sees: windows. Cross "
               "attention has those of the other sequence",
               {.range = positive})
          .add("heads", &LayerSpec::heads, "", "Attention heads", one)
          .add("head_dim", &LayerSpec::head_dim, "", "Size of one head", some)
          .add("elements", &LayerSpec::elements, "1",
               "norm: elements normalised; elementwise: elements read and written together", some)
          .add("parameters", &LayerSpec::parameters, "1", "norm, elementwise: parameters", some)
          .add("rows", &LayerSpec::rows, "1", "gather: rows of the table", some)
          .add("lookups", &LayerSpec::lookups, "1", "gather: rows that one sample reads", {.range = positive})
          .add("bias", &LayerSpec::bias, "", "conv, linear: a bias per output")
          .add("batch_norm", &LayerSpec::batch_norm, "", "conv: a batch norm, scale and shift per output channel")
          .add("causal", &LayerSpec::causal, "", "attention: each query sees only the keys before it")
          .add("tied", &LayerSpec::tied, "", "Its weights are those of another row: read again, held once");
  return s;
}

const Schema<Params>& Params::schema() {
  static const Schema<Params> s = [] {
    Schema<Params> all =
        Schema<Params>("A table of layers")
            .add("layer", &Params::layer, "", "The layers", {.required = true})
            .add("steps", &Params::steps, "", "Times that one inference runs them: denoising steps. Training takes one",
                 {.range = at_least(1)})
            .add("unit", &Params::unit, "", "What one sample is");
    add_origin(all, "Where the layers are published");
    add_published(all);
    add_published_flops(all, "Forward FLOPs of one sample and step as published, two per multiply-add: tests compare");
    all.check(check);
    return all;
  }();
  return s;
}

Component component() {
  return sdk::workload<Layers>(
      {.name = "layers",
       .summary = "A table of layers, each with its own sizes, for networks of any shape",
       .description = "Rows of `[[layer]]` are convolutions, linear layers, attention, norms, element-wise passes and "
                      "table look-ups, each with the "
                      "sizes of its own input: branches and skips need no further word. One block per row. Inference "
                      "and training steps; one device.",
       .assumptions =
           {"Batch norm and activation functions ride on the layer before them unless they have a row of their own.",
            fused_attention},
       .references = {"Dumoulin & Visin 2016, A guide to convolution arithmetic, arXiv:1603.07285"}});
}

}  // namespace fleetline::workloads::layers
