// Data sets: the entries, what a trace says of its load, and solvers that read their tokens and lengths.
#include "fleetline/sdk/records/dataset.hpp"

#include <gtest/gtest.h>

#include "fleetline/text.hpp"
#include "scenario/world.hpp"

namespace fleetline {
namespace {

using test::at;
using test::run;

TEST(Datasets, ATraceSaysHowManyRequestsASecond) {
  Dataset trace;
  EXPECT_FALSE(trace.request_rate());
  trace.samples = 19'366;
  EXPECT_FALSE(trace.request_rate()) << "a data set without a period is no trace";
  trace.period = Seconds(3501.7);
  EXPECT_NEAR(trace.request_rate()->base(), 5.5305, 1e-4);
}

// 15e12 tokens of FineWeb, read twice at 1e6 token/s: 30e12 / 1e6 = 3e7 s.
TEST(Datasets, ARunReadsItAsOftenAsItHasEpochs) {
  const auto time = [](std::string_view what) {
    return at(run(cat("[fleet]\nnode = 'DGX_H100'\nsite = 'iowa'\n[solve.sustainability]\ninputs.tokens_per_second = "
                      "'1e6 token/s'\n",
                      what, "\n[show]\ncolumns = ['sustainability.run_time']\n")),
              "sustainability.run_time");
  };
  EXPECT_NEAR(time("dataset = 'FineWeb'\nepochs = 2"), 3e7, 1);
  EXPECT_NEAR(time("dataset = 'FineWeb'"), time("tokens = '15e12 token'"), 1e-6);
}

TEST(Datasets, ReliabilityTakesTheirTokensForTheRun) {
  const auto duration = [](std::string_view what) {
    return at(run(cat("[fleet]\nnode = 'DGX_H100'\nnodes = 4\n[solve.reliability]\nfailures = "
                      "'Llama-3'\ncheckpoint_time = '10 s'\n"
                      "inputs.tokens_per_second = '1e6 token/s'\n",
                      what, "\n[show]\ncolumns = ['reliability.job_duration']\n")),
              "reliability.job_duration");
  };
  EXPECT_DOUBLE_EQ(duration("dataset = 'C4'"), duration("tokens = '156e9 token'"));
  EXPECT_GT(duration("dataset = 'C4'"), 156e3) << "with what failures cost";
}

std::string served(std::string_view what) {
  return cat("[workload]\nuse = 'Llama-3.1-8B'\n[hardware]\nuse = 'H100'\n[solve.serving]\nconcurrency = 16\n", what,
             "\n[show]\ncolumns = ['serving.*']\n");
}

TEST(Datasets, ServingTakesTheMeanLengths) {
  const auto by_trace = run(served("requests = 'Azure-2023-conversation'")),
             by_hand = run(served("input_tokens = 1155\noutput_tokens = 211"));
  for (const char* figure : {"serving.ttft", "serving.itl", "serving.tokens_per_second", "serving.max_batch"})
    EXPECT_DOUBLE_EQ(at(by_trace, figure), at(by_hand, figure)) << figure;
}

TEST(Datasets, TwoWaysToSayTheSameAreRefusedAndSoIsOneThatSaysNothing) {
  EXPECT_THAT(test::problems_of(served("requests = 'ShareGPT'\ninput_tokens = 5")),
              testing::HasSubstr("and `requests` both say how long requests are"));
  EXPECT_THAT(test::problems_of(served("requests = 'C4'")), testing::HasSubstr("'C4' has no mean lengths"));
  EXPECT_THAT(test::problems_of("[fleet]\nnode = 'DGX_H100'\n[solve.sustainability]\ndataset = 'ImageNet'\n"),
              testing::HasSubstr("'ImageNet' has no tokens counted"));
  EXPECT_THAT(
      test::problems_of("[fleet]\nnode = 'DGX_H100'\n[solve.sustainability]\ndataset = 'C4'\ntokens = '1 token'\n"),
      testing::HasSubstr("both say how many tokens the run reads"));
}

void expect_sourced(const Value& value, const std::string& path) {
  if (const Table* table = value.table())
    for (const auto& entry : table->entries()) expect_sourced(entry.value, cat(path, ".", entry.key));
  const bool words =
      path.ends_with(".kind") || path.ends_with(".title") || path.ends_with(".content") || path.ends_with(".tokenizer");
  if (value.table() || words) return;
  ASSERT_NE(value.provenance, nullptr) << path;
  EXPECT_TRUE(value.provenance->url.starts_with("https://")) << path;
  EXPECT_FALSE(value.provenance->as_of.empty()) << path;
}

TEST(DatasetsOfTheRegistry, EachFigureIsSourcedAndQuantilesRise) {
  test::World& w = test::world();
  ASSERT_GE(w.registry.names("datasets").size(), 30U);
  for (const std::string& name : w.registry.names("datasets")) {
    Problems problems;
    const RegistryEntry* entry = w.registry.find("datasets", name, {}, name, problems);
    problems.raise();
    expect_sourced(entry->root, name);
    Dataset set;
    ReadContext context{problems};
    Table fields = *entry->root.table();
    for (const char* key : {"kind", "title"}) fields.erase(key);
    Dataset::schema().read(&set, fields, entry->root.where, context);
    problems.raise();
    for (const TokenLengths* l : {&set.input, &set.output}) {
      if (!l->p50) continue;
      EXPECT_LE(*l->p50, *l->p90) << name;
      EXPECT_LE(*l->p90, *l->p99) << name;
      EXPECT_LE(*l->p99, *l->largest) << name;
    }
  }
}

}  // namespace
}  // namespace fleetline
