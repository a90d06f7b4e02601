// Layout search as a user meets it: the built program, scenario files, exit codes.
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "cli/program.hpp"
#include "fleetline/text.hpp"

namespace fleetline::test {
namespace {

std::string scenario(std::string_view nodes, std::string_view stage, std::string_view show = "tables = ['parallelism.layouts']") {
  return cat("name = 'layouts'\n[workload]\nuse = 'Llama-3-70B'\n[fleet]\nnode = 'DGX_H100'\nnodes = ", nodes,
             "\nfabric = 'InfiniBand_NDR'\n[solve.parallelism]\nsequence = 4096\n", stage, "\n[show]\n", show, "\n");
}

TEST(LayoutProgram, WhatFitsNowhereNamesTheLayoutThatMissesLeast) {
  Folder folder;
  const Outcome o = fleetline({"run", folder.write("s.toml", scenario("1", "batch = 64"))});
  EXPECT_EQ(o.code, 2);
  EXPECT_EQ(o.out.rfind("Does not fit: the layout that misses least, TP=8 PP=1 DP=1", 0), 0u) << o.out;
  EXPECT_NE(o.out.find("infeasible: no allowed layout fits in device memory; the one named misses least ("), std::string::npos) << o.out;
}

TEST(LayoutProgram, OneLayoutThatDoesNotFitSaysHowMuchIsMissing) {
  Folder folder;
  const Outcome o = fleetline({"run", folder.write("s.toml", scenario("8", "tensor_parallel = 1\npipeline_parallel = 1\nmicro_batch = 1\nrecompute = 'none'\nzero = 'none'"))});
  EXPECT_EQ(o.code, 2);
  EXPECT_NE(o.out.find("weights, training state and activations do not fit in device memory ("), std::string::npos) << o.out;
}

TEST(LayoutProgram, OrderAndFiguresDoNotDependOnThreads) {
  Folder folder;
  const std::string file = folder.write("s.toml", scenario("{ sweep = [4, 8, 12, 16] }", "batch = { sweep = [256, 512, 1024] }"));
  const Outcome one = fleetline({"run", file, "--jobs", "1"}), four = fleetline({"run", file, "--jobs", "4"});
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, four.out);
}

TEST(LayoutProgram, ANamedSplitHasItsRankAndGap) {
  Folder folder;
  const std::string reference = "batch = 512\nreference = { tensor_parallel = 8, pipeline_parallel = 2, data_parallel = 4 }";
  const Outcome o = fleetline({"run", folder.write("s.toml", scenario("8", reference))});
  EXPECT_NE(o.out.find("TP=8 PP=2 DP=4 stands at rank "), std::string::npos) << o.out;
  const Outcome none = fleetline({"run", folder.write("t.toml", scenario("8", "reference = { tensor_parallel = 3, pipeline_parallel = 2, data_parallel = 4 }"))});
  EXPECT_NE(none.out.find("TP=3 PP=2 DP=4 is not among the layouts of these devices and this batch."), std::string::npos) << none.out;
}

TEST(LayoutProgram, TheVerdictSaysWhatLimitsTheBestAndWhatTheNextLosesBy) {
  Folder folder;
  const Outcome o = fleetline({"run", folder.write("s.toml", scenario("8", "batch = 512\nstack = 'megatron-core_H100'"))});
  const std::string verdict = o.out.substr(0, o.out.find('\n'));
  for (const char* part : {" a step, MFU ", " GiB of ", "Limited by kernels of the slowest stage (", "It beats the next split, TP=", " by "})
    EXPECT_NE(verdict.find(part), std::string::npos) << part << "\n" << verdict;
}

TEST(LayoutProgram, ExpertsAreSpreadOrRefused) {
  Folder folder;
  const auto of = [&](std::string_view model, std::string_view stage) {
    return fleetline({"run", folder.write("s.toml", cat("name = 'experts'\n[workload]\nuse = '", model, "'\n[fleet]\nnode = 'DGX_H100'\nnodes = 8\nfabric = 'InfiniBand_NDR'\n"
                                                       "[solve.parallelism]\nbatch = 512\nsequence = 4096\nstack = 'megatron-core_H100'\n", stage,
                                                       "\n[show]\ncolumns = ['parallelism.ep', 'parallelism.expert_time']\n"))});
  };
  const Outcome given = of("Mixtral-8x7B", "expert_parallel = 8");
  EXPECT_EQ(given.code, 0) << given.out << given.err;
  EXPECT_NE(given.out.find(" EP=8"), std::string::npos) << given.out;
  const Outcome chosen = of("Mixtral-8x7B", "");
  EXPECT_EQ(chosen.code, 0) << chosen.out << chosen.err;
  const Outcome dense = of("Llama-3-8B", "expert_parallel = 2");
  EXPECT_EQ(dense.code, 1);
  EXPECT_NE(dense.err.find("expert_parallel: the model has no experts to spread over 2 replicas"), std::string::npos) << dense.err;
  const Outcome uneven = of("Mixtral-8x7B", "expert_parallel = 3");
  EXPECT_EQ(uneven.code, 1);
  EXPECT_NE(uneven.err.find("expert_parallel: a degree of 3"), std::string::npos) << uneven.err;
}

TEST(LayoutProgram, OfAFewVariantsEachHasItsSentence) {
  Folder folder;
  const std::string variants = "batch = 512\n[[variant]]\nname = 'small'\n[[variant]]\nname = 'large'\nfleet.nodes = 16\n";
  const Outcome o = fleetline({"run", folder.write("s.toml", scenario("8", variants))});
  EXPECT_EQ(o.out.rfind("2 cases, all feasible.\nsmall: TP=", 0), 0u) << o.out;
  EXPECT_NE(o.out.find("\nlarge: TP="), std::string::npos) << o.out;
  const Outcome sweep = fleetline({"run", folder.write("t.toml", scenario("{ sweep = [8, 16] }", "batch = 512"))});
  EXPECT_EQ(sweep.out.find("It beats the next split"), std::string::npos) << "several cases a variant: the table says it\n" << sweep.out;
}

TEST(LayoutProgram, TheBestIsNeverSlowerThanAnyGivenLayout) {
  Folder folder;
  const auto rows = [&](std::string_view name, std::string_view stage) {
    const Outcome o = fleetline({"run", folder.write(name, scenario("8", stage, "columns = ['parallelism.step_time']")), "--format", "csv"});
    EXPECT_EQ(o.code, 0) << o.out << o.err;
    return std::stod(o.out.substr(o.out.find('\n') + 1));
  };
  const double best = rows("best.toml", "batch = 512");
  for (const char* degree : {"tensor_parallel = 8", "pipeline_parallel = 4", "recompute = 'full'", "zero = 'weights'", "micro_batch = 2"})
    EXPECT_LE(best, rows("given.toml", cat("batch = 512\n", degree))) << degree;
}

// One command prints the mean over the sources that the registry groups, of rows that the fit had not seen, and judges it.
TEST(LayoutProgram, CalibrationPrintsWhatHeldOutRowsAreWorth) {
  const std::vector<std::string> command = {"calibrate", "training", "--stack", "internevo_A100", "--folds", "2", "--evaluations", "20"};
  const Outcome o = fleetline(command);
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.out.rfind("Held out: mean error ", 0), 0u) << o.out;
  EXPECT_NE(o.out.find("\nInternEvo "), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("\nmean of these "), std::string::npos) << o.out;
  std::vector<std::string> strict = command;
  strict.insert(strict.end(), {"--at-most", "0.01"});
  EXPECT_EQ(fleetline(strict).code, 3);
}

/// The number after `name` in a table of one row.
double number_after(const std::string& text, const std::string& name) {
  const auto at = text.find("\n" + name + " ");
  return at == std::string::npos ? std::nan("") : std::stod(text.substr(at + 1 + name.size()));
}

TEST(LayoutProgram, CalibrationFitsWhatRanOutOfMemory) {
  Folder folder;
  std::string rows = "id,source,model,layers,hidden,heads,kv_heads,ffn,vocab,seq_len,gpu,n_gpu,global_batch,micro_batch,tp,pp,flash_attn,fits,notes\n";
  for (int b = 1; b <= 8; ++b)  // with the entry's constants one sequence fits; these rows say four do
    rows += cat("HAG-", b, ",Hagemann,LLaMA-13B,40,5120,40,40,13824,128000,4096,A100-80GB-SXM,8,64,", b, ",4,1,yes,", b <= 4 ? "yes" : "no", ",\n");
  const Outcome o = fleetline({"calibrate", "memory", "--rows", folder.write("rows.csv", rows), "--folds", "2", "--evaluations", "200"});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_NE(o.out.find("yes-or-no rows are right."), std::string::npos) << o.out;
  EXPECT_NEAR(number_after(o.out, "before"), 100 * 3 / 8.0, 1e-9) << o.out;
  EXPECT_LT(number_after(o.out, "in_sample"), number_after(o.out, "before")) << o.out;
}

TEST(LayoutProgram, ExerciseFourTakesAMoment) {
  std::filesystem::current_path(SOURCE_DIRECTORY);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(fleetline({"run", "scenarios/tutorial/04_layouts.toml"}).code, 0);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(taken.count(), 2) << "0.03 s on an idle machine; sanitizers and a busy one need more";
}

/// A figure of one run.
double figure(const std::string& solve, const std::string& column, const std::string& model = "Llama-3-8B", const std::string& constants = "") {
  Folder folder;
  std::filesystem::create_directory(folder / "stacks");
  folder.write("stacks/mine.toml", cat("kind = 'training_stack'\n", constants, "\n"));
  const std::string text = cat("name = 'one'\n[workload]\nuse = '", model, "'\n[fleet]\nnode = 'DGX_H100'\nnodes = 2\nfabric = 'InfiniBand_NDR'\n[solve.parallelism]\nbatch = 64\n"
                               "sequence = 4096\nstack = 'mine'\nmicro_batch = 1\nfit = 'ignored'\nzero = 'optimizer'\nrecompute = 'none'\n", solve, "\n[show]\ncolumns = ['", column, "']\n");
  const Outcome o = fleetline({"run", folder.write("s.toml", text), "--registry", folder.path().string(), "--csv"});
  EXPECT_EQ(o.code, 0) << o.err << o.out;
  const std::size_t line = o.out.find('\n');
  return line == std::string::npos ? 0 : std::stod(o.out.substr(line + 1));
}

// Of the three products of a frozen matrix - forward, gradient of the input, gradient of the weights - the last is left out.
TEST(LayoutProgram, AdaptersOnFrozenWeightsSaveAThirdOfTheProducts) {
  const std::string layout = "tensor_parallel = 1\npipeline_parallel = 1\n";
  const double all = figure(layout, "parallelism.compute_time"), adapters = figure(layout + "adapter_rank = 16\n", "parallelism.compute_time");
  EXPECT_GT(adapters / all, 0.62);
  EXPECT_LT(adapters / all, 0.85) << "adapters and attention's backward pass stay";
  EXPECT_LT(figure(layout + "adapter_rank = 16\n", "parallelism.state_memory"), figure(layout, "parallelism.state_memory"));
}

TEST(LayoutProgram, OffloadedActivationsLeaveTheDeviceAndTakeTheTimeThatTheirLinkTakes) {
  const std::string layout = "tensor_parallel = 1\npipeline_parallel = 1\n";
  const auto step = [&](const std::string& offload) { return figure(layout + offload, "parallelism.step_time", "Llama-3-8B", "host_bandwidth = '1 GB/s'"); };
  EXPECT_NEAR(figure(layout + "offload = 0.5\n", "parallelism.activation_memory") / figure(layout, "parallelism.activation_memory"), 0.5, 0.05);
  EXPECT_GT(step("offload = 0.5\n"), 2 * step(""));
}

TEST(LayoutProgram, TokensTravelToExpertsHoweverTensorGroupsOverlap) {
  const std::string layout = "tensor_parallel = 2\npipeline_parallel = 1\nexpert_parallel = 8\nsequence_parallel = true\n";
  EXPECT_GT(figure(layout, "parallelism.expert_time", "Mixtral-8x7B", "tensor_overlap = 1"), 0);
  EXPECT_EQ(figure(layout, "parallelism.tensor_time", "Mixtral-8x7B", "tensor_overlap = 1"), 0);
}

// Whole experts on single devices of tensor groups: no group gathers what it received.
TEST(LayoutProgram, WholeExpertsSpareTensorGroupsTheirGather) {
  const std::string layout = "tensor_parallel = 2\npipeline_parallel = 1\nexpert_parallel = 4\nsequence_parallel = true\n";
  EXPECT_LT(figure(layout + "whole_experts = true\n", "parallelism.expert_time", "Mixtral-8x7B"), figure(layout, "parallelism.expert_time", "Mixtral-8x7B"));
}

TEST(LayoutProgram, GroupsThatDivideStatesDivideTheReplicas) {
  Folder folder;
  const Outcome o = fleetline({"run", folder.write("s.toml", scenario("8", "batch = 512\ntensor_parallel = 4\npipeline_parallel = 4\nzero_group = 3"))});
  EXPECT_EQ(o.code, 1);
  EXPECT_NE(o.err.find("zero_group: groups of 3 do not divide the 4 replicas"), std::string::npos) << o.err;
}

}  // namespace
}  // namespace fleetline::test
