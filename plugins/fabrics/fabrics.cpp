// Plugin `fabrics`: what connects devices and nodes, and collectives over it; see README.md.
#include "cluster_fabric.hpp"
#include "collective.hpp"
#include "dragonfly.hpp"
#include "fabric_entry.hpp"
#include "network.hpp"
#include "node_fabric.hpp"
#include "torus.hpp"
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
    .summary = "NVLink, meshes and PCIe in nodes, tori, fat trees, rails and dragonflies, lines between sites, and collectives over them",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {
        sdk::fabric<Nvlink>({.name = "nvlink",
                             .summary = "Devices of a node on NVSwitches",
                             .description = "Rings, reduction in the switch, pairwise exchange, and the kernels of serving engines; the cheapest by size.",
                             .references = sources,
                             .columns = {"bandwidth", "per_device", "latency", "most_devices"},
                             .derived = nvlink_derived(),
                             .audits = nvlink_audits()}),
        sdk::fabric<Mesh>({.name = "mesh",
                           .summary = "Devices of a node cabled to each other: NVLink, xGMI, Xe Link, Ethernet",
                           .description = "As many rings as edge-disjoint closed tours are found among the cables, pairwise exchange over the narrowest cut.",
                           .references = sources,
                           .columns = {"bandwidth", "links_per_device", "per_device", "latency", "most_devices"},
                           .derived = mesh_derived(),
                           .audits = mesh_audits()}),
        sdk::fabric<Pcie>({.name = "pcie",
                           .summary = "Devices of a node on PCI Express switches and root complexes",
                           .description = "Rings and pairwise exchange over shared links: what leaves a switch shares one slot.",
                           .references = sources,
                           .columns = {"bandwidth", "per_device", "latency", "most_devices"},
                           .derived = pcie_derived(),
                           .audits = pcie_audits()}),
        sdk::fabric<FatTree>({.name = "fat_tree",
                              .summary = "Nodes on leaf and spine switches",
                              .description = "All adapters of a node on one leaf. Rings and trees over all adapters, beside what goes on inside nodes.",
                              .references = sources,
                              .columns = {"bandwidth", "adapters_per_node", "latency", "oversubscription", "switch", "most_devices"},
                              .derived = clos_derived(),
                              .audits = clos_audits()}),
        sdk::fabric<RailOptimised>({.name = "rail_optimised",
                                    .summary = "Nodes on leaf and spine switches, one leaf for each adapter of a node",
                                    .description = "The i-th adapters of all nodes of a pod share a leaf: rings along a rail cross one switch.",
                                    .references = sources,
                                    .columns = {"bandwidth", "adapters_per_node", "latency", "oversubscription", "switch", "most_devices"},
                              .derived = clos_derived(),
                              .audits = clos_audits()}),
        sdk::fabric<Dragonfly>({.name = "dragonfly",
                                .summary = "Nodes on groups of switches, each group cabled to each other one: Slingshot; with spines dragonfly+",
                                .description = "Rings and trees at what Valiant's routing leaves of the worst pattern, all-to-all at twice that. Cables between two "
                                               "groups are spread over their switches. Not modelled: routes one by one, congestion of other jobs.",
                                .references = {"Kim, Dally, Scott, Abts: Technology-Driven, Highly-Scalable Dragonfly Topology. ISCA 2008",
                                               "De Sensi et al.: An In-Depth Analysis of the Slingshot Interconnect. SC 2020",
                                               "Shpiner et al.: Dragonfly+: Low Cost Topology for Scaling Datacenters. HiPINEB 2017"},
                                .columns = {"bandwidth", "adapters_per_node", "latency", "group_nodes", "global_links", "taper", "switch", "most_devices"},
                                .derived = dragonfly_derived(),
                                .audits = dragonfly_audits()}),
        sdk::fabric<Torus>({.name = "torus",
                            .summary = "Devices cabled to their neighbours in one to four dimensions: TPU, Trainium",
                            .description = "Rings along all sides at once, all-to-all through the narrowest cut. Which sides a group fills is told by its size and by "
                                           "how far apart its members are. Not modelled: twisted tori, broken links.",
                            .references = {"Austin et al.: How to Scale Your Model, 2025, part 3", "Jouppi et al.: TPU v4, ISCA 2023"},
                            .columns = {"bandwidth", "links_per_device", "per_device", "latency", "efficiency", "most_devices"},
                            .derived = torus_derived(),
                            .audits = torus_audits()}),
        sdk::fabric<WideArea>({.name = "wide_area",
                               .summary = "Lines between sites, each with each or as listed",
                               .description = "Collectives go inside sites first, on what connects them there, then between sites, by what every site "
                                              "sends and receives once. Not modelled: other traffic on the line, loss, congestion control.",
                               .references = sources,
                               .columns = {"bandwidth", "latency", "efficiency"},
                               .audits = wide_area_audits()}),
        sdk::record<NodeLibrary>({.name = "node_library",
                                  .summary = "Constants of a communication library's collectives inside a node, on one generation of links",
                                  .references = sources,
                                  .folder = "stacks",
                                  .columns = {"base", "hop", "efficiency"}}),
        sdk::record<ClusterLibrary>({.name = "cluster_library",
                                     .summary = "Constants of a communication library's collectives between nodes, on one kind of network",
                                     .references = sources,
                                     .folder = "stacks",
                                     .columns = {"base", "hop", "efficiency"}}),
        sdk::solver<CollectiveSolver>(
            {.name = "collective",
             .summary = "Time and bandwidth of one collective, and the algorithm that is cheapest",
             .description = "Asks the fabrics of the fleet. The table `algorithms` lists every one that was weighed. Not modelled: other traffic, congestion, "
                            "ranks that arrive late.",
             .references = sources,
             .needs_hardware = true,
             .promises = {{.output = "time", .parameter = "payload", .direction = Direction::higher}}}),
        sdk::solver<NetworkSolver>(
            {.name = "network",
             .summary = "Switches and cables between nodes: how many, what they draw and cost",
             .description = "Counts the cables that the fleet's cluster fabric wires, and the switches of one model that carry them. Not counted: adapters, which "
                            "belong to nodes; storage and management networks; spares.",
             .references = {"Leiserson: Fat-Trees: Universal Networks for Hardware-Efficient Supercomputing. IEEE Trans. Comput. C-34(10), 1985"},
             .needs_hardware = true,
             .promises = {{.output = "power", .parameter = "transceiver_power", .direction = Direction::higher},
                          {.output = "price", .parameter = "cable_price", .direction = Direction::higher}}})},
    .validations = {{.name = "collectives", .summary = "Time or bandwidth of collectives, by system, ranks and size", .translate = translate_collective}}})
