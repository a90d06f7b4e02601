// Plugin `facilities`: the record kinds that sustainability, economics and reliability share; see README.md.
#include "fleetline/sdk.hpp"
#include "fleetline/sdk/records/node.hpp"
#include "fleetline/sdk/records/prices.hpp"
#include "fleetline/sdk/records/site.hpp"
#include "fleetline/sdk/records/switch.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "facilities",
    .version = "0.1.0",
    .summary = "Sites, nodes, switches and prices: grids, buildings, servers, networks, offers to buy and rent",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {
        fleetline::sdk::record<fleetline::Site>({
            .name = "site",
            .summary = "Where machines stand: carbon and water of the grid, the building's overhead, the price of electricity",
            .description = "Yearly averages. Direct and life-cycle carbon stand apart and are never mixed in one sum. What is not published stays empty.",
        }),
        fleetline::sdk::record<fleetline::Node>({
            .name = "node",
            .summary = "A server with accelerators: parts, their draw, power supplies, price, rent, embodied carbon",
            .description = "Powers of parts are direct current behind the power supplies; prices are US dollars, dated in the entry.",
        }),
        fleetline::sdk::record<fleetline::Prices>({
            .name = "prices",
            .summary = "What an accelerator costs to buy, and to rent on demand, reserved or spot: offers, dated",
            .description = "Offers as published, each with its source. Median, lowest and highest are computed by whoever reads them. US dollars, without tax.",
            .folder = "prices",
        }),
        fleetline::sdk::record<fleetline::Switch>({
            .name = "switch",
            .summary = "A network switch: ports, their bandwidth, latency, draw, price",
            .description = "Powers are without transceivers where the entry does not say otherwise; prices are US dollars, dated in the entry.",
            .folder = "switches",
        })}})
