// Plugin `fabrics`: how devices are connected, and what collectives take; see README.md.
#include "cluster.hpp"
#include "collective.hpp"
#include "node.hpp"

namespace {

std::vector<fleetline::Component> components() {
  std::vector<fleetline::Component> all = fleetline::fabrics::cluster_components();
  all.push_back(fleetline::fabrics::node_component());
  all.push_back(fleetline::fabrics::collective_component());
  return all;
}

}  // namespace

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "fabrics",
    .version = "0.1.0",
    .summary = "Links of nodes and clusters, and the collectives over them",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = components(),
    .validations = {fleetline::fabrics::collective_validation()}})
