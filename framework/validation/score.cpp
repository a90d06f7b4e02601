// From judged rows to the score: by source and figure, by stack, over all.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "fleetline/text.hpp"
#include "validate.hpp"

namespace fleetline {
namespace {

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

using Key = std::function<std::string(const JudgedRow&)>;

std::vector<Score> grouped(const std::vector<JudgedRow>& rows, const Key& source, const Key& name) {
  std::map<std::string, std::size_t> known;
  std::vector<std::vector<const JudgedRow*>> groups;
  for (const JudgedRow& r : rows) {
    const std::string key = cat(source(r), "\n", name(r));
    const auto [at, fresh] = known.emplace(key, groups.size());
    if (fresh) groups.emplace_back();
    groups[at->second].push_back(&r);
  }
  std::vector<Score> scores;
  for (const auto& group : groups) {
    Score score = score_of(group);
    score.source = source(*group.front());
    score.name = name(*group.front());
    scores.push_back(std::move(score));
  }
  return scores;
}

/// A column of texts or numbers, filled row by row.
class Board {
 public:
  void text(const char* name, const char* doc, const std::function<std::string(const Score&)>& get) {
    ResultColumn c{.name = name, .doc = doc, .type = FieldType::text};
    for (std::size_t i = 0; i < scores_.size(); ++i) {
      c.labels[static_cast<int>(i)] = get(scores_[i]);
      c.values.push_back(static_cast<double>(i));
    }
    results.columns.push_back(std::move(c));
  }
  void number(const char* name, const char* unit, const char* doc, const std::function<double(const Score&)>& get, FieldType type = FieldType::number) {
    ResultColumn c{.name = name, .unit = unit, .doc = doc, .type = type};
    for (const Score& s : scores_) c.values.push_back(get(s));
    results.columns.push_back(std::move(c));
  }
  explicit Board(const std::vector<Score>& scores) : scores_(scores) { results.status.resize(scores.size()); }
  Results results;

 private:
  const std::vector<Score>& scores_;
};

double none_without(const Score& s, double value) { return s.n > 0 ? value : std::nan(""); }

std::string peers_of(const std::vector<PeerError>& peers, const Score& score) {
  std::string text;
  for (const PeerError& p : peers)
    if (score.n > 0 && p.source == score.source && score.name.find(p.figure) != std::string::npos) text += cat(text.empty() ? "" : ", ", p.peer, " ", p.error);
  return text;
}

void add_table_by_stack(Results& results, const std::vector<JudgedRow>& rows) {
  DetailTable& table = results.tables.emplace_back(DetailTable{"by_stack", "The same rows by software stack", {}});
  DetailColumn& stack = table.add_text("stack");
  DetailColumn& figure = table.add_text("figure");
  DetailColumn& n = table.add("n", Dimension{}, "");
  DetailColumn& mape = table.add("mean_error", Dimension{}, "%");
  DetailColumn& median = table.add("median_error", Dimension{}, "%");
  DetailColumn& bias = table.add("bias", Dimension{}, "%");
  for (const Score& s : score_by_stack(rows)) {
    if (s.n == 0) continue;
    stack.texts.push_back(s.source.empty() ? "-" : s.source);
    figure.texts.push_back(s.name);
    n.numbers.push_back(static_cast<double>(s.n));
    mape.numbers.push_back(s.mape);
    median.numbers.push_back(s.median);
    bias.numbers.push_back(s.bias);
  }
}

std::string percent(double share) { return cat(write_short(share * 100, Dimension{}), " %"); }

void add_table_of_reasons(Results& results, const std::vector<JudgedRow>& rows) {
  std::map<std::string, std::size_t> reasons;
  for (const JudgedRow& r : rows)
    if (r.status != JudgedRow::Status::ok) ++reasons[cat(r.status == JudgedRow::Status::skipped ? "skipped: " : "failed: ", r.reason)];
  if (reasons.empty()) return;
  std::vector<std::pair<std::string, std::size_t>> most(reasons.begin(), reasons.end());
  std::stable_sort(most.begin(), most.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  DetailTable& table = results.tables.emplace_back(DetailTable{"not_predicted", "Rows without a prediction, and why", {}});
  DetailColumn& n = table.add("rows", Dimension{}, "");
  DetailColumn& why = table.add_text("reason");
  for (const auto& [reason, count] : most) {
    n.numbers.push_back(static_cast<double>(count));
    why.texts.push_back(reason);
  }
}

/// "Mean over 9 groups 7.9 % (4.1 to 12 %)." Nothing without groups.
std::string groups_text(const std::vector<Score>& groups) {
  const double mean = mean_over_groups(groups);
  if (std::isnan(mean)) return "";
  double least = std::numeric_limits<double>::infinity(), most = 0;
  std::size_t n = 0;
  for (const Score& s : groups)
    if (!s.yes_no && s.n > 0) least = std::min(least, s.mape), most = std::max(most, s.mape), ++n;
  return cat(" Mean over ", n, n == 1 ? " group " : " groups ", percent(mean), n == 1 ? "" : cat(" (", percent(least), " to ", percent(most), ")"), ".");
}

/// "1,650 of 1,963 rows predicted. Mean over 9 groups 7.9 % (4.1 to 12 %). Over rows: median 6.1 %, mean 8.2 %; mean over sources 8.4 %.
/// 92.1 % of 606 yes-or-no rows are right." What a few rows of doubtful unit cannot move comes first: groups and the median.
std::string verdict_of(const std::vector<JudgedRow>& rows, const std::vector<Score>& scores) {
  std::vector<const JudgedRow*> numbers, answers;
  for (const JudgedRow& r : rows) (r.yes_no ? answers : numbers).push_back(&r);
  const Score figures = score_of(numbers), yes_no = score_of(answers);
  double sources = 0, sum = 0;
  for (const Score& s : scores)
    if (!s.yes_no && s.n > 0) sum += s.mape, ++sources;
  std::string text = cat(figures.n + yes_no.n, " of ", counted_as(rows.size(), "row"), " predicted.", groups_text(score_by_group(rows)));
  if (figures.n > 0)
    text += cat(" Over rows: median ", percent(figures.median), ", mean ", percent(figures.mape), "; mean over sources ", percent(sum / sources), ".");
  if (yes_no.n > 0) text += cat(" ", percent(1 - yes_no.mape), " of ", yes_no.n, " yes-or-no rows are right.");
  return text;
}

}  // namespace

Score score_of(const std::vector<const JudgedRow*>& rows) {
  Score s;
  std::vector<double> sizes;
  for (const JudgedRow* r : rows) {
    s.yes_no |= r->yes_no;
    if (r->status != JudgedRow::Status::ok) {
      ++(r->status == JudgedRow::Status::skipped ? s.skipped : s.failed);
      continue;
    }
    const double error = r->error(), size = std::abs(error);
    ++s.n;
    sizes.push_back(size);
    s.mape += size;
    s.bias += r->yes_no ? r->predicted - r->measured : error;
    if (s.worst_id.empty() || size > std::abs(s.worst)) s.worst = error, s.worst_id = r->id;
  }
  if (s.n > 0) s.mape /= static_cast<double>(s.n), s.bias /= static_cast<double>(s.n);
  s.median = median_of(std::move(sizes));
  return s;
}

std::vector<Score> score_by_source(const std::vector<JudgedRow>& rows) {
  return grouped(rows, [](const JudgedRow& r) { return r.source; }, [](const JudgedRow& r) { return r.name; });
}

std::vector<Score> score_by_stack(const std::vector<JudgedRow>& rows) {
  return grouped(rows, [](const JudgedRow& r) { return r.stack; }, [](const JudgedRow& r) { return r.name; });
}

std::vector<Score> score_by_group(const std::vector<JudgedRow>& rows) {
  std::vector<JudgedRow> members;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(members), [](const JudgedRow& r) { return !r.group.empty(); });
  return grouped(members, [](const JudgedRow& r) { return r.group; }, [](const JudgedRow& r) { return std::string(r.yes_no ? "yes or no" : "error"); });
}

double mean_over_groups(const std::vector<Score>& groups) {
  double sum = 0, n = 0;
  for (const Score& s : groups)
    if (!s.yes_no && s.n > 0) sum += s.mape, ++n;
  return n > 0 ? sum / n : std::nan("");
}

void add_table_of_groups(Results& results, const std::vector<JudgedRow>& rows) {
  const std::vector<Score> groups = score_by_group(rows);
  if (groups.empty()) return;
  DetailTable& table = results.tables.emplace_back(DetailTable{"groups", "The groups of registry/measurements/groups.csv", {}});
  DetailColumn& name = table.add_text("group");
  DetailColumn &n = table.add("n", Dimension{}, ""), &mean = table.add("mean_error", Dimension{}, "%"), &median = table.add("median_error", Dimension{}, "%"),
               &worst = table.add("worst", Dimension{}, "%");
  DetailColumn& row = table.add_text("worst_row");
  for (const Score& s : groups) {
    name.texts.push_back(s.source);
    n.numbers.push_back(static_cast<double>(s.n));
    mean.numbers.push_back(none_without(s, s.mape));
    median.numbers.push_back(none_without(s, s.median));
    worst.numbers.push_back(none_without(s, s.worst));
    row.texts.push_back(s.worst_id);
  }
  const double over = mean_over_groups(groups);
  if (std::isnan(over)) return;
  name.texts.push_back("mean of these");
  n.numbers.push_back(static_cast<double>(std::count_if(groups.begin(), groups.end(), [](const Score& s) { return s.n > 0; })));
  mean.numbers.push_back(over);
  for (DetailColumn* empty : {&median, &worst}) empty->numbers.push_back(std::nan(""));
  row.texts.push_back("");
}

Results scoreboard(const std::vector<JudgedRow>& rows, const std::vector<PeerError>& peers, std::string name) {
  const std::vector<Score> scores = score_by_source(rows);
  Board board(scores);
  board.results.name = std::move(name);
  board.text("source", "Row ids without their digits", [](const Score& s) { return s.source; });
  board.text("figure", "What was measured", [](const Score& s) { return s.name; });
  board.number("n", "", "Rows predicted", [](const Score& s) { return static_cast<double>(s.n); }, FieldType::integer);
  board.number("skipped", "", "Rows outside the model", [](const Score& s) { return static_cast<double>(s.skipped); }, FieldType::integer);
  board.number("failed", "", "Rows that should have been predicted", [](const Score& s) { return static_cast<double>(s.failed); }, FieldType::integer);
  board.number("mean_error", "%", "Mean of |predicted / measured - 1|; of yes-or-no rows the share that is wrong", [](const Score& s) { return none_without(s, s.mape); });
  board.number("median_error", "%", "Median of the same", [](const Score& s) { return none_without(s, s.median); });
  board.number("bias", "%", "Mean of predicted / measured - 1; of yes-or-no rows: too many yes", [](const Score& s) { return none_without(s, s.bias); });
  board.number("worst", "%", "Largest error", [](const Score& s) { return none_without(s, s.worst); });
  board.text("worst_row", "Its id", [](const Score& s) { return s.worst_id; });
  if (!peers.empty()) board.text("peers", "Published error of other tools on this figure of this source", [&](const Score& s) { return peers_of(peers, s); });
  board.results.verdict = verdict_of(rows, scores);
  add_table_of_groups(board.results, rows);
  add_table_by_stack(board.results, rows);
  add_table_of_reasons(board.results, rows);
  return std::move(board.results);
}

}  // namespace fleetline
