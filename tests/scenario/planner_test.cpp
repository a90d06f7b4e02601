// What names, sweeps and sections of a scenario mean.
#include <cmath>

#include "world.hpp"

namespace fleetline::test {
namespace {

const std::string resnet_on_a100 = "workload = 'ResNet50'\nhardware = 'A100'\n";

TEST(Plan, DimensionsFollowTheFile) {
  const Scenario s = plan(resnet_on_a100 + "[solve.roofline]\nefficiency = { sweep = [0.5, 1.0] }\nbatch = { sweep = [1, 2, 3] }\n");
  ASSERT_EQ(s.plans.size(), 1u);
  ASSERT_EQ(s.plans[0].dimensions.size(), 2u);
  EXPECT_EQ(s.plans[0].dimensions[0].label, "roofline.efficiency");
  EXPECT_EQ(s.cases(), 6u);
}

TEST(Plan, ZippedAxesShareADimension) {
  const Results r = run(resnet_on_a100 +
                        "[solve.roofline]\nbatch = { sweep = [1, 2], zip = 'z' }\nefficiency = { sweep = [0.5, 1.0], zip = 'z' }\n");
  ASSERT_EQ(r.rows(), 2u);
  EXPECT_EQ(at(r, "roofline.efficiency", 1), 1.0);
  EXPECT_EQ(at(r, "roofline.batch", 1), 2.0);
}

TEST(Plan, RegistryNamesCanBeSwept) {
  const Results r = run("workload = 'Llama-3-8B'\n[hardware]\nuse = { sweep = ['A100', 'H100'] }\n[solve.roofline]\n");
  ASSERT_EQ(r.rows(), 2u);
  EXPECT_EQ(label_at(r, "hardware", 1), "H100");
  EXPECT_GT(at(r, "roofline.latency", 0), at(r, "roofline.latency", 1));
}

TEST(Plan, ReadsTheFilesThatItNamesAndNoOthers) {
  Registry registry{{REGISTRY_DIRECTORY}};
  Session session{world().plugins, registry};
  Problems problems;
  make_scenario(make_document(tree(resnet_on_a100 + "[solve.roofline]\n"), {}, problems), session, problems);
  problems.raise();
  std::vector<std::string> read;
  for (const std::filesystem::path& file : registry.files_read()) read.push_back(file.filename().string());
  EXPECT_EQ(read, (std::vector<std::string>{"A100_SXM4_80GB.toml", "ResNet50.toml"}));
}

TEST(Plan, AParameterOfASubjectCanBeSwept) {
  const Results r = run("workload = 'Llama-3-8B'\n[hardware]\nuse = 'H100'\nmemory_bandwidth = { sweep = ['1 TB/s', '2 TB/s'] }\n"
                        "[solve.roofline]\n[show]\ncolumns = ['roofline.memory_time']\n");
  EXPECT_NEAR(at(r, "roofline.memory_time", 0) / at(r, "roofline.memory_time", 1), 2.0, 1e-9);
  EXPECT_EQ(at(r, "hardware.memory_bandwidth", 1), 2e12);
}

TEST(Plan, ANestedPlaceCanBeSwept) {
  const Results r = run("workload = 'ResNet50'\n[hardware]\nuse = 'A100'\npeak.fp16 = { sweep = ['100 TFLOP/s', '200 TFLOP/s'] }\n"
                        "[solve.roofline]\nprecision = 'fp16'\n[show]\ncolumns = ['roofline.compute_time']\n");
  EXPECT_NEAR(at(r, "roofline.compute_time", 0) / at(r, "roofline.compute_time", 1), 2.0, 1e-9);
}

TEST(Plan, OneSolverUnderTwoNames) {
  const Results r = run(resnet_on_a100 + "[solve.small]\nsolver = 'roofline'\n[solve.large]\nsolver = 'roofline'\nbatch = 64\n"
                                         "[derive]\ngain = 'large.throughput / small.throughput'\n");
  EXPECT_NEAR(at(r, "gain"), at(r, "large.throughput") / at(r, "small.throughput"), 1e-12);
}

TEST(Plan, AStageMayHaveItsOwnHardware) {
  const Results r = run(resnet_on_a100 + "[solve.here]\nsolver = 'roofline'\n[solve.there]\nsolver = 'roofline'\nhardware = 'H100'\n");
  EXPECT_LT(at(r, "there.latency"), at(r, "here.latency"));
}

TEST(Plan, DerivedValuesMayUseLaterOnes) {
  const Results r = run(resnet_on_a100 + "[solve.roofline]\n[derive]\ndouble = '2 * once'\nonce = 'roofline.latency'\n");
  EXPECT_EQ(at(r, "double"), 2 * at(r, "once"));
}

TEST(Plan, ABareNameMeansTheOnlyStageThatHasIt) {
  const Results r = run(resnet_on_a100 + "[solve.roofline]\n[show]\ncolumns = ['latency']\n");
  EXPECT_GT(at(r, "roofline.latency"), 0);
}

TEST(Plan, OneNameOfTwoDimensionsMakesTwoColumns) {
  const Results r = run(resnet_on_a100 + "[solve.roofline]\n[derive]\nx = 'roofline.latency'\n"
                                         "[[variant]]\nname = 'time'\n[[variant]]\nname = 'work'\nderive.x = 'roofline.flops'\n");
  EXPECT_LT(at(r, "x", 0), 1);
  EXPECT_TRUE(std::isnan(at(r, "x", 1)));
  EXPECT_GT(at(r, "x (work)", 1), 1e9);
}

TEST(Plan, VariantsStandSideBySide) {
  const Results r = run("workload = 'Llama-3-8B'\nhardware = 'A100'\n[solve.roofline]\n"
                        "[[variant]]\nname = 'bf16'\n[[variant]]\nname = 'int8'\nsolve.roofline.precision = 'int8'\n");
  ASSERT_EQ(r.rows(), 2u);
  EXPECT_EQ(label_at(r, "variant", 0), "bf16");
  EXPECT_GT(at(r, "roofline.latency", 0), at(r, "roofline.latency", 1));
}

TEST(Plan, AFleetBringsItsHardware) {
  const Results r = run("workload = 'Llama-3-8B'\n[fleet]\nhardware = 'H100'\ndevices_per_node = 8\nnodes = 4\n[solve.roofline]\n");
  EXPECT_EQ(r.count(Status::Code::ok), 1u);
}

// What offers and failure rates are looked up by: not what the scenario calls the partition, and not an alias.
TEST(Plan, PartitionsBearTheRegistryNameOfTheirHardware) {
  const auto name_of = [](const char* subject, const std::string& described) {
    const Scenario scenario = plan("workload = 'Llama-3-8B'\n[solve.roofline]\n" + described);
    return scenario.plans.front().subject(subject)->instances.front().fleet->partitions().back().hardware_name.text();
  };
  EXPECT_EQ(name_of("fleet", "[[fleet.partition]]\nhardware = 'A100'\n[[fleet.partition]]\nname = 'ours'\nhardware = 'H100'\n"), "H100_SXM5_80GB");
  EXPECT_EQ(name_of("hardware", "[hardware]\nuse = 'H100'\nmemory = '96 GB'\n"), "H100_SXM5_80GB");
}

TEST(Plan, AFleetMayStandBesideTheHardwareItIsMadeOf) {
  const std::string fleet = "workload = 'Llama-3-8B'\n[fleet]\nhardware = 'H100'\n[solve.roofline]\n[hardware]\nuse = 'H100'\n";
  EXPECT_EQ(problems_of(fleet), "");
  EXPECT_NE(problems_of(fleet + "memory_bandwidth = '1 TB/s'\n").find("the fleet brings its hardware"), std::string::npos);
}

TEST(Plan, WhatOneVariantSweepsAllVariantsShow) {
  const Results r = run("workload = 'ResNet50'\n[solve.roofline]\n"
                        "[[variant]]\nname = 'fixed'\nhardware = 'H100'\nsolve.roofline.batch = 7\n"
                        "[[variant]]\nname = 'swept'\nhardware.use = { sweep = ['A100', 'H100'] }\nsolve.roofline.batch = { sweep = [1, 2] }\n"
                        "[[variant]]\nname = 'nested'\nhardware.use = 'A100'\nhardware.peak.bf16 = { sweep = ['1 TFLOP/s', '2 TFLOP/s'] }\n");
  ASSERT_EQ(r.rows(), 7u);
  EXPECT_EQ(label_at(r, "hardware", 0), "H100");
  EXPECT_EQ(label_at(r, "hardware", 6), "A100");
  EXPECT_EQ(at(r, "roofline.batch", 0), 7);
  EXPECT_EQ(at(r, "roofline.batch", 6), 1);
  EXPECT_EQ(at(r, "hardware.peak.bf16", 1), 312e12) << "of the registry's A100";
  EXPECT_GT(at(r, "hardware.peak.bf16", 3), 900e12) << "of the registry's H100";
  EXPECT_EQ(at(r, "hardware.peak.bf16", 6), 2e12);
}

TEST(Strict, RefusesTheGuessesOfSubjectsOnce) {
  const std::string text = "workload = 'ResNet50'\n[hardware]\nuse = 'L40_48GB'\nmemory_bandwidth = { sweep = ['1 TB/s', '2 TB/s'] }\n[solve.roofline]\n";
  EXPECT_EQ(problems_of(text), "");
  const std::string strict = problems_of(text, true);
  const std::size_t first = strict.find("hardware.compute_activity: its default (1) is a guess to be calibrated, and --strict refuses it");
  EXPECT_NE(first, std::string::npos) << strict;
  EXPECT_EQ(strict.find("hardware.compute_activity", first + 1), std::string::npos) << strict;
}

TEST(Strict, AcceptsWhatWasGiven) {
  const std::string given = "workload = 'ResNet50'\n[hardware]\nuse = 'A100'\ncompute_activity = 1\nmemory_activity = { sweep = [0.5, 1] }\n[solve.roofline]\n";
  EXPECT_EQ(problems_of(given, true).find("hardware."), std::string::npos) << problems_of(given, true);
}

TEST(Strict, LooksIntoAFleet) {
  const std::string text = "workload = 'ResNet50'\n[fleet]\nhardware = 'L40_48GB'\n[solve.roofline]\n";
  EXPECT_NE(problems_of(text, true).find("fleet.partition[0].hardware.compute_activity: its default"), std::string::npos);
}

TEST(Plan, ExpectationsNameTheWorstCase) {
  const Results r = run(resnet_on_a100 + "[solve.roofline]\nbatch = { sweep = [1, 512] }\n[[expect]]\nmetric = 'roofline.latency'\nbelow = '1 ms'\n"
                                         "[[expect]]\nthat = 'roofline.latency < 1 ms'\nwhere = 'roofline.batch == 1'\n");
  ASSERT_EQ(r.expectations.size(), 2u);
  EXPECT_FALSE(r.expectations[0].met);
  EXPECT_NE(r.expectations[0].detail.find("roofline.batch = 512"), std::string::npos) << r.expectations[0].detail;
  EXPECT_TRUE(r.expectations[1].met) << r.expectations[1].detail;
}

}  // namespace
}  // namespace fleetline::test
