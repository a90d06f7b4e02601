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
/// A checkpoint of 4 bits that quantises the routed experts alone.
struct ExpertCheckpoint {
  std::string_view workload;
  std::string_view beside;  ///< format of the rest, which multiplies in it
  std::string_view format;  ///< of the experts; empty: as the row says
  std::string_view math;    ///< what these multiply in on devices with arithmetic for 4-bit floats; empty: their own.
                            ///< Elsewhere they are widened to the format beside, which the cache has, too
  std::string_view reference;
};
/// Null: a checkpoint of 4 bits is one throughout.
const ExpertCheckpoint* expert_checkpoint_of(std::string_view workload);
/// "NVIDIA H100-SXM-80GB", "h100_sxm", "H100 80GB HBM3" -> "H100_SXM5_80GB".
Named_ hardware_named(std::string_view gpu);
/// Family of devices that share kernels: "hopper", "ampere", "cdna3" ... of a registry name.
std::string family_of(std::string_view hardware);
/// The largest power of two that divides the query heads of a registry name: what more devices do not divide.
double head_divisor(std::string_view workload);
/// The fabric that connects the devices of a node.
std::string fabric_of(std::string_view hardware);
/// Devices that this fabric connects: a rack of Grace Blackwell is one node.
double devices_of_node(std::string_view hardware);

/// Engine and version class: "vllm-v1", "trtllm-session" ... Empty: an engine that is not known. Where the version is
/// no number, the month ("2026-02") in which it was measured decides between classes of one engine; a row without
/// either is a recent one of 2025.
std::string engine_class(std::string_view engine, std::string_view version, std::string_view month = {});
/// The registry's stack for an engine class on a device family, or for the class before it, whose constants stand where
/// none were measured; empty: it has none.
std::string stack_named(std::string_view engine_class, std::string_view family, std::string_view hardware);

}  // namespace fleetline::serving
