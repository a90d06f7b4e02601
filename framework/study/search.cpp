#include "search.hpp"

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

constexpr std::uint64_t block = 1024;  // cases per task: long against scheduling, short against progress

/// One worker per thread, made when first needed.
using Workers = tbb::enumerable_thread_specific<std::unique_ptr<Worker>>;

class Searcher {
 public:
  Searcher(PlanRun& run, const std::function<void(std::uint64_t)>& progress) : run_(run), progress_(progress) {}

  std::vector<Tally> all() {
    const std::uint64_t groups = run_.plan.groups(), each = run_.plan.cases / groups;
    std::vector<Tally> out(groups, Tally(run_.plan));
    if (each >= 4 * block) {
      for (std::uint64_t g = 0; g < groups; ++g) one_group(out[g], g * each, each);
    } else {
      tbb::parallel_for(tbb::blocked_range<std::uint64_t>(0, groups, std::max<std::uint64_t>(1, block / each)), [&](const auto& range) {
        for (std::uint64_t g = range.begin(); g != range.end(); ++g) span(out[g], g * each, (g + 1) * each);
      });
    }
    return out;
  }

 private:
  void one_group(Tally& into, std::uint64_t first, std::uint64_t cases) {
    tbb::enumerable_thread_specific<Tally> tallies(Tally(run_.plan));
    tbb::parallel_for(tbb::blocked_range<std::uint64_t>(first, first + cases, block),
                      [&](const auto& range) { span(tallies.local(), range.begin(), range.end()); });
    for (const Tally& t : tallies) into.merge(t);
  }

  void span(Tally& tally, std::uint64_t begin, std::uint64_t end) {
    std::unique_ptr<Worker>& worker = workers_.local();
    if (!worker) worker = std::make_unique<Worker>(run_);
    for (std::uint64_t position = begin; position != end; ++position) {
      worker->place(position);
      const Outcome outcome = worker->solve();
      tally.add(outcome, worker->slots(), worker->row());
    }
    if (progress_) progress_(end - begin);
  }

  PlanRun& run_;
  const std::function<void(std::uint64_t)>& progress_;
  Workers workers_;
};

/// So many of `n`, evenly spread from the first to the last.
std::vector<std::size_t> spread(std::size_t n, std::size_t keep) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < std::min(n, keep); ++i) out.push_back(n <= keep || keep == 1 ? i : i * (n - 1) / (keep - 1));
  return out;
}

/// The reason most worth knowing: the one that rules out most, ties by text.
const ReasonTally* commonest(const Tally& tally) {
  const auto it = std::max_element(tally.reasons.begin(), tally.reasons.end(), [](const auto& a, const auto& b) { return a.second.cases < b.second.cases; });
  return it == tally.reasons.end() ? nullptr : &it->second;
}

void choose(const Tally& tally, std::uint32_t group, PlanRun& run, std::vector<Chosen>& out) {
  std::uint32_t rank = 0;
  for (std::size_t i : spread(tally.best.size(), run.plan.search->keep)) out.push_back({tally.best[i].row, group, ++rank});
  if (tally.best.empty()) {
    if (tally.nearest.row != ~std::uint64_t{0}) {
      Worker worker(run);
      worker.place_row(tally.nearest.row);
      worker.solve();
      out.push_back({tally.nearest.row, group, 1, false, misses_of(run.plan, worker.slots()), Status::Code::infeasible});
    } else if (const ReasonTally* reason = commonest(tally)) {
      out.push_back({reason->row, group, 1, false, reason->outcome.reason(), reason->outcome.status.code});
    }
  }
  if (tally.failure) out.push_back({tally.failure->first, group, ++rank, false, tally.failure->second, Status::Code::failed});
}

}  // namespace

std::string misses_of(const Plan& plan, const double* slots) {
  std::string out;
  for (const Constraint& c : plan.search->constraints) {
    const double gap = gap_of(c, slots);
    if (gap == 0 && c.expression.holds(slots)) continue;
    out += out.empty() ? "" : "; ";
    const auto& comparison = c.expression.comparison();
    if (!comparison || std::isinf(gap)) {
      out += cat("'", c.text, "' does not hold");
      continue;
    }
    const bool left = limit_is_left(*comparison);
    const double value = (left ? comparison->right : comparison->left).run(slots), limit = (left ? comparison->left : comparison->right).run(slots);
    out += cat(left ? comparison->right_text : comparison->left_text, " is ", write_short(value, comparison->dimension), " against ",
               write_short(limit, comparison->dimension), " (", number_text(100 * gap, 3), " % off)");
  }
  return out;
}

SearchResult search(PlanRun& run, const std::function<void(std::uint64_t)>& progress) {
  SearchResult out;
  out.groups = Searcher(run, progress).all();
  for (std::size_t g = 0; g < out.groups.size(); ++g) choose(out.groups[g], static_cast<std::uint32_t>(g), run, out.chosen);
  return out;
}

}  // namespace fleetline
