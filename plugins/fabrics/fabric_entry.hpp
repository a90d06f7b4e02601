// What follows from an entry of a fabric, and what is true of every sound one: for `fleetline list` and `audit`.
#pragma once

#include <vector>

#include "fleetline/entry.hpp"

namespace fleetline::fabrics {

/// By kind: inside nodes each device has so many links, between nodes each node so many adapters.
std::vector<Derived> nvlink_derived();
std::vector<Derived> mesh_derived();
std::vector<Derived> pcie_derived();
std::vector<Derived> torus_derived();
std::vector<Derived> clos_derived();
std::vector<Derived> dragonfly_derived();

std::vector<Audit> nvlink_audits();
std::vector<Audit> mesh_audits();
std::vector<Audit> pcie_audits();
std::vector<Audit> torus_audits();
std::vector<Audit> clos_audits();
std::vector<Audit> dragonfly_audits();
std::vector<Audit> wide_area_audits();

}  // namespace fleetline::fabrics
