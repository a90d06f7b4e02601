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
  std::string_view part = {};  ///< the table inside the file that describes the language model; empty: the file itself does
};

std::span<const Family> dense_families();

}  // namespace fleetline::workloads::import
