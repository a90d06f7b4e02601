// Plugin `reliability`: failures, checkpoints, goodput, spares, availability; see README.md.
#include "failures_entry.hpp"
#include "solver.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "reliability",
    .version = "0.1.0",
    .summary = "How often a fleet fails, and what checkpoints, spares and replicas make of it",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {
        fleetline::sdk::record<fleetline::reliability::Failures>(
            {.name = "failures", .summary = "Mean times between failures of parts, as a fleet showed them", .description = "Failures that stop a job; a range where fleets differ.", .folder = "failures",
             .columns = {"mtbf_1024", "per_1000_node_days", "per_accelerator_year", "accelerator", "host", "nic", "switch", "software", "accelerator_share", "low", "high"},
             .derived = fleetline::reliability::failures_derived(),
             .audits = fleetline::reliability::failures_audits()}),
        fleetline::sdk::solver<fleetline::reliability::Reliability>(
            {.name = "reliability",
             .summary = "Failures of a fleet, the checkpoint interval, the share of time that is work, spares, availability",
             .description = "Parts of the fleet graph in series; exponential failures; the exact checkpoint optimum beside Young's and Daly's. Losses add up to the whole. "
                            "A service: k of n by convolution, conditional on what takes several replicas along. Step time, state and capacity come from other stages.",
             .assumptions = {"Failures are independent and exponential: neither infant mortality nor wear-out",
                             "Any failure of a part at work stops the training job",
                             "Causes of a service's outages nest: replicas in nodes, those in racks and under leaves, those in sites; spine switches and adapters' detours take no capacity"},
             .references = {"Young: A first order approximation to the optimum checkpoint interval. CACM 17(9), 1974", "Daly: A higher order estimate of the optimum checkpoint interval for restart dumps. FGCS 22(3), 2006",
                            "Bougeret, Casanova, Rabie, Robert, Vivien: Checkpointing strategies for parallel jobs. SC 2011", "Aupy, Robert, Vivien, Zaidouni: Checkpointing algorithms and fault prediction. arXiv:1302.3752",
                            "Garwood: Fiducial limits for the Poisson distribution. Biometrika 28, 1936", "Kokolis et al.: Revisiting Reliability in Large-Scale Machine Learning Research Clusters. arXiv:2410.21680"},
             .needs_hardware = true,
             .promises = {{"ettr", "mtbf", fleetline::Direction::higher}, {"spares", "repair_time", fleetline::Direction::higher}, {"availability", "site_availability", fleetline::Direction::higher}, {"demand_met", "site_availability", fleetline::Direction::higher}}})},
    .validations = {fleetline::reliability::reliability_validation()}})
