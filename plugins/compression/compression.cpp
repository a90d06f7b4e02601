// Plugin `compression`: quantised and pruned weights; see README.md.
#include "solver.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "compression",
    .version = "0.1.0",
    .summary = "Quantised and pruned weights: size, speed, accuracy, and the workload that has them",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {
        fleetline::sdk::record<fleetline::compression::AccuracyStudy>(
            {.name = "accuracy_study", .summary = "Scores of a model before and after compression, as measured",
             .description = "Ranges come from these scores and nothing else; what nobody measured has none.", .folder = "accuracy"}),
        fleetline::sdk::solver<fleetline::compression::Compression>(
            {.name = "compression",
             .summary = "What compressed weights weigh, how much faster a step gets, what it costs in accuracy",
             .description = "The step is lowered and priced twice, with the original and the compressed weights. Stages downstream take the compressed workload: workload = \"compression.workload\".",
             .assumptions = {"dequantisation hides behind the memory traffic it saves"},
             .references = {"Frantar et al. 2022, GPTQ, arXiv:2210.17323", "Mishra et al. 2021, Accelerating Sparse Deep Neural Networks, arXiv:2104.08378", "Gholami et al. 2021, A Survey of Quantization Methods, arXiv:2103.13630"},
             .needs_workload = true,
             .needs_hardware = true,
             .objects = {"workload"},
             .promises = {{"compressed_size", "sparsity", fleetline::Direction::lower}, {"latency", "efficiency", fleetline::Direction::lower}}})}})
