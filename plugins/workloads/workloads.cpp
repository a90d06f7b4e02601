// The plugin: which kinds of workload this library holds. Each kind describes itself in its own folder.
#include "cnn/cnn.hpp"
#include "diffusion_transformer/diffusion_transformer.hpp"
#include "encoder/encoder.hpp"
#include "encoder_decoder/encoder_decoder.hpp"
#include "fleetline/sdk.hpp"
#include "layers/layers.hpp"
#include "profile/profile.hpp"
#include "recommendation/recommendation.hpp"
#include "state_space/state_space.hpp"
#include "transformer/transformer.hpp"
#include "vision_transformer/vision_transformer.hpp"

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "workloads",
    .version = "0.2.0",
    .summary = "Workloads: language, vision, diffusion, recommendation and state-space models, networks layer by "
               "layer, a profile of plain numbers",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {
        fleetline::workloads::profile::component(), fleetline::workloads::cnn::component(),
        fleetline::workloads::layers::component(), fleetline::workloads::transformer::component(),
        fleetline::workloads::state_space::component(), fleetline::workloads::encoder::component(),
        fleetline::workloads::encoder_decoder::component(), fleetline::workloads::vision_transformer::component(),
        fleetline::workloads::diffusion_transformer::component(), fleetline::workloads::recommendation::component()}})
