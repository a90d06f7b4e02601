// Plugin `facilities`: the record kinds that sustainability, economics and reliability share; see README.md.
#include "audits.hpp"
#include "fleetline/sdk.hpp"
#include "fleetline/sdk/records/dataset.hpp"
#include "fleetline/sdk/records/fabrication.hpp"
#include "fleetline/sdk/records/node.hpp"
#include "fleetline/sdk/records/prices.hpp"
#include "fleetline/sdk/records/site.hpp"
#include "fleetline/sdk/records/switch.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "facilities",
    .version = "0.1.0",
    .summary = "Sites, nodes, switches, prices and data sets: grids, buildings, servers, networks, offers to buy and rent, token counts",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {
        fleetline::sdk::record<fleetline::Site>({
            .name = "site",
            .summary = "Where machines stand: carbon and water of the grid, the building's overhead, the price of electricity",
            .description = "Yearly averages. Direct and life-cycle carbon stand apart and are never mixed in one sum. What is not published stays empty.",
            .columns = {"location", "carbon_direct", "carbon_life_cycle", "carbon_marginal", "pue", "water_on_site", "electricity_price"},
            .audits = fleetline::facilities::site_audits(),
        }),
        fleetline::sdk::record<fleetline::Node>({
            .name = "node",
            .summary = "A server with accelerators: parts, their draw, power supplies, price, rent, embodied carbon",
            .description = "Powers of parts are direct current behind the power supplies; prices are US dollars, dated in the entry.",
            .columns = {"released", "hardware", "devices_per_node", "node_fabric", "memory", "dense_16", "network",
                        "rated_power", "price", "on_demand_per_node", "spot_per_node", "reserved_per_node"},
            .derived = fleetline::facilities::node_derived(),
            .audits = fleetline::facilities::node_audits(),
        }),
        fleetline::sdk::record<fleetline::Prices>({
            .name = "prices",
            .summary = "What an accelerator costs to buy, and to rent on demand, reserved or spot: offers, dated",
            .description = "Offers as published, each with its source. Median, lowest and highest are computed by whoever reads them. US dollars, without tax.",
            .folder = "prices",
            .columns = {"sale", "per_tflops", "on_demand", "spot", "reserved_1y", "reserved_3y", "rent_to_buy", "offers"},
            .derived = fleetline::facilities::prices_derived(),
            .audits = fleetline::facilities::prices_audits(),
        }),
        fleetline::sdk::record<fleetline::Switch>({
            .name = "switch",
            .summary = "A network switch: ports, their bandwidth, latency, draw, price",
            .description = "Powers are without transceivers where the entry does not say otherwise; prices are US dollars, dated in the entry.",
            .folder = "switches",
            .columns = {"released", "form", "chip", "ports", "port_bandwidth", "capacity", "latency", "power_typical", "power_maximum", "price"},
            .derived = fleetline::facilities::switch_derived(),
            .audits = fleetline::facilities::switch_audits(),
        }),
        fleetline::sdk::record<fleetline::Dataset>({
            .name = "dataset",
            .summary = "What models are trained on, or asked: tokens, images, hours, requests and their lengths",
            .description = "Counts as published, tokens in those of the tokenizer that is named.",
            .columns = {"tokens", "samples", "size", "duration", "input.mean", "output.mean", "tokenizer", "content"},
            .audits = fleetline::facilities::dataset_audits(),
        }),
        fleetline::sdk::record<fleetline::Fabrication>({
            .name = "fabrication",
            .summary = "What making chips emits: per area by process, per gigabyte of memory, per package",
            .description = "For accelerators without a published product carbon footprint.",
            .folder = "fabrication",
            .columns = {"area_28nm", "area_14nm", "area_7nm", "area_5nm", "area_3nm", "hbm3", "gddr6", "lpddr5", "whole_over_silicon", "yield", "electricity"},
            .derived = fleetline::facilities::fabrication_derived(),
            .audits = fleetline::facilities::fabrication_audits(),
        })}})
