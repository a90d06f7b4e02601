// How a [[layer]] row is written.
#include "cnn/model.hpp"
#include "fleetline/schema.hpp"

namespace fleetline::workloads::cnn {

const Schema<LayerSpec>& LayerSpec::schema() {
  auto choice = [](Op op, std::string_view doc) { return std::pair(op, Choice{.name = op_name(op), .doc = doc}); };
  static const auto s =
      Schema<LayerSpec>("One layer or module")
          .add("name", &LayerSpec::name, "", "What breakdowns call it; not given: the op and its place, \"conv-1\"")
          .add("op", &LayerSpec::op,
               {choice(Op::conv, "convolution"), choice(Op::depthwise, "convolution of every channel by itself"),
                choice(Op::pool, "maximum or average over a window"),
                choice(Op::global_pool, "average over the whole plane"),
                choice(Op::fully_connected, "every input to every output"),
                choice(Op::basic_block, "ResNet-18/34: two convolutions and a shortcut"),
                choice(Op::bottleneck,
                       "ResNet-50 and deeper: 1x1, kernel, 1x1 and a shortcut; the stride is in the middle one"),
                choice(Op::inverted_residual, "MobileNetV2: 1x1 up, depthwise, 1x1 down, shortcut where shapes agree"),
                choice(Op::depthwise_separable, "MobileNetV1, DS-CNN: depthwise, then 1x1")},
               "What the row is", {.required = true})
          .add("channels", &LayerSpec::channels, "", "Output channels; pools and depthwise keep theirs",
               {.range = non_negative})
          .add("kernel", &LayerSpec::kernel, "", "Window height (and width), of the spatial convolution or the pool",
               {.range = at_least(1)})
          .add("kernel_width", &LayerSpec::kernel_width, "", "Window width where it differs from the height",
               {.range = at_least(1)})
          .add("stride", &LayerSpec::stride, "", "Vertical (and horizontal) stride of the first module of the row",
               {.range = at_least(1)})
          .add("stride_width", &LayerSpec::stride_width, "", "Horizontal stride where it differs",
               {.range = at_least(1)})
          .add("padding", &LayerSpec::padding, "",
               "Zeros added on every side; not given: as many as make output = ceil(input / stride)",
               {.range = non_negative})
          .add("groups", &LayerSpec::groups, "", "Groups of channels convolved apart", {.range = at_least(1)})
          .add("expansion", &LayerSpec::expansion, "1",
               "bottleneck: channels over inner channels, 4; inverted-residual: inner over input channels, 6",
               {.range = positive})
          .add("squeeze", &LayerSpec::squeeze, "1",
               "inverted-residual: squeeze-and-excitation, its narrow layer over the input channels; not given: none",
               {.range = fraction})
          .add("repeat", &LayerSpec::repeat, "", "Modules in a row; all but the first have stride 1",
               {.range = at_least(1)})
          .add("batch_norm", &LayerSpec::batch_norm, "",
               "Batch norm after each convolution; not given: yes, but not after fully-connected")
          .add("bias", &LayerSpec::bias, "",
               "A bias per output channel; not given: yes exactly where there is no batch norm");
  return s;
}

}  // namespace fleetline::workloads::cnn
