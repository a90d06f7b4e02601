// Plugin `reliability`: failures, checkpoints, goodput, spares, availability; see README.md.
#include "solver.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "reliability",
    .version = "0.1.0",
    .summary = "How often a fleet fails, and what checkpoints, spares and replicas make of it",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {
        fleetline::sdk::record<fleetline::reliability::Failures>(
            {.name = "failures", .summary = "Mean times between failures of parts, as a fleet showed them", .description = "Failures that stop a job; a range where fleets differ.", .folder = "failures"}),
        fleetline::sdk::solver<fleetline::reliability::Reliability>(
            {.name = "reliability",
             .summary = "Failures of a fleet, the checkpoint interval, the share of time that is work, spares, availability",
             .description = "Parts of the fleet graph in series; exponential failures; the exact checkpoint optimum beside Young's and Daly's. Losses add up to the whole.",
             .assumptions = {"failures are independent and exponential: neither infant mortality nor wear-out", "any failure of a part stops the job", "replicas fail one independently of the other"},
             .references = {"Young 1974, CACM 17(9)", "Daly 2006, FGCS 22(3)", "Bougeret et al. 2011, Checkpointing strategies for parallel jobs", "Herault, Robert 2015, Fault-Tolerance Techniques for High-Performance Computing"},
             .needs_hardware = true,
             .promises = {{"ettr", "mtbf", fleetline::Direction::higher}, {"spares", "repair_time", fleetline::Direction::higher}, {"availability", "site_availability", fleetline::Direction::higher}}})},
    .validations = {fleetline::reliability::reliability_validation()}})
