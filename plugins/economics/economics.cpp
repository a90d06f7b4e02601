// Plugin `economics`: what a fleet costs to own or to rent, and what its work costs; see README.md.
#include "rows.hpp"
#include "solver.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "economics",
    .version = "0.1.0",
    .summary = "What a fleet costs to own or to rent, and what its work costs",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {fleetline::sdk::solver<fleetline::economics::Economics>({
        .name = "economics",
        .summary = "Total cost of owning or renting a fleet, per accelerator hour, token, request and run; break-even; what a budget pays",
        .description =
            "Owning: nodes and network by annuity, straight line or market decay, energy at the site's price, maintenance, building and people on request. "
            "Renting: on demand, reserved or spot. Both side by side, with the occupancy above which owning is cheaper. Prices come from the node, the tariff "
            "from the site, the draw and the pace from other stages. Money is US dollars.",
        .assumptions = {"Prices are those of the day in the entry: no inflation, no discounts",
                        "Whole nodes are bought and rented",
                        "Costs are averages over the life of the machines, not cash flows"},
        .references = {"Barroso, Hoelzle, Ranganathan: The Datacenter as a Computer, chapter 6",
                       "Cottier et al.: The Rising Costs of Training Frontier AI Models. arXiv:2405.21015"},
        .needs_hardware = true,
        .promises = {{"tco", "node_price", fleetline::Direction::higher},
                     {"tco", "electricity_price", fleetline::Direction::higher},
                     {"tco", "interest", fleetline::Direction::higher},
                     {"tco", "residual", fleetline::Direction::lower},
                     {"tco", "lifetime", fleetline::Direction::lower},
                     {"tco", "maintenance", fleetline::Direction::higher},
                     {"tco", "network_share", fleetline::Direction::higher},
                     {"tco_rent", "rent", fleetline::Direction::higher},
                     {"tco", "period", fleetline::Direction::higher},
                     {"affordable_nodes", "budget", fleetline::Direction::higher}}})},
    .validations = {{"operations", "Costs of training and of accelerator hours", &fleetline::economics::translate_operations}}})
