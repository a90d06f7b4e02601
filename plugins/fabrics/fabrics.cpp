// Plugin `fabrics`: what connects devices and nodes, and collectives over it; see README.md.
#include "cluster_fabric.hpp"
#include "collective.hpp"
#include "node_fabric.hpp"
#include "validation.hpp"
#include "wide_area.hpp"

using namespace fleetline;
using namespace fleetline::fabrics;

namespace {

const std::vector<std::string> sources{
    "Patarasuk, Yuan: Bandwidth Optimal All-reduce Algorithms for Clusters of Workstations. J. Parallel Distrib. Comput. 69(2), 2009",
    "Sanders, Speck, Traeff: Two-tree algorithms for full bandwidth broadcast, reduction and scan. Parallel Computing 35(12), 2009",
    "Thakur, Rabenseifner, Gropp: Optimization of Collective Communication Operations in MPICH. Int. J. High Perform. Comput. Appl. 19(1), 2005",
    "NVIDIA NCCL, src/graph/tuning.cc: latencies and efficiencies by algorithm"};

}  // namespace

FLEETLINE_PLUGIN(Manifest{
    .name = "fabrics",
    .version = "0.1.0",
    .summary = "NVLink and PCIe nodes, fat trees and rails, lines between sites, and collectives over them",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {
        sdk::fabric<Nvlink>({.name = "nvlink",
                             .summary = "Devices of a node on NVSwitches, or in a mesh of NVLinks",
                             .description = "Rings, reduction in the switch, pairwise exchange, and the kernels of serving engines; the cheapest by size.",
                             .references = sources}),
        sdk::fabric<Pcie>({.name = "pcie",
                           .summary = "Devices of a node on PCI Express switches and root complexes",
                           .description = "Rings and pairwise exchange over shared links: what leaves a switch shares one slot.",
                           .references = sources}),
        sdk::fabric<FatTree>({.name = "fat_tree",
                              .summary = "Nodes on leaf and spine switches",
                              .description = "All adapters of a node on one leaf. Rings and trees over all adapters, beside what goes on inside nodes.",
                              .references = sources}),
        sdk::fabric<RailOptimised>({.name = "rail_optimised",
                                    .summary = "Nodes on leaf and spine switches, one leaf for each adapter of a node",
                                    .description = "The i-th adapters of all nodes of a pod share a leaf: rings along a rail cross one switch.",
                                    .references = sources}),
        sdk::fabric<WideArea>({.name = "wide_area",
                               .summary = "Lines between sites, each with each or as listed",
                               .description = "Collectives go inside sites first, on what connects them there, then between sites, by what every site "
                                              "sends and receives once. Not modelled: other traffic on the line, loss, congestion control.",
                               .references = sources}),
        sdk::record<NodeLibrary>({.name = "node_library",
                                  .summary = "Constants of a communication library's collectives inside a node, on one generation of links",
                                  .references = sources,
                                  .folder = "stacks"}),
        sdk::record<ClusterLibrary>({.name = "cluster_library",
                                     .summary = "Constants of a communication library's collectives between nodes, on one kind of network",
                                     .references = sources,
                                     .folder = "stacks"}),
        sdk::solver<CollectiveSolver>(
            {.name = "collective",
             .summary = "Time and bandwidth of one collective, and the algorithm that is cheapest",
             .description = "Asks the fabrics of the fleet. The table `algorithms` lists every one that was weighed. Not modelled: other traffic, congestion, "
                            "ranks that arrive late.",
             .references = sources,
             .needs_hardware = true,
             .promises = {{.output = "time", .parameter = "payload", .direction = Direction::higher}}})},
    .validations = {{.name = "collectives", .summary = "Time or bandwidth of collectives, by system, ranks and size", .translate = translate_collective}}})
