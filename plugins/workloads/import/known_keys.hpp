// Keys of configurations by what they do, for those that no family asked for.
#pragma once

#include <string_view>

namespace fleetline::workloads::import {

/// Of generation, training, positions, routing and the library: changes neither sizes nor sums.
bool is_harmless(std::string_view key);
/// Changes parameters, caches or what is computed.
bool changes_architecture(std::string_view key);
/// Names an activation function.
bool names_activation(std::string_view key);
/// The function is one that streams through its tensor once, whatever it computes.
bool is_known_activation(std::string_view name);
/// The known one that is most like it.
std::string_view nearest_activation(std::string_view name);

}  // namespace fleetline::workloads::import
