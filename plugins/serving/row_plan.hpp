// What a measured row ran: formats, lengths, division and load, by rules over its cells. No rule names a source or
// reads the measured value.
#pragma once

#include <string>
#include <string_view>

#include "fleetline/validation.hpp"

namespace fleetline::serving {

struct RowFormats {
  std::string math, weights, kv;
  std::string experts = {};      ///< weights of a mixture whose experts alone are quantised; empty: as the others
  std::string expert_math = {};  ///< what these multiply in
};

struct RowLengths {
  double input = 0, output = 0;
};

struct RowPlan {
  double tensor = 1, pipeline = 1, expert = 1, replicas = 1;
  bool together = false;  ///< one static batch
  std::string load;       ///< lines of TOML
};

/// Engines that let every query see every token whatever the model's window: the TensorRT-LLM of compiled engines. Its
/// Triton backend documents max_attention_window_size: "by default all tokens in the sequence" (read in a translation).
bool windows_open(std::string_view engine);
RowFormats formats_of(const MeasuredRow& row, std::string_view engine, std::string_view workload,
                      std::string_view family);
/// A missing half means the row measures the other alone.
RowLengths lengths_of(const MeasuredRow& row, std::string_view workload);
/// Whether a client's requests differ in length.
bool lengths_differ(const MeasuredRow& row);
/// Why a row's own cells rule each other out; empty: they do not.
std::string_view contradiction_of(const MeasuredRow& row);
RowPlan plan_of(const MeasuredRow& row, std::string_view engine);

}  // namespace fleetline::serving
