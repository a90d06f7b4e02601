// The checks, in groups; each group has a file of its own. A group is run in order.
#pragma once

#include <filesystem>
#include <vector>

#include "check.hpp"
#include "examples.hpp"
#include "readings.hpp"

namespace fleetline::conformance {

/// The file as such: stamp, loading, manifest, speed.
std::vector<Check> file_checks(const std::filesystem::path& file);

/// What one component declares: docs, equations, and parameters that can be filled in. The last is a gate; when it passes, its finding's only
/// reason is the origin of the example that worked.
std::vector<Check> declaration_checks(const Loaded& loaded, const std::vector<Example>& examples);

/// Reading parameters: unknown ones refused, order irrelevant.
std::vector<Check> parameter_checks(const Specimen& specimen);

/// Pure functions: same question, same bits, whoever asks, how often, from which thread, in which locale, and within bounds.
std::vector<Check> purity_checks(const Specimen& specimen);

std::vector<Check> hardware_checks(const Specimen& specimen);
std::vector<Check> workload_checks(const Specimen& specimen);
std::vector<Check> fabric_checks(const Specimen& specimen);
std::vector<Check> solver_checks(const Specimen& specimen);
std::vector<Check> promise_checks(const Specimen& specimen);

/// Reads the table of an example into `params`; returns the problems as text, "" when there are none.
std::string fill(const Component& component, const Table& table, Box& params);

/// The component's name as checks show it: "solver roofline".
std::string shown_name(const Component& component);

/// Sets one field and runs the cross-field check; false when that refuses the value.
bool set_field(const Specimen& specimen, const Field& field, double value, Box& params);

}  // namespace fleetline::conformance
