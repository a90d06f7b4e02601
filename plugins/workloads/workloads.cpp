// The plugin: which kinds of workload this library holds. Each kind describes itself in its own folder.
#include "cnn/cnn.hpp"
#include "fleetline/sdk.hpp"
#include "profile/profile.hpp"
#include "transformer/transformer.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "workloads",
    .version = "0.1.0",
    .summary = "Workloads: a profile of plain numbers, convolutional networks layer by layer, decoder-only transformers",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {fleetline::workloads::profile::component(), fleetline::workloads::cnn::component(),
                   fleetline::workloads::transformer::component()}})
