// What `list` compares of models, and what is true of every sound entry of one.
#pragma once

#include "fleetline/manifest.hpp"

namespace fleetline::workloads {

/// `component` with the audits of published counts, and with columns: those of every workload, `own` after the count of
/// layers.
Component audited(Component component, std::vector<std::string> own = {});

}  // namespace fleetline::workloads
