// Plugin `roofline`: what arithmetic, memory and overheads allow at best; see README.md.
#include "solver.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "roofline",
    .version = "0.1.0",
    .summary = "What arithmetic, memory and overheads allow at best",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {fleetline::sdk::solver<fleetline::roofline::Roofline>({
        .name = "roofline",
        .summary = "Latency bound of one step on one device, operator by operator and as a whole, and what sets it",
        .description =
            "Each operator takes the longer of its arithmetic and its memory traffic; operators follow one another; host "
            "and launch overheads come on top. Beside the bound: bottleneck, utilisation, memory, energy, the batch at "
            "which the bottleneck changes, the largest batch that fits, and the bandwidth or peak that would meet a "
            "target. With the efficiencies at 1 nothing can be faster: a bound. Efficiencies measured on your kernels "
            "make it a prediction.",
        .assumptions = {"Inside an operator arithmetic and traffic overlap as the device says; operators do not overlap each other",
                        "Overheads are not hidden behind work",
                        "One device: no communication"},
        .references = {"Williams, Waterman, Patterson: Roofline. Communications of the ACM 52(4), 2009",
                       "Chowdhery et al.: PaLM, appendix B (MFU; here by the causal convention). arXiv:2204.02311",
                       "Rajbhandari et al.: ZeRO, section 3 (training memory). arXiv:1910.02054"},
        .needs_workload = true,
        .needs_hardware = true,
        .promises = {{"latency", "batch", fleetline::Direction::higher},
                     {"throughput", "batch", fleetline::Direction::higher},
                     {"memory_footprint", "batch", fleetline::Direction::higher},
                     {"flops", "batch", fleetline::Direction::higher},
                     {"latency", "efficiency", fleetline::Direction::lower},
                     {"latency", "memory_efficiency", fleetline::Direction::lower},
                     {"compute_time", "efficiency", fleetline::Direction::lower},
                     {"memory_time", "memory_efficiency", fleetline::Direction::lower},
                     {"missing_memory", "memory_reserve", fleetline::Direction::higher},
                     {"max_batch", "memory_reserve", fleetline::Direction::lower},
                     {"required_bandwidth", "target_latency", fleetline::Direction::lower},
                     {"required_peak", "target_latency", fleetline::Direction::lower},
                     {"latency", "hardware.memory_bandwidth", fleetline::Direction::lower},
                     {"latency", "hardware.dispatch_overhead", fleetline::Direction::higher},
                     {"latency", "hardware.layer_overhead", fleetline::Direction::higher},
                     {"energy", "hardware.idle_power", fleetline::Direction::higher},
                     {"memory_utilization", "hardware.memory", fleetline::Direction::lower},
                     {"missing_memory", "hardware.memory", fleetline::Direction::lower}}})}})
