#include "stack.hpp"

namespace fleetline::parallelism {

const Schema<TrainingStack>& TrainingStack::schema() {
  using S = TrainingStack;
  static const auto schema =
      Schema<S>("What a training software stack reaches on a device")
          .add("title", &S::title, "", "Device, stack and versions")
          .add("gemm_efficiency", &S::gemm_efficiency, "1", "Fraction of the data sheet's peak that matrix products reach",
               {.range = fraction, .source = "H100 reaches 740 to 794 of 989 TFLOP/s in bf16, A100 254 to 271 of 312 on large products"})
          .add("attention_efficiency", &S::attention_efficiency, "1", "The same of attention kernels",
               {.range = fraction, .source = "Dao 2023, FlashAttention-2: 50 to 73 % of the A100's peak; 35 to 60 % on H100"})
          .add("memory_efficiency", &S::memory_efficiency, "1", "Fraction of peak bandwidth that element-wise kernels reach",
               {.range = fraction, .source = "measured 2.9 of 3.35 and 1.7 of 2.0 TB/s"})
          .add("operator_overhead", &S::operator_overhead, "us", "Launch and tail of one kernel", {.range = non_negative, .source = "calibrated"})
          .add("layer_floor", &S::layer_floor, "us", "The host needs this long to launch one layer and pass; 0: CUDA graphs",
               {.range = non_negative, .source = "calibrated"})
          .add("odd_heads", &S::odd_heads, "1",
               "How much longer kernels of a layer take whose head size is no multiple of 8: tensor cores want aligned rows",
               {.range = at_least(1), .source = "BLOOM chronicles: 94 against 120 TFLOP/s for heads of 150 and 144"})
          .add("communication_efficiency", &S::communication_efficiency, "1",
               "Speed of collectives inside a training step over that in isolation: kernels share the device, ranks arrive at different times",
               {.range = fraction, .source = "Bang et al. 2024, vTrain: about 30 % slower in training"})
          .add("tensor_overlap", &S::tensor_overlap, "1", "Share of tensor-parallel communication that hides behind matrix products",
               {.range = share, .source = "0 without userbuffers"})
          .add("memory", &S::memory, "", "What it keeps in memory");
  return schema;
}

}  // namespace fleetline::parallelism
