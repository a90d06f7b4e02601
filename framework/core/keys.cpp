// The interfaces' key functions: their type information lives here, once, and is shared by every library.
#include "fleetline/manifest.hpp"

namespace fleetline {

Hardware::~Hardware() = default;
Workload::~Workload() = default;
Fabric::~Fabric() = default;
Pricer::~Pricer() = default;
Fleet::~Fleet() = default;
TopologyBuilder::~TopologyBuilder() = default;
TopologyView::~TopologyView() = default;
Solver::~Solver() = default;
Prepared::~Prepared() = default;
Scratch::~Scratch() = default;

}  // namespace fleetline
