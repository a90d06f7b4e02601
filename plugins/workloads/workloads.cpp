// The plugin: which kinds of workload this library holds. Each kind describes itself in its own folder.
#include "cnn/cnn.hpp"
#include "common/audits.hpp"
#include "diffusion_transformer/diffusion_transformer.hpp"
#include "encoder/encoder.hpp"
#include "encoder_decoder/encoder_decoder.hpp"
#include "fleetline/sdk.hpp"
#include "import/hugging_face.hpp"
#include "layers/layers.hpp"
#include "profile/profile.hpp"
#include "recommendation/recommendation.hpp"
#include "state_space/state_space.hpp"
#include "transformer/transformer.hpp"
#include "vision_transformer/vision_transformer.hpp"

using fleetline::workloads::audited;

FLEETLINE_PLUGIN(fleetline::Manifest{
    .name = "workloads",
    .version = "0.2.0",
    .summary = "Workloads: language, vision, diffusion, recommendation and state-space models, networks layer by "
               "layer, a profile of plain numbers",
    .authors = {"The fleetline authors"},
    .licence = "Apache-2.0",
    .components = {
        audited(fleetline::workloads::profile::component()),
        audited(fleetline::workloads::cnn::component()),
        audited(fleetline::workloads::layers::component()),
        audited(fleetline::workloads::transformer::component(), {"hidden", "heads", "kv_heads", "experts", "experts_per_token"}),
        audited(fleetline::workloads::state_space::component(), {"hidden"}),
        audited(fleetline::workloads::encoder::component(), {"hidden", "heads"}),
        audited(fleetline::workloads::encoder_decoder::component(), {"hidden", "heads"}),
        audited(fleetline::workloads::vision_transformer::component(), {"hidden", "heads"}),
        audited(fleetline::workloads::diffusion_transformer::component(), {"hidden", "heads"}),
        audited(fleetline::workloads::recommendation::component())},
    .importers = {fleetline::workloads::import::hugging_face()}})
