// Plugin `sustainability`: energy, carbon and water of a fleet at its sites; see README.md.
#include "rows.hpp"
#include "solver.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "sustainability",
    .version = "0.1.0",
    .summary = "Energy, carbon and water of a fleet at its sites",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {fleetline::sdk::solver<fleetline::sustainability::Sustainability>({
        .name = "sustainability",
        .summary = "Energy at four boundaries, carbon direct and life-cycle, embodied carbon and water of a run, summed over sites",
        .description =
            "From what accelerators draw (a stage's accelerator_power, or utilisation) to the plug of the node, part by part with fans and power "
            "supplies, to the facility by PUE, to carbon by the grid's average, to water on site and at the power plants. "
            "Direct and life-cycle carbon are two accounts and stay apart. Making the machines is spread over their useful life.",
        .assumptions = {"Yearly averages of the grid and of the building: neither hours nor seasons",
                        "Location-based carbon: contracts for clean power change no plant's emissions here",
                        "Parts of a node other than accelerators, processors and fans draw the same at any load"},
        .references = {"Patterson et al.: Carbon Emissions and Large Neural Network Training. arXiv:2104.10350",
                       "Li et al.: Making AI Less Thirsty (water). arXiv:2304.03271",
                       "Latif et al.: Single-Node Power Demand During AI Training. arXiv:2412.08602",
                       "Green Software Foundation: Software Carbon Intensity, ISO/IEC 21031:2024 (embodied share)",
                       "Fan, Weber, Barroso: Power Provisioning for a Warehouse-sized Computer. ISCA 2007"},
        .needs_hardware = true,
        .promises = {{"energy", "duration", fleetline::Direction::higher},
                     {"energy", "utilization", fleetline::Direction::higher},
                     {"energy", "pue", fleetline::Direction::higher},
                     {"energy", "duty", fleetline::Direction::higher},
                     {"energy", "cpu_utilization", fleetline::Direction::higher},
                     {"carbon_direct", "site_carbon_direct", fleetline::Direction::higher},
                     {"carbon_life_cycle", "site_carbon_life_cycle", fleetline::Direction::higher},
                     {"water_on_site", "site_water_on_site", fleetline::Direction::higher},
                     {"embodied_carbon", "lifetime", fleetline::Direction::lower}}})},
    .validations = {{"operations", "Energy, carbon and water of runs, draw of nodes, energy per token", &fleetline::sustainability::translate_operations}}})
