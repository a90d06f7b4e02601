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
  Searcher(PlanRun& run, const std::function<void(std::uint64_t)>& progress)
      : run_(run), progress_(progress), groups_(run.plan.groups()), each_(run.plan.cases / groups_), line_(run.line ? run.plan.dimensions[run.line->dimension].size : 1) {}

  std::vector<Tally> all() {
    std::vector<Tally> out(groups_, Tally(run_.plan));
    if (each_ >= 4 * block) {
      for (std::uint64_t g = 0; g < groups_; ++g) one_group(out[g], g * each_);
    } else {
      tbb::parallel_for(tbb::blocked_range<std::uint64_t>(0, groups_, std::max<std::uint64_t>(1, block / each_)), [&](const auto& range) {
        for (std::uint64_t g = range.begin(); g != range.end(); ++g) lines(out[g], g * each_, 0, each_ / line_, no_limit);
      });
    }
    return out;
  }

 private:
  static constexpr double no_limit = std::numeric_limits<double>::infinity();

  /// In rounds of ever more lines. What is worse than the best so far is cut in the next round: the limit does not depend on which thread
  /// was faster, so neither does the number of cases tried.
  void one_group(Tally& into, std::uint64_t first) {
    constexpr std::uint64_t first_round = 64;
    const std::uint64_t all = each_ / line_, step = std::max<std::uint64_t>(1, block / line_);
    std::uint64_t round = run_.line ? first_round : all;
    for (std::uint64_t begin = 0; begin < all; begin += round, round *= 2) {
      const std::uint64_t end = std::min(all, begin + std::min(round, all));
      const double limit = limit_of(into);
      tbb::enumerable_thread_specific<Tally> tallies(Tally(run_.plan));
      tbb::parallel_for(tbb::blocked_range<std::uint64_t>(begin, end, step),
                        [&](const auto& range) { lines(tallies.local(), first, range.begin(), range.end(), limit); });
      for (const Tally& t : tallies) into.merge(t);
      if (begin + round >= all) break;
    }
  }

  /// What is worse than this cannot be among the rows to keep.
  double limit_of(const Tally& tally) const {
    const bool full = run_.line && tally.best.size() == run_.plan.search->keep;
    return full ? tally.best.back().values.front() : no_limit;
  }

  void lines(Tally& tally, std::uint64_t first, std::uint64_t begin, std::uint64_t end, double limit) {
    std::unique_ptr<Worker>& worker = workers_.local();
    if (!worker) worker = std::make_unique<Worker>(run_);
    for (std::uint64_t line = begin; line != end; ++line) one_line(tally, *worker, first + line * line_, limit);
    if (progress_) progress_((end - begin) * line_);
  }

  void one_line(Tally& tally, Worker& worker, std::uint64_t first, double limit) {
    const bool ascending = !run_.line || run_.line->ascending;
    std::size_t kept = 0;
    for (std::uint64_t i = 0; i < line_; ++i) {
      worker.place(ascending ? first + i : first + line_ - 1 - i);
      const Outcome outcome = worker.solve();
      const bool counts = tally.add(outcome, worker.slots(), worker.row());
      if (!run_.line || !outcome.ok()) continue;
      const Objective& o = run_.plan.search->objectives.front();
      const double value = o.maximise ? -worker.slots()[o.slot] : worker.slots()[o.slot];
      if (value > limit) return;  // and all that follow are no better
      if (counts && ++kept == run_.plan.search->keep) limit = std::min(limit, value);
    }
  }

  PlanRun& run_;
  const std::function<void(std::uint64_t)>& progress_;
  std::uint64_t groups_, each_, line_;  ///< how many searches, cases in each, cases in a line
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

std::string joined(const std::vector<std::string>& clauses) {
  std::string out;
  for (const std::string& clause : clauses) out += (out.empty() ? "" : "; ") + clause;
  return out;
}

void choose(const Tally& tally, std::uint32_t group, PlanRun& run, std::vector<Chosen>& out) {
  std::uint32_t rank = 0;
  for (std::size_t i : spread(tally.best.size(), run.plan.search->keep)) out.push_back({tally.best[i].row, group, ++rank});
  if (tally.best.empty()) {
    if (tally.nearest.row != ~std::uint64_t{0}) {
      Worker worker(run);
      worker.place_row(tally.nearest.row);
      worker.solve();
      out.push_back({tally.nearest.row, group, 1, false, joined(misses_of(run.plan, worker.slots())), Status::Code::infeasible});
    } else if (const ReasonTally* reason = commonest(tally)) {
      out.push_back({reason->row, group, 1, false, reason->outcome.reason(), reason->outcome.status.code});
    }
  }
  if (tally.failure) out.push_back({tally.failure->first, group, ++rank, false, tally.failure->second, Status::Code::failed});
}

}  // namespace

std::vector<std::string> misses_of(const Plan& plan, const double* slots) {
  std::vector<std::string> out;
  for (const Constraint& c : plan.search->constraints) {
    const double gap = gap_of(c, slots);
    if (gap == 0 && c.expression.holds(slots)) continue;
    const auto& comparison = c.expression.comparison();
    if (!comparison || std::isinf(gap)) {
      out.push_back(cat("'", c.text, "' does not hold"));
      continue;
    }
    const bool left = limit_is_left(*comparison);
    const double value = (left ? comparison->right : comparison->left).run(slots), limit = (left ? comparison->left : comparison->right).run(slots);
    out.push_back(cat(left ? comparison->right_text : comparison->left_text, " is ", write_short(value, comparison->dimension), " against ",
               write_short(limit, comparison->dimension), " (", number_text(100 * gap, 3), " % off)"));
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
