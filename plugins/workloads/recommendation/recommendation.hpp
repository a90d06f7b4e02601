// Workload kind `recommendation`: dense features through a network, sparse ones through embedding tables, their
// interaction (DLRM).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/network.hpp"
#include "common/published.hpp"
#include "fleetline/manifest.hpp"

namespace fleetline::workloads::recommendation {

/// `count` tables of `rows` rows, of which one sample reads `lookups` each and adds them up.
struct TableSpec {
  std::string name;
  double rows = 0;
  int count = 1, lookups = 1;
  static const Schema<TableSpec>& schema();
};

struct Params : Published {
  int dense_features = 13, dimension = 0;
  std::vector<int> bottom, top;
  int cross_layers = 0, cross_rank = 0;
  std::vector<TableSpec> table;
  static const Schema<Params>& schema();
};

/// Naumov et al. 2019, section 2: bottom network on the dense features, one vector of each table, dot products of every
/// pair of vectors, top network on these and the bottom's output. Or, of DLRM-DCNv2, layers in which all vectors in a
/// row are crossed with themselves: x' = x0 (W V x + b) + x (Wang et al. 2021, arXiv:2008.13535, section 3.2). Tables
/// train sparsely: rows that the batch did not read do not change.
Network network_of(const Params& params);

class Recommendation : public NetworkWorkload {
 public:
  using Params = recommendation::Params;
  explicit Recommendation(const Params& p) : NetworkWorkload(network_of(p), "sample", p.native) {}
};

Component component();

}  // namespace fleetline::workloads::recommendation
