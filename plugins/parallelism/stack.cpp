#include "stack.hpp"

namespace fleetline::parallelism {

const Schema<TrainingStack>& TrainingStack::schema() {
  using S = TrainingStack;
  static const auto schema =
      Schema<S>("What a training software stack reaches on a device")
          .add("title", &S::title, "", "Device, stack and versions")
          .add("gemm_efficiency", &S::gemm_efficiency, "1",
               "Fraction of the data sheet's peak that matrix products reach",
               {.range = fraction,
                .source = "H100 reaches 740 to 794 of 989 TFLOP/s in bf16, A100 254 to 271 of 312 on large products"})
          .add("attention_efficiency", &S::attention_efficiency, "1", "The same of attention kernels",
               {.range = fraction,
                .source = "Dao 2023, FlashAttention-2: 50 to 73 % of the A100's peak; 35 to 60 % on H100"})
          .add("memory_efficiency", &S::memory_efficiency, "1",
               "Fraction of peak bandwidth that element-wise kernels reach",
               {.range = fraction, .source = "measured 2.9 of 3.35 and 1.7 of 2.0 TB/s"})
          .add("half_depth", &S::half_depth, "",
               "Inner size of a product at which it reaches half of gemm_efficiency: filling and draining the pipeline "
               "of multipliers",
               {.range = non_negative, .source = "calibrated; about 200"})
          .add("half_tiles", &S::half_tiles, "",
               "Output tiles of 128 x 128 at which half of the device waits: on average the last wave is half empty, "
               "so half its multiprocessors",
               {.range = non_negative, .source = "108 multiprocessors on A100, 132 on H100"})
          .add("misaligned_efficiency", &S::misaligned_efficiency, "1",
               "Speed of attention whose heads are no multiple of 8 elements, and of products whose sizes are none, "
               "over that of aligned ones",
               {.range = fraction, .source = "BigScience chronicles: 94 against 120 TFLOP/s"})
          .add("streaming_passes", &S::streaming_passes, "",
               "Traffic of element-wise kernels over that of one fused kernel each",
               {.range = positive, .source = "calibrated"})
          .add("norm_passes", &S::norm_passes, "",
               "The same of normalisation: 1 when fused, about 4 when written in fp32 operators",
               {.range = positive, .source = "calibrated"})
          .add("score_passes", &S::score_passes, "", "Traffic of attention over that of the kernel the workload names",
               {.range = positive, .source = "calibrated"})
          .add("optimizer_passes", &S::optimizer_passes, "",
               "Traffic of the optimizer over that of one fused kernel: clipping, casts, scaling",
               {.range = positive, .source = "calibrated"})
          .add("operator_overhead", &S::operator_overhead, "us", "Launch and tail of one kernel",
               {.range = non_negative, .source = "calibrated"})
          .add("layer_floor", &S::layer_floor, "us",
               "The host needs this long to launch one layer and pass; 0: CUDA graphs",
               {.range = non_negative, .source = "calibrated"})
          .add("odd_heads", &S::odd_heads, "1",
               "How much longer kernels of a layer take whose head size is no multiple of 8: tensor cores want aligned "
               "rows",
               {.range = at_least(1), .source = "BLOOM chronicles: 94 against 120 TFLOP/s for heads of 150 and 144"})
          .add("micro_batch_overhead", &S::micro_batch_overhead, "ms",
               "Host work for each micro-batch: schedule, data, loss", {.range = non_negative, .source = "calibrated"})
          .add("step_overhead", &S::step_overhead, "ms",
               "Host work for each step: logging, gradient norm, data loading",
               {.range = non_negative, .source = "calibrated"})
          .add("network_efficiency", &S::network_efficiency, "1",
               "As communication_efficiency, of what replicas and stages send, and of tokens on their way to experts",
               {.range = fraction, .source = "Bang et al. 2024, vTrain: about 30 % slower in training"})
          .add("data_overlap", &S::data_overlap, "1",
               "Share of the passes behind which gradients and weights of replicas may hide; 0: sent afterwards",
               {.range = share, .source = "Korthikanti et al. 2022, section 6.3: 37.83 to 39.15 s without overlap"})
          .add("stage_overlap", &S::stage_overlap, "1",
               "Share of what stages send that hides behind other micro-batches",
               {.range = share, .source = "calibrated"})
          .add("communication_efficiency", &S::communication_efficiency, "1",
               "Speed of tensor-parallel collectives inside a training step over that in isolation: kernels share the "
               "device, ranks arrive at different times",
               {.range = fraction, .source = "Bang et al. 2024, vTrain: about 30 % slower in training"})
          .add("host_bandwidth", &S::host_bandwidth, "GB/s",
               "Between a device and main memory, one direction: for activations that are offloaded",
               {.range = positive, .source = "measured 52 to 55 GB/s over 16 lanes of PCIe 5, 26 over PCIe 4"})
          .add("tensor_overlap", &S::tensor_overlap, "1",
               "Share of tensor-parallel communication that hides behind matrix products",
               {.range = share, .source = "0 without userbuffers"})
          .add("grouped_efficiency", &S::grouped_efficiency, "1",
               "Speed of products of several experts at once over that of one product of all their rows",
               {.range = fraction,
                .source = "SimuMax on B200: a median of 0.30 of the peak, against 0.49 of plain ones"})
          .add("expert_floor", &S::expert_floor, "us",
               "What layer_floor is more in a layer with experts: routing, sorting, and a wait for the number of "
               "tokens of "
               "each expert; 0: CUDA graphs",
               {.range = non_negative, .source = "calibrated"})
          .add("expert_efficiency", &S::expert_efficiency, "1",
               "Speed of tokens on their way to experts over what the fabric gives to an all-to-all",
               {.range = positive, .source = "DeepEP: 43 to 47 GB/s of a 50 GB/s adapter, forwarded inside nodes"})
          .add("expert_overlap", &S::expert_overlap, "1",
               "Share of the exchange of tokens among experts that hides behind arithmetic",
               {.range = share, .source = "0 unless the schedule pairs micro-batches (DualPipe)"})
          .add("memory", &S::memory, "", "What it keeps in memory");
  return schema;
}

}  // namespace fleetline::parallelism
