// From what measured rows call a method of compression to the parameters of this solver, by rules. Pure functions of
// text.
#pragma once

#include <string>
#include <string_view>

#include "fleetline/sdk/row_rules.hpp"

namespace fleetline::compression {

using sdk::mentions;
using sdk::squeezed;

struct Method {
  std::string weights, math, kv, embedding, head;  ///< empty: not given
  int zero_bits = 0;
  bool keep_ends = true, two_of_four = false;
  std::string kernel;  ///< of a single stream on one device
  std::string reason;  ///< why it is outside the model; empty: it is not
};

/// "FP8", "INT4 AWQ", "int4wo-64", "q4_0 imatrix=None", "nf4_g128" ...
Method method_named(std::string_view method, std::string_view source);

/// "Llama3.1-8B bs8 H200" -> "Llama-3.1-8B"; "" when the registry has no such model.
std::string workload_named(std::string_view model);
/// "Llama3.1-8B bs8 H200" -> "H200"; "" when no device is named.
std::string device_named(std::string_view model);


}  // namespace fleetline::compression
