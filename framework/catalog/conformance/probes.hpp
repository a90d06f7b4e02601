// How each noun is asked everything it can be asked. One function per noun, each in a file of its own.
#pragma once

#include <memory>
#include <vector>

#include "fleetline/fleet.hpp"
#include "readings.hpp"
#include "subjects.hpp"

namespace fleetline::conformance {

/// The probe for a component of any noun; nullptr for a record.
std::unique_ptr<Probe> make_probe(const Loaded& loaded, const Box& params);
std::unique_ptr<Probe> probe_hardware(const Loaded& loaded, const Box& params);
std::unique_ptr<Probe> probe_workload(const Loaded& loaded, const Box& params);
std::unique_ptr<Probe> probe_fabric(const Loaded& loaded, const Box& params);
std::unique_ptr<Probe> probe_solver(const Loaded& loaded, const Box& params);

/// One solve of `component` about `subjects`: the outputs, or why there are none. What it refuses for want of gets an example. With a
/// `detail`, it is filled, too.
struct Solved {
  Status status;
  Box outputs;
};
Solved solve_once(const Loaded& loaded, const Subjects& subjects, const Box& params, Detail* detail = nullptr);

/// Operators of every kind, from nothing to huge, in a format.
std::vector<Operator> test_operators(Format format);
std::vector<Format> test_formats();

/// Steps that `facts` admit: decode, prefill and both where there is a token axis, samples otherwise, and training.
struct NamedStep {
  std::string name;
  Step step;
};
std::vector<NamedStep> test_steps(const WorkloadFacts& facts);

/// Eight devices that `fabric` connects, as the inside of a node and as a cluster of nodes.
std::vector<std::unique_ptr<const Fleet>> test_fleets(const std::shared_ptr<const Fabric>& fabric);

}  // namespace fleetline::conformance
