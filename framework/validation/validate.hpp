// Runs a table of measurements through the plugins' models, and keeps the score.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "judged_row.hpp"
#include "study/results.hpp"

namespace fleetline {

struct ValidationSettings : RowSettings {
  std::vector<std::pair<std::string, Value>> constants;  ///< --constant: members of records that are replaced
  bool strict = false;
};

/// The validations of that name, of all plugins. Adds a problem (there are ..., did you mean) when there is none.
std::vector<const Validation*> find_validations(const Plugins& plugins, std::string_view name, Problems& problems);

/// Every question about every row, in order; on all cores, with the same answer for any number of them. A row no plugin knows is skipped.
std::vector<JudgedRow> judge_table(const CsvTable& table, const std::vector<const Validation*>& validations,
                                   const ValidationSettings& settings, const Plugins& plugins, Registry& registry);

/// One line of the score.
struct Score {
  std::string source, name;
  bool yes_no = false;
  std::size_t n = 0, skipped = 0, failed = 0;
  double mape = 0, median = 0, bias = 0, worst = 0;  ///< of the error; for yes-or-no rows `mape` is the share that is wrong
  std::string worst_id;
};

/// By source and figure, in order of first appearance.
std::vector<Score> score_by_source(const std::vector<JudgedRow>& rows);
std::vector<Score> score_by_stack(const std::vector<JudgedRow>& rows);
/// Of the rows that belong to one; figures of several kinds count together.
std::vector<Score> score_by_group(const std::vector<JudgedRow>& rows);
Score score_of(const std::vector<const JudgedRow*>& rows);

/// Peers' published error of a source, and of which of its figures: those whose name contains `figure`, all when empty.
struct PeerError {
  std::string source, figure, peer, error, citation;
};

/// The mean of the groups' mean errors, yes-or-no groups left out; NaN without any.
double mean_over_groups(const std::vector<Score>& groups);
/// Table `groups`: n, mean, median and worst error of each, and their mean. Nothing when there are none.
void add_table_of_groups(Results& results, const std::vector<JudgedRow>& rows);

/// The score as results that every output format knows.
Results scoreboard(const std::vector<JudgedRow>& rows, const std::vector<PeerError>& peers, std::string name);

/// id,source,metric,measured,predicted,error,status
void write_predictions(const std::vector<JudgedRow>& rows, std::ostream& out);

}  // namespace fleetline
