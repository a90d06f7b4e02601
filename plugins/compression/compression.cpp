// Plugin `compression`: quantised and pruned weights; see README.md.
#include "rows.hpp"
#include "solver.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "compression",
    .version = "0.2.0",
    .summary = "Quantised and pruned weights: size, speed, accuracy, and the workload that has them",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {
        fleetline::sdk::record<fleetline::compression::AccuracyStudy>(
            {.name = "accuracy_study", .summary = "Scores of a model before and after compression, as measured",
             .description = "Ranges come from these scores and nothing else; what nobody measured has none.", .folder = "accuracy",
             .columns = {"model", "parameters"}}),
        fleetline::sdk::record<fleetline::compression::WeightOnlyKernel>(
            {.name = "weight_only_kernel", .summary = "What kernels that widen narrow weights on the way reach on a device",
             .description = "Shares of what the same software's dense kernels reach, at small batches by bandwidth, at large ones by arithmetic.", .folder = "kernels",
             .columns = {"device", "software", "weights", "arithmetic", "bandwidth"}}),
        fleetline::sdk::solver<fleetline::compression::Compression>(
            {.name = "compression",
             .summary = "What compressed weights weigh, how much faster a step gets, what it costs in accuracy",
             .description = "The step is lowered and priced twice, with the original and the compressed weights. Stages downstream take the compressed workload: workload = \"compression.workload\".",
             .assumptions = {"Scales, zero points and masks are counted; alignment and file headers are not",
                             "Activations' outliers and mixtures of formats within the layers are not modelled"},
             .references = {"Frantar et al. 2022, GPTQ, arXiv:2210.17323", "Mishra et al. 2021, Accelerating Sparse Deep Neural Networks, arXiv:2104.08378",
                            "Frantar et al. 2024, MARLIN, arXiv:2408.11743", "Gholami et al. 2021, A Survey of Quantization Methods, arXiv:2103.13630"},
             .needs_workload = true,
             .needs_hardware = true,
             .objects = {"workload"},
             .promises = {{"compressed_size", "sparsity", fleetline::Direction::lower}, {"latency", "efficiency", fleetline::Direction::lower}}})},
    .validations = {{.name = "compression",
                     .summary = "Sizes of compressed checkpoints, and speed-ups re-priced on the device",
                     .translate = &fleetline::compression::translate}}})
