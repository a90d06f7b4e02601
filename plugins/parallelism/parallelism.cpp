// Plugin `parallelism`: one training step under a 3D layout, and the search for the best; see README.md.
#include "memory_rows.hpp"
#include "solver.hpp"
#include "training_rows.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "parallelism",
    .version = "0.1.0",
    .summary = "Time and memory of distributed training, and the search for the best layout",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components =
        {fleetline::sdk::record<fleetline::parallelism::TrainingStack>(
             {.name = "training_stack",
              .summary = "What a training software stack reaches on a device, and what it keeps in memory",
              .description = "Constants calibrated per device and software stack, with their sources.",
              .folder = "stacks",
              .columns = {"gemm_efficiency", "attention_efficiency", "memory_efficiency"}}),
         fleetline::sdk::solver<fleetline::parallelism::Parallelism>(
             {.name = "parallelism",
              .summary = "One training step under a 3D layout: time, utilisation, memory by stage; the layout given, "
                         "or the fastest that fits",
              .description = "Degrees that are given are kept, degrees that are not are chosen: every layout that "
                             "divides is tried, memory first, then "
                             "time. The step is closed-form: kernels one after the other at the speed that the stack "
                             "reaches, tensor-parallel "
                             "communication exposed, 1F1B or interleaved bubble, gradients and weights among replicas "
                             "behind the passes that hide "
                             "them, the optimizer. Memory is summed tensor by tensor for the fullest stage.",
              .assumptions =
                  {"Kernels follow one another; the slowest stage sets the pace",
                   "Tensor groups sit in as few nodes as can be, then replicas, then stages",
                   "Layers are spread as evenly as can be; embedding and head stand on the first and last stage",
                   "ZeRO 2 and 3 stand without a pipeline only"},
              .references = {"Narayanan et al. 2021, Efficient large-scale language model training, arXiv:2104.04473",
                             "Korthikanti et al. 2022, Reducing activation recomputation, arXiv:2205.05198",
                             "Rajbhandari et al. 2020, ZeRO, arXiv:1910.02054",
                             "Zhao et al. 2023, PyTorch FSDP, arXiv:2304.11277"},
              .needs_workload = true,
              .needs_hardware = true,
              .promises = {{"missing_memory", "hardware.memory", fleetline::Direction::lower},
                           {"step_time", "hardware.memory_bandwidth", fleetline::Direction::lower}}})},
    .validations = {
        {"memory", "Peak memory of training layouts, and which of them fit", &fleetline::parallelism::translate_memory},
        fleetline::parallelism::training_validation(),
        fleetline::parallelism::experts_validation()}})
