// Parts that configurations of hybrids are made of.
#pragma once

#include "import/decoder.hpp"

namespace fleetline::workloads::import {

/// Refuses a switch that is set otherwise; `what` cannot be expressed.
void must_be(Work& w, std::string_view key, bool expected, const char* what);
/// The recurrence of so many layers; the others attend.
void recurrence(Work& w, const char* kind, int layers, std::string note);
/// Layers that a list counts as `recurrent`; every other word must be `attending`. Nothing when the file has no list.
std::optional<int> counted(Work& w, Names names, int layers, std::string_view recurrent, std::string_view attending);

}  // namespace fleetline::workloads::import
