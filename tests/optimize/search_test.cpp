// One objective: the best rows are those that sorting all cases would give.
#include "brute_force.hpp"

namespace fleetline::test {
namespace {

TEST(Search, FindsWhatSortingAllCasesFinds) {
  const Results found = run(searched("maximize = 'roofline.throughput'\nsubject_to = ['roofline.latency < 8 ms']\nkeep = 25\n"));
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < swept().rows(); ++i)
    if (swept().status[i] == Status::Code::ok && at(swept(), "roofline.latency", i) < 8e-3) rows.push_back(i);
  std::stable_sort(rows.begin(), rows.end(), [](std::size_t a, std::size_t b) { return at(swept(), "roofline.throughput", a) > at(swept(), "roofline.throughput", b); });
  ASSERT_GT(rows.size(), 25u);
  ASSERT_EQ(found.rows(), 25u);
  for (std::size_t i = 0; i < 25; ++i) EXPECT_EQ(row_in_sweep(found, i), rows[i]) << i;
  EXPECT_NE(found.verdict.find("the others cannot be better, because throughput never falls when batch rises"), std::string::npos) << found.verdict;
  // No promise covers an expression: everything is tried, and the rows are the same.
  const Results all = run(searched("maximize = 'roofline.throughput * 1'\nsubject_to = ['roofline.latency < 8 ms']\nkeep = 25\n"));
  for (std::size_t i = 0; i < 25; ++i) EXPECT_EQ(row_in_sweep(all, i), rows[i]) << i;
  EXPECT_NE(all.verdict.find("all 900 combinations tried, " + std::to_string(rows.size()) + " of them"), std::string::npos) << all.verdict;
}

TEST(Search, LeavingOutIsSafeUpAndDownTheLine) {
  const std::string over = "over = { 'roofline.efficiency' = { from = VALUES }, 'roofline.batch' = [1, 16, 128, 700], 'roofline.context' = [512, 2048] }\n";
  for (const char* values : {"0.02, to = 1, step = 0.02", "0.001, to = 1, step = 0.001"})
    for (const char* objective : {"minimize = 'roofline.latencyX'\nkeep = 7\n", "maximize = 'roofline.latencyX'\nkeep = 3\n", "minimize = 'roofline.throughputX'\n"})
      for (const char* constraint : {"", "subject_to = 'roofline.mfu > 0.3'\n", "subject_to = ['roofline.mfu < 0.1', 'roofline.latency > 7 ms']\n"}) {
        std::string text = head + "[solve.roofline]\n[optimize]\n" + objective + constraint + over;
        text.replace(text.find("VALUES"), 6, values);
        std::string cut = text, whole = text;
        cut.erase(cut.find('X'), 1);
        whole.replace(whole.find('X'), 1, " * 1");
        const Results a = run(cut), b = run(whole);
        ASSERT_EQ(a.rows(), b.rows());
        for (const char* column : {"roofline.efficiency", "roofline.batch", "roofline.context"})
          for (std::size_t i = 0; i < a.rows(); ++i) EXPECT_EQ(at(a, column, i), at(b, column, i)) << text << i;
      }
}

TEST(Search, TiesGoToTheFirstCase) {
  const Results found = run(searched("minimize = 'roofline.context / roofline.context'\nkeep = 3\n"));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(row_in_sweep(found, i), i);
}

TEST(Search, SameBytesForAnyNumberOfThreads) {
  for (const char* what : {"maximize = 'roofline.throughput'\n", "maximize = 'roofline.throughput'\nminimize = ['roofline.latency', 'roofline.memory_footprint']\n",
                           "minimize = 'roofline.latency'\nsubject_to = ['roofline.latency < 1 us', 'roofline.mfu > 0.9']\n"}) {
    std::string text = searched(what);
    text.replace(text.find("to = 150"), 8, "to = 3000");
    const std::string one = csv(run(text, 1)), verdict = run(text, 1).verdict;
    EXPECT_EQ(one, csv(run(text, 2)));
    EXPECT_EQ(one, csv(run(text, 5)));
    EXPECT_EQ(verdict, run(text, 3).verdict);
  }
}

TEST(Search, ASweepBesideItMakesOneSearchEach) {
  const Results found = run(head + "[solve.roofline]\ncontext = { sweep = [512, 1024, 4096] }\n[optimize]\nmaximize = 'roofline.throughput'\nsubject_to = 'roofline.latency < 8 ms'\n"
                                   "over = { 'roofline.batch' = { from = 1, to = 150 } }\n");
  ASSERT_EQ(found.rows(), 3u);
  EXPECT_EQ(at(found, "roofline.context", 0), 512);
  EXPECT_EQ(at(found, "roofline.context", 2), 4096);
  EXPECT_GT(at(found, "roofline.batch", 0), at(found, "roofline.batch", 2)) << "longer contexts leave room for fewer";
}

TEST(Search, ExpectationsAreJudgedOnTheBestRow) {
  const std::string optimize = searched("maximize = 'roofline.batch'\n");
  EXPECT_TRUE(run(optimize + "[[expect]]\nthat = 'roofline.batch == 150'\n").expectations.at(0).met) << "the rows below it have fewer";
  EXPECT_FALSE(run(optimize + "[[expect]]\nthat = 'roofline.batch == 149'\n").expectations.at(0).met);
}

TEST(Search, WorksOnDerivedNamesAndExpressions) {
  const Results found = run(searched("minimize = 'slow + 1 ms'\n") + "[derive]\nslow = '2 * roofline.latency'\n");
  EXPECT_NEAR(at(found, "slow + 1 ms"), 2 * at(found, "roofline.latency") + 1e-3, 1e-12);
  EXPECT_EQ(at(found, "roofline.batch"), 1);
}

TEST(Search, SaysWhenARangeMayHaveBeenTooShort) {
  const auto told = [](const Results& r) { return std::count(r.assumptions.begin(), r.assumptions.end(), "the best roofline.batch is the last that was searched, 150: a longer range may hold a better one"); };
  EXPECT_EQ(told(run(searched("maximize = 'roofline.throughput'\n"))), 1);
  EXPECT_EQ(told(run(searched("minimize = 'roofline.latency'\n"))), 0);
}

TEST(Search, EachVariantSearches) {
  const Results found = run("workload = 'Llama-3-8B'\nhardware = 'H100'\n[solve.roofline]\n[optimize]\nmaximize = 'roofline.throughput'\nkeep = 1\n"
                            "over = { 'roofline.batch' = [1, 2, 4] }\n[[variant]]\nname = 'a'\n[[variant]]\nname = 'b'\nhardware = 'A100'\noptimize.over.'roofline.batch' = [1, 2]\n");
  ASSERT_EQ(found.rows(), 2u);
  EXPECT_EQ(at(found, "roofline.batch", 0), 4);
  EXPECT_EQ(at(found, "roofline.batch", 1), 2);
}

}  // namespace
}  // namespace fleetline::test
