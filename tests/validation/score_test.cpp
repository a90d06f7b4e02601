#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "validation/validate.hpp"

namespace fleetline {
namespace {

JudgedRow row(std::string id, double measured, double predicted) {
  JudgedRow r;
  r.id = id;
  r.source = source_of(id);
  r.name = "time";
  r.measured = measured;
  r.predicted = predicted;
  return r;
}

TEST(Score, SourceIsTheIdWithoutItsDigits) {
  EXPECT_EQ(source_of("SC21T1-0007"), "SCT");
  EXPECT_EQ(source_of("E-TRN-001"), "E-TRN");
  EXPECT_EQ(source_of("C00001"), "C");
}

TEST(Score, MeanMedianBiasAndWorst) {
  const std::vector<JudgedRow> rows{row("A-1", 10, 11), row("A-2", 10, 8), row("A-3", 10, 10), row("B-1", 1, 1.5)};
  const std::vector<Score> scores = score_by_source(rows);
  ASSERT_EQ(scores.size(), 2u);
  EXPECT_NEAR(scores[0].mape, 0.1, 1e-12);
  EXPECT_NEAR(scores[0].median, 0.1, 1e-12);
  EXPECT_NEAR(scores[0].bias, -0.1 / 3, 1e-12);
  EXPECT_EQ(scores[0].worst_id, "A-2");
  EXPECT_NEAR(scores[0].worst, -0.2, 1e-12);
}

TEST(Score, SkippedRowsCountApart) {
  std::vector<JudgedRow> rows{row("A-1", 10, 11), row("A-2", 10, 99)};
  rows[1].status = JudgedRow::Status::skipped;
  const Score score = score_by_source(rows).front();
  EXPECT_EQ(score.n, 1u);
  EXPECT_EQ(score.skipped, 1u);
  EXPECT_NEAR(score.mape, 0.1, 1e-12);
}

TEST(Score, YesOrNoRowsCountWrongAnswers) {
  std::vector<JudgedRow> rows{row("M-1", 1, 1), row("M-2", 0, 1), row("M-3", 1, 1), row("M-4", 0, 0)};
  for (JudgedRow& r : rows) r.yes_no = true;
  const Score score = score_by_source(rows).front();
  EXPECT_NEAR(score.mape, 0.25, 1e-12);
  EXPECT_NEAR(score.bias, 0.25, 1e-12);
  EXPECT_THAT(scoreboard(rows, {}, "memory").verdict, testing::HasSubstr("75 % of 4 yes-or-no rows are right"));
}

TEST(Score, GroupsPoolTheirFiguresAndAreAveraged) {
  std::vector<JudgedRow> rows{row("A-1", 10, 11), row("A-2", 10, 13), row("B-1", 10, 10.4), row("C-1", 10, 99)};
  rows[0].group = rows[1].group = "first";
  rows[1].name = "another figure";
  rows[2].group = "second";
  const std::vector<Score> groups = score_by_group(rows);
  ASSERT_EQ(groups.size(), 2u) << "C belongs to none";
  EXPECT_NEAR(groups[0].mape, (0.1 + 0.3) / 2, 1e-12);
  EXPECT_NEAR(mean_over_groups(groups), (0.2 + 0.04) / 2, 1e-12);
  // Errors of 10, 30, 4 and 890 %: the row of doubtful unit does not open the verdict.
  EXPECT_EQ(scoreboard(rows, {}, "training").verdict,
            "4 of 4 rows predicted. Mean over 2 groups 12 % (4 % to 20 %). Over rows: median 20 %, mean 233.5 %; mean over sources 233.5 %.");
}

TEST(Score, PeersErrorStandsBesideTheFigureItBelongsTo) {
  std::vector<JudgedRow> rows{row("A-1", 10, 11), row("A-2", 10, 13), row("A-3", 10, 13), row("B-1", 10, 11)};
  rows[0].name = "engine: time per token under load";
  rows[1].name = "engine: first token under load";
  rows[2].name = "time per token", rows[2].status = JudgedRow::Status::skipped;
  const Results board = scoreboard(rows, {{"A", "time per token", "Peer", "7 %", ""}, {"B", "", "Other", "9 %", ""}}, "serving");
  const ResultColumn& peers = board.columns.back();
  std::vector<std::string> texts;
  for (const double at : peers.values) texts.push_back(peers.labels.at(static_cast<int>(at)));
  EXPECT_THAT(texts, testing::ElementsAre("Peer 7 %", "", "", "Other 9 %"));
}

TEST(Score, PredictionsAreOneLineARow) {
  std::vector<JudgedRow> rows{row("A-1", 10, 11), row("A-2", 10, 0)};
  rows[1].status = JudgedRow::Status::skipped;
  rows[1].reason = "no model, yet";
  std::ostringstream out;
  write_predictions(rows, out);
  EXPECT_EQ(out.str(),
            "id,source,metric,measured,predicted,error,status\n"
            "A-1,A,time,10,11,0.10000000000000009,ok\n"
            "A-2,A,time,10,,,\"skipped: no model, yet\"\n");
}

}  // namespace
}  // namespace fleetline
