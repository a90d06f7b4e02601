// Plugin `accelerators`: devices that price operators. One kind so far, `datasheet`; see README.md.
#include "audits.hpp"
#include "datasheet.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "accelerators",
    .version = "0.1.0",
    .summary = "Devices that price operators",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {fleetline::sdk::hardware<fleetline::accelerators::Datasheet>({
          .name = "datasheet",
          .summary = "A device as its data sheet describes it: peaks, memory levels, overheads, power",
          .description =
              "An operator keeps arithmetic busy for FLOPs over the peak of its format, and memory for bytes over "
              "bandwidth; the longer decides its time. A format without arithmetic falls back by a stated rule, which results report. "
              "Weights stream from the first read-only level (flash) when there is one, everything else from `memory`. "
              "No caches, tiles, clocks or contention: a bound, not a prediction. Scale it by efficiencies in the solver.",
          .assumptions = {"Peaks are dense data-sheet rates at the rated clock",
                          "Every byte of an operator crosses the memory interface once: no reuse in caches across operators",
                          "Vector operations (normalisation, activation functions) run at the matrix rate of their format"},
          .references = {"Williams, Waterman, Patterson: Roofline. Communications of the ACM 52(4), 2009",
                         "Fan, Weber, Barroso: Power provisioning for a warehouse-sized computer. ISCA 2007"},
          .columns = {"released", "memory_capacity", "memory_bandwidth", "dense_16", "peak.fp8", "peak_power", "link_bandwidth", "ridge_point"},
          .derived = fleetline::accelerators::derived_values(),
          .audits = fleetline::accelerators::audits()})}})
