// Importer `hf`: the config.json of a Hugging Face checkpoint.
#pragma once

#include "fleetline/manifest.hpp"

namespace fleetline::workloads::import {

Importer hugging_face();

}  // namespace fleetline::workloads::import
