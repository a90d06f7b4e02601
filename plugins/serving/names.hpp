// From what measured rows call things to what the registry calls them, by rules. Pure functions of text.
#pragma once

#include <string>
#include <string_view>

namespace fleetline::serving {

/// A name, or why there is none.
struct Named_ {
  std::string name, reason;
};

/// "meta-llama/Llama-3.1-8B-Instruct" -> "Llama-3.1-8B": family, version and size decide; prefixes and suffixes do not.
/// Fine-tunes are the model they were tuned from.
Named_ workload_named(std::string_view model);
/// Whether a registry name is that of a mixture of experts.
bool is_mixture(std::string_view workload);
/// Checkpoints of 4 bits of these models quantise their experts alone; the format of the rest, which is the registry's
/// own. Empty: one format for all.
std::string format_beside_experts(std::string_view workload);
/// "NVIDIA H100-SXM-80GB", "h100_sxm", "H100 80GB HBM3" -> "H100_SXM5_80GB".
Named_ hardware_named(std::string_view gpu);
/// Family of devices that share kernels: "hopper", "ampere", "cdna3" ... of a registry name.
std::string family_of(std::string_view hardware);
/// The fabric that connects the devices of a node.
std::string fabric_of(std::string_view hardware);
/// Devices that this fabric connects: a rack of Grace Blackwell is one node.
double devices_of_node(std::string_view hardware);
/// Memory as the registry's name says it: 141 of "H200_SXM_141GB"; 0 where it does not.
double gigabytes_named(std::string_view hardware);

/// Engine and version class: "vllm-v1", "trtllm-session" ...; a blank version is a recent one.
std::string engine_class(std::string_view engine, std::string_view version);
/// The registry's stack for an engine class on a device family, or the nearest it has.
std::string stack_named(std::string_view engine_class, std::string_view family, std::string_view hardware);

}  // namespace fleetline::serving
