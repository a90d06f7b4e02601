// How the workloads say no to a step, a sharding or a policy. Cold: nothing here runs when a step is sound.
#pragma once

#include <string>
#include <string_view>

#include "fleetline/step.hpp"

namespace fleetline::workloads {

/// Throws InputError with this one problem. `path` is the part of the step or sharding that is wrong.
[[noreturn, gnu::cold]] void refuse(std::string path, std::string what, std::string expected,
                                    std::string suggestion = {});

/// The samples that a step asks of a workload without a token axis. Refuses decode, prefill, and nothing at all.
double samples_of(const Step& step);

/// For workloads that run whole on one device.
void require_unsharded(const Sharding& sharding);

/// A solver must name every format the step will use: an empty one would count as no bytes at all.
/// Throws std::invalid_argument, because that is the solver's mistake and not the user's.
void require_formats(const Step& step, bool tokens);

}  // namespace fleetline::workloads
