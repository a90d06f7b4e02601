// What the layout solver is asked, and what it answers.
#include "solver.hpp"

namespace fleetline::parallelism {

const Schema<Reference>& Reference::schema() {
  static const FieldOptions count{.range = non_negative, .shapes = true};
  static const auto schema =
      Schema<Reference>("A layout to compare with")
          .add("tensor_parallel", &Reference::tensor_parallel, "", "Its tensor degree; 0: none given", count)
          .add("pipeline_parallel", &Reference::pipeline_parallel, "", "Its pipeline stages", count)
          .add("data_parallel", &Reference::data_parallel, "", "Its replicas", count);
  return schema;
}

const Schema<ParallelismParams>& ParallelismParams::schema() {
  using P = ParallelismParams;
  static const FieldOptions shape{.shapes = true};
  static const FieldOptions count{.range = at_least(1), .shapes = true};
  static const auto schema =
      Schema<P>("One training step of the workload on the whole fleet")
          .add("batch", &P::batch, "", "Global batch: sequences (samples) per step",
               {.range = {.low = 1, .high = 1e6}, .shapes = true})
          .add("sequence", &P::sequence, "", "Tokens per sequence; not given: the model's context, at most 4096", count)
          .add("tensor_parallel", &P::tensor_parallel, "", "Devices that share every layer; not given: chosen", count)
          .add("pipeline_parallel", &P::pipeline_parallel, "", "Stages; not given: chosen", count)
          .add("data_parallel", &P::data_parallel, "", "Replicas; not given: what tensor and pipeline degrees leave",
               count)
          .add("expert_parallel", &P::expert_parallel, "",
               "Replicas among which the experts of a layer are spread, each of them divided like the rest of the "
               "layer; a divisor of "
               "data_parallel * context_parallel; not given: chosen, and 1 of a dense model",
               count)
          .add("whole_experts", &P::whole_experts, "",
               "Each expert stands whole on one device of its tensor group, and expert_parallel * tensor_parallel "
               "devices "
               "share them (Megatron-Core's expert_tensor_parallel_size of 1, folding); otherwise a group divides each",
               {.shapes = true, .source = "Liu et al. 2025, MoE Parallel Folding, section 3"})
          .add("context_parallel", &P::context_parallel, "",
               "Devices that share each sequence; they are replicas to weights and their gradients", count)
          .add("virtual_stages", &P::virtual_stages, "",
               "Chunks of layers per device (interleaved schedule); 1: plain 1F1B; not given: chosen", count)
          .add("micro_batch", &P::micro_batch, "", "Sequences that pass a stage at once; not given: chosen", count)
          .add("recompute", &P::recompute,
               {{RecomputeWish::choose, {"choose", 0, "the fastest that fits"}},
                {RecomputeWish::none, {"none", 0, "keep all activations"}},
                {RecomputeWish::selective, {"selective", 0, "recompute attention scores; flash kernels do so anyway"}},
                {RecomputeWish::full, {"full", 0, "keep layer inputs only"}}},
               "Activations computed again in the backward pass", shape)
          .add("sequence_parallel", &P::sequence_parallel, "",
               "Divide what lies between tensor-parallel matrices, too; not given: chosen", shape)
          .add("zero", &P::zero,
               {{ZeroWish::choose, {"choose", 0, "the fastest that fits"}},
                {ZeroWish::none, {"none", 0, "replicas hold everything"}},
                {ZeroWish::optimizer, {"optimizer", 0, "stage 1: master weights and moments divided"}},
                {ZeroWish::gradients, {"gradients", 0, "stage 2: gradients, too"}},
                {ZeroWish::weights, {"weights", 0, "stage 3 (FSDP): weights, too"}}},
               "What replicas divide among them", shape)
          .add("zero_group", &P::zero_group, "",
               "Replicas that divide it (hybrid sharding: FSDP's HYBRID_SHARD, InternEvo's zero1 size); groups hold "
               "copies of each other; a divisor of data_parallel * context_parallel; not given: all",
               {.range = at_least(1), .shapes = true, .source = "Zhao et al. 2023, PyTorch FSDP, section 3.2.2"})
          .add("adapter_rank", &P::adapter_rank, "",
               "Fine-tuning of low-rank adapters on the matrices around attention, of this rank, all else frozen; 0: "
               "all "
               "weights are trained",
               {.range = non_negative, .shapes = true, .source = "Hu et al. 2021, LoRA, section 4"})
          .add("offload", &P::offload, "1",
               "Share of the layers' activations that wait for their backward pass in main memory",
               {.range = share, .shapes = true, .source = "Yuan et al. 2024 (USENIX ATC), section 4"})
          .add("precision", &P::precision, "",
               "Format of weights, activations and arithmetic; not given: the workload's own", shape)
          .add("optimizer", &P::optimizer,
               {{Optimizer::adam, {"adam", 0, "two moments per parameter"}},
                {Optimizer::momentum, {"momentum", 0, "one"}},
                {Optimizer::sgd, {"sgd", 0, "none"}}},
               "Optimizer state per parameter", shape)
          .add("stack", &P::stack, "",
               "Software stack: what it reaches and what it keeps; not given: Megatron-Core as of 2024", shape)
          .add("communication", &P::communication,
               {{Communication::fabric, {"fabric", 0, "as the fleet's fabrics price it"}},
                {Communication::free, {"free", 0, "takes no time: the bound, and memory alone"}}},
               "What sending costs", shape)
          .add("fit", &P::fit,
               {{Fit::required, {"required", 0, "layouts that do not fit in memory are none"}},
                {Fit::ignored, {"ignored", 0, "time alone counts: for runs that are known to have fitted"}}},
               "Whether memory decides", shape)
          .add("reference", &P::reference, "", "A split to give the rank of, and the gap to the best", shape)
          .add("top", &P::top, "", "Rows of the table of layouts", count);
  return schema;
}

const Schema<ParallelismOutputs>& ParallelismOutputs::schema() {
  using O = ParallelismOutputs;
  constexpr auto lower = Direction::lower, higher = Direction::higher;
  static const auto schema =
      Schema<O>("The step, its memory, and the layout")
          .add(
              "step_time", &O::step_time, "s", "Time of one step; no data loading, no checkpoints",
              {.source = "Narayanan et al. 2021, section 2.2",
               .direction = lower,
               .headline = true,
               .equation =
                   "step_time = compute_time + recompute_time + tensor_time + expert_time + bubble_time + stage_time + "
                   "data_time + optimizer_time + overhead_time",
               .uses = "compute_time, recompute_time, tensor_time, expert_time, bubble_time, stage_time, data_time, "
                       "optimizer_time, overhead_time"})
          .add("mfu", &O::mfu, "%",
               "Model FLOPs utilisation, causal convention: neither recomputed nor masked arithmetic counts",
               {.direction = higher,
                .headline = true,
                .equation = "mfu = model FLOPs of a step / (accelerators * peak * step_time)",
                .uses = "step_time, accelerators, batch, hardware.peak"})
          .add("hfu", &O::hfu, "%", "Hardware FLOPs utilisation: all that is computed counts",
               {.direction = higher,
                .equation = "hfu = FLOPs of a step / (accelerators * peak * step_time)",
                .uses = "step_time, accelerators, hardware.peak"})
          .add("tokens_per_second", &O::tokens_per_second, "token/s",
               "Tokens trained per second, whole fleet; samples without a token axis",
               {.direction = higher,
                .headline = true,
                .equation = "tokens_per_second = batch * sequence / step_time",
                .uses = "batch, sequence, step_time"})
          .add("accelerators", &O::accelerators, "", "Devices at work: all of the fleet", {})
          .add("accelerator_power", &O::accelerator_power, "W",
               "Mean draw of one, idle included; not given when no power figures are known",
               {.direction = lower,
                .equation =
                    "accelerator_power = draw of a device that runs + energy of its kernels above that / step_time",
                .uses = "step_time, hardware.idle_power, hardware.peak_power"})
          .add("tp", &O::tp, "", "Tensor degree",
               {.headline = true,
                .equation = "tp = tensor_parallel, or that of the fastest layout that fits",
                .uses = "tensor_parallel"})
          .add("pp", &O::pp, "", "Pipeline stages",
               {.headline = true,
                .equation = "pp = pipeline_parallel, or that of the fastest layout that fits",
                .uses = "pipeline_parallel"})
          .add("dp", &O::dp, "", "Replicas",
               {.headline = true, .equation = "dp = accelerators / (tp * pp)", .uses = "accelerators, tp, pp"})
          .add("ep", &O::ep, "", "Replicas among which experts are spread", {})
          .add("vpp", &O::vpp, "", "Chunks per device", {})
          .add("micro_batch_size", &O::micro_batch_size, "", "Sequences that pass a stage at once", {})
          .add("micro_batches", &O::micro_batches, "", "Micro-batches of one replica in a step", {})
          .add("zero_stage", &O::zero_stage, "",
               "What replicas divide: 0 nothing, 1 optimizer state, 2 gradients, 3 weights", {})
          .add("recomputation", &O::recomputation,
               {{Recompute::none, {"none", 0, "all activations kept"}},
                {Recompute::selective, {"selective", 0, "attention scores again"}},
                {Recompute::full, {"full", 0, "everything again"}}},
               "What is computed again", {})
          .add("sp", &O::sp, "", "Sequence parallel", {})
          .add("compute_time", &O::compute_time, "s", "Forward and backward kernels of the slowest stage",
               {.direction = lower,
                .equation = "compute_time = micro_batches * (forward + backward of the slowest stage)",
                .uses = "micro_batches, hardware.peak, hardware.memory_bandwidth"})
          .add("recompute_time", &O::recompute_time, "s", "Forward kernels run again", {.direction = lower})
          .add("tensor_time", &O::tensor_time, "s", "Exposed communication inside tensor groups", {.direction = lower})
          .add("expert_time", &O::expert_time, "s", "Exposed exchange of tokens among experts",
               {.source = "Lepikhin et al. 2020, GShard, section 3.2", .direction = lower})
          .add("bubble_time", &O::bubble_time, "s", "Stages waiting while the pipeline fills and drains",
               {.source = "Narayanan et al. 2021, section 2.2.2",
                .direction = lower,
                .equation = "bubble_time = (pp - 1) / vpp * time of one micro-batch on the slowest stage",
                .uses = "pp, vpp"})
          .add("stage_time", &O::stage_time, "s", "Activations sent from stage to stage", {.direction = lower})
          .add("data_time", &O::data_time, "s",
               "Gradients and weights among replicas, what backward and forward passes do not hide",
               {.direction = lower})
          .add("optimizer_time", &O::optimizer_time, "s", "The optimizer's step", {.direction = lower})
          .add("overhead_time", &O::overhead_time, "s", "Host work of the step and of each micro-batch",
               {.direction = lower})
          .add("layer_forward_time", &O::layer_forward_time, "ms",
               "One layer and micro-batch forward, with what it sends", {.direction = lower})
          .add("layer_backward_time", &O::layer_backward_time, "ms", "The same backward, with what is computed again",
               {.direction = lower})
          .add("peak_memory", &O::peak_memory, "GiB", "The fullest device at its fullest, as its driver shows it",
               {.source = "Korthikanti et al. 2022, section 4; Rajbhandari et al. 2020, section 3",
                .direction = lower,
                .headline = true,
                .equation = "peak_memory = allocated_memory + context and communication buffers",
                .uses = "allocated_memory"})
          .add("allocated_memory", &O::allocated_memory, "GiB", "Of that, what the framework allocates",
               {.direction = lower,
                .equation = "allocated_memory = state_memory + activation_memory + logit_memory + working memory",
                .uses = "state_memory, activation_memory, logit_memory"})
          .add("state_memory", &O::state_memory, "GiB", "Of that, weights, gradients and optimizer state",
               {.direction = lower})
          .add("training_state", &O::training_state, "TB",
               "Weights and optimizer state of the whole model, once: what a checkpoint must hold",
               {.direction = lower})
          .add("activation_memory", &O::activation_memory, "GiB", "Of that, activations of micro-batches in flight",
               {.direction = lower})
          .add("logit_memory", &O::logit_memory, "GiB", "Of that, logits and their gradients, on the last stage",
               {.direction = lower})
          .add("usable_memory", &O::usable_memory, "GiB", "What there is to use",
               {.direction = higher, .uses = "hardware.memory"})
          .add("missing_memory", &O::missing_memory, "GiB", "How much does not fit; 0 when it does",
               {.direction = lower,
                .equation = "missing_memory = max(0, peak_memory - usable_memory)",
                .uses = "peak_memory, usable_memory"})
          .add("layouts_searched", &O::layouts_searched, "", "Layouts that divide, and were looked at", {})
          .add("layouts_too_large", &O::layouts_too_large, "", "Of those, discarded because they do not fit in memory",
               {})
          .add("reference_rank", &O::reference_rank, "",
               "Where the reference split stands among all splits; not given: no reference, or it does not fit",
               {.direction = lower, .uses = "reference"})
          .add("reference_gap", &O::reference_gap, "%", "How much longer its best layout takes than the best of all",
               {.direction = lower,
                .equation = "reference_gap = step_time of the reference / step_time - 1",
                .uses = "reference, step_time"});
  return schema;
}

}  // namespace fleetline::parallelism
