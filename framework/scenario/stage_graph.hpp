// The order in which stages run.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace fleetline {

/// Stage `stage` reads what stage `needs` makes. Indices into the list of stages, which is in source order.
struct StageNeed {
  std::size_t stage = 0, needs = 0;
};

struct StageOrder {
  std::vector<std::size_t> order;  ///< every stage after all it needs, ties by source order; of a cycle: empty
  std::vector<std::size_t> cycle;  ///< each needs the next; first and last are the same stage; empty when there is none

  explicit operator bool() const { return cycle.empty(); }
};

/// A need that is named twice counts once.
StageOrder order_stages(std::size_t stages, std::span<const StageNeed> needs);

/// "economics -> roofline -> economics": each stage needs the next.
std::string cycle_text(std::span<const std::size_t> cycle, std::span<const std::string> names);

}  // namespace fleetline
