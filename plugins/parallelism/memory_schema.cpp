#include "memory_constants.hpp"

namespace fleetline::parallelism {

const Schema<MemoryConstants>& MemoryConstants::schema() {
  using C = MemoryConstants;
  static const auto schema =
      Schema<C>("What a software stack keeps in memory beyond the tensors of the model")
          .add("gradients", &C::gradients, "", "Format that gradients are added up in",
               {.source = "Megatron-LM: main gradients in fp32; DeepSpeed fp16: in the weights' format"})
          .add("replica_bytes", &C::replica_bytes, "",
               "Bytes per parameter on every replica beside weights and gradients",
               {.range = non_negative,
                .source = "DeepSpeed, bf16_optimizer.py: gradients added up in fp32, beside those in bf16, 4 bytes"})
          .add("shard_bytes", &C::shard_bytes, "",
               "Bytes per parameter that are divided like the optimizer's, beside master copy and moments",
               {.range = non_negative,
                .source = "DeepSpeed, stage_1_and_2.py: each rank keeps its share of the gradients in fp32, 4 bytes"})
          .add("activation_factor", &C::activation_factor, "",
               "Activations in memory over activations that are used: gaps of the allocator, gradients of activations; "
               "below 1 where some "
               "are kept in a narrower format",
               {.range = positive, .source = "calibrated"})
          .add("norm_copies", &C::norm_copies, "", "What unfused normalisation keeps in fp32, in inputs of a layer",
               {.range = non_negative, .source = "calibrated"})
          .add("score_copies", &C::score_copies, "",
               "Attention scores kept by an unfused kernel, in sets of softmax outputs",
               {.range = at_least(1), .source = "calibrated"})
          .add("logit_bytes", &C::logit_bytes, "",
               "Bytes per logit while the loss is computed: logits, fp32 copy, gradients",
               {.range = non_negative, .source = "2 + 4 with a fused loss; 2 + 4 + 4 and more without"})
          .add("gathered_logits", &C::gathered_logits, "",
               "Every device of a tensor-parallel group holds all logits, not its share")
          .add("workspace", &C::workspace, "", "Temporary buffers of the layer at work, in inputs of a layer",
               {.range = non_negative, .source = "calibrated"})
          .add("layer_buffers", &C::layer_buffers, "",
               "Weight gradients not yet added up and weights gathered ahead, in weights of a layer",
               {.range = non_negative, .source = "calibrated"})
          .add("context", &C::context, "GiB", "The device's context, kernels and libraries",
               {.range = non_negative, .source = "calibrated"})
          .add("communicator", &C::communicator, "GiB",
               "Buffers of the communication library, for each group that a device talks in",
               {.range = non_negative, .source = "calibrated"})
          .add("usable", &C::usable, "%", "Share of the device's memory that is there to use",
               {.range = fraction, .source = "what the driver leaves"});
  return schema;
}

}  // namespace fleetline::parallelism
