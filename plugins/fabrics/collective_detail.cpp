#include <algorithm>

#include "collective.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline::fabrics {

void describe(const CollectiveState& state, const CollectiveParams& params, const CollectiveOutputs& out, Detail& detail) {
  Collective c;
  c.kind = params.kind;
  c.payload = params.payload;
  c.kernels = params.kernels;
  std::vector<Offer> offers = state.fleet->offers(c, state.group);
  std::stable_sort(offers.begin(), offers.end(), [](const Offer& a, const Offer& b) { return a.cost.time < b.cost.time; });
  DetailTable& table = detail.table("algorithms", "Every algorithm that was weighed, the cheapest first, and what makes the others lose");
  DetailColumn& name = table.add_text("algorithm");
  DetailColumn& time = table.add("time", Seconds::dimension, "us");
  DetailColumn& fixed = table.add("fixed", Seconds::dimension, "us");
  DetailColumn& moving = table.add("moving", Seconds::dimension, "us");
  DetailColumn& why = table.add_text("because");
  for (const Offer& o : offers) {
    const Cost &mine = o.cost, &best = offers.front().cost;
    name.texts.emplace_back(o.algorithm.text());
    time.numbers.push_back(mine.time.base());
    fixed.numbers.push_back(mine.floor.base());
    moving.numbers.push_back((mine.time - mine.floor).base());
    const bool slower_start = mine.floor - best.floor > (mine.time - mine.floor) - (best.time - best.floor);
    why.texts.push_back(&o == &offers.front() ? "taken" : slower_start ? cat("its steps take ", to_text(mine.floor - best.floor), " more")
                                                                      : cat("its bytes take ", to_text((mine.time - mine.floor) - (best.time - best.floor)), " more"));
  }
  if (!offers.empty())
    detail.verdict = cat("The ", offers.front().algorithm.text(), " takes ", to_text(out.time), ": ", to_text(out.bus_bandwidth), " of bus bandwidth.");
}

}  // namespace fleetline::fabrics
