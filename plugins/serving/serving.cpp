// Plugin `serving`: a language model behind a serving engine; see README.md.
#include "rows.hpp"
#include "solver.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "serving",
    .version = "0.1.0",
    .summary = "Latency, throughput, memory and energy of language models behind serving engines",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {
        fleetline::sdk::solver<fleetline::serving::Serving>({
            .name = "serving",
            .summary = "Time to first token, time between tokens, throughput, memory and replicas of a served language model",
            .description =
                "Prefill and decode are priced operator by operator from the workload's own lowering, with the efficiencies of a serving "
                "stack; a loaded engine is a cycle in which every running request reads one prompt and decodes its tokens. Memory "
                "is split into weights, KV cache, activations and runtime, and the largest batch is solved. Without a stack the "
                "answer is a bound.",
            .assumptions = {"All requests have the same lengths",
                            "Operators of a step follow one another; collectives are not hidden behind arithmetic",
                            "Steady state: what happens while the engine fills up or drains is not part of the means"},
            .references = {"Pope et al.: Efficiently Scaling Transformer Inference. arXiv:2211.05102",
                           "Kwon et al.: PagedAttention. arXiv:2309.06180",
                           "Agrawal et al.: Sarathi-Serve (chunked prefill). arXiv:2403.02310",
                           "Zhong et al.: DistServe, section 3 (queueing). arXiv:2401.09670"},
            .needs_workload = true,
            .needs_hardware = true,
            .promises = {{"itl", "hardware.memory_bandwidth", fleetline::Direction::lower},
                         {"itl_floor", "hardware.memory_bandwidth", fleetline::Direction::lower},
                         {"max_batch", "hardware.memory", fleetline::Direction::higher},
                         {"max_batch", "output_tokens", fleetline::Direction::lower}}}),
        fleetline::sdk::record<fleetline::serving::ServingStack>({
            .summary = "Constants of a serving engine on a family of devices, fitted to measurements",
            .description = "Shares of datasheet rates by kind of kernel and format, floors, host overheads, scheduler and memory policy.",
            .folder = "stacks",
            .columns = {"device", "software", "versions"}})},
    .validations = {{.name = "serving",
                     .summary = "Latency and throughput of served language models, by engine and source",
                     .translate = &fleetline::serving::translate}}})
