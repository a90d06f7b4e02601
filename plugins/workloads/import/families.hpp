// Which families of models there are, by the `model_type` of their configurations.
#pragma once

#include <span>
#include <string_view>

#include "import/draft.hpp"

namespace fleetline::workloads::import {

struct Family {
  std::string_view model_type;
  std::string_view kind;  ///< of workload
  void (*translate)(Work&) = nullptr;
  std::string_view part =
      {};  ///< the table inside the file that describes the language model; empty: the file itself does
};

std::span<const Family> dense_families();    ///< dense.cpp
std::span<const Family> classic_families();  ///< classic.cpp
std::span<const Family> mixture_families();  ///< mixtures.cpp
std::span<const Family> hybrid_families();   ///< hybrids.cpp
std::span<const Family> mamba2_families();   ///< mamba2_hybrids.cpp
std::span<const Family> other_families();    ///< other_kinds.cpp

struct Sizes;
/// Qwen's window, where the file turns it on: in the layers from max_window_layers on.
void qwen_window(Work& w, const Sizes& sizes);

}  // namespace fleetline::workloads::import
