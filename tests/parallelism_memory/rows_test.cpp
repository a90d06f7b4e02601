// Rows of measurements become scenarios by rules that look at what was run.
#include <gtest/gtest.h>

#include "parallelism/memory_rows.hpp"
#include "parallelism/row_rules.hpp"

namespace fleetline::parallelism {
namespace {

using Cells = std::vector<std::pair<std::string, std::string>>;

Translation translated(const Cells& cells) {
  std::vector<std::string> columns, values;
  for (const auto& [column, value] : cells) {
    columns.push_back(column);
    values.push_back(value);
  }
  return translate_memory(MeasuredRow(columns, values));
}

Cells llama() {
  return {{"id", "X-1"}, {"source", "somebody"}, {"model", "Llama-7B"}, {"layers", "32"}, {"hidden", "4096"}, {"heads", "32"}, {"kv_heads", "32"},
          {"ffn", "11008"}, {"vocab", "32000"}, {"seq_len", "4096"}, {"gpu", "H800-80GB-SXM"}, {"n_gpu", "16"}, {"global_batch", "64"},
          {"micro_batch", "1"}, {"tp", "2"}, {"pp", "2"}, {"fits", "yes"}};
}

Cells with(Cells cells, const std::string& column, const std::string& value) {
  for (auto& [name, cell] : cells)
    if (name == column) return cell = value, cells;
  cells.push_back({column, value});
  return cells;
}

TEST(MemoryRows, ALabelAsksWhetherTheLayoutFits) {
  const Translation t = translated(llama());
  EXPECT_EQ(t.skipped, "");
  ASSERT_TRUE(t.fits.has_value());
  EXPECT_TRUE(*t.fits);
  EXPECT_NE(t.scenario.find("data_parallel = 4\n"), std::string::npos) << "16 devices of 2 x 2\n" << t.scenario;
  EXPECT_NE(t.scenario.find("stack = \"megatron-core_H100\""), std::string::npos);
}

TEST(MemoryRows, TheScenarioNeverDependsOnTheMeasuredValue) {
  EXPECT_EQ(translated(with(llama(), "fits", "no")).scenario, translated(llama()).scenario);
  EXPECT_EQ(translated(with(llama(), "peak_gib", "40")).scenario, translated(with(llama(), "peak_gib", "70")).scenario);
}

TEST(MemoryRows, WhatWasMeasuredDecidesWhichFigureAnswers) {
  EXPECT_EQ(translated(with(llama(), "peak_gib", "40")).metric, "parallelism.peak_memory");
  const Translation allocated = translated(with(with(llama(), "peak_gib", "40"), "notes", "unit GB, max_memory_allocated"));
  EXPECT_EQ(allocated.metric, "parallelism.allocated_memory");
  EXPECT_EQ(allocated.unit, "GB");
}

TEST(MemoryRows, ContextParallelismShortensSequencesAndDividesStates) {
  const Translation t = translated(with(with(llama(), "cp", "2"), "dp", "2"));
  EXPECT_NE(t.scenario.find("sequence = 2048\n"), std::string::npos) << t.scenario;
  EXPECT_NE(t.scenario.find("data_parallel = 4\n"), std::string::npos) << t.scenario;
}

TEST(MemoryRows, WhatIsOutsideTheModelIsSkippedWithTheReason) {
  EXPECT_EQ(translated(with(llama(), "ep", "8")).skipped, "a mixture of experts that the registry does not have");
  EXPECT_EQ(translated(with(llama(), "seq_len", "")).skipped, "the sequence length is not stated");
  EXPECT_EQ(translated(with(llama(), "gpu", "TPU v4")).skipped, "no entry for the device TPU v4");
  EXPECT_EQ(translated(with(llama(), "fits", "")).skipped, "neither a peak nor whether it fits");
}

TEST(MemoryRows, BlankSizesOfAGptFollowFromItsNameAndWidth) {
  const Cells cells = {{"model", "GPT 181B"}, {"hidden", "14336"}, {"vocab", "250000"}};
  std::vector<std::string> columns, values;
  for (const auto& [column, value] : cells) columns.push_back(column), values.push_back(value);
  const Architecture m = architecture_of(MeasuredRow(columns, values), 8);
  EXPECT_EQ(m.layers, 72);
  EXPECT_EQ(m.heads, 112) << "of 128";
  EXPECT_EQ(m.ffn, 4 * 14336);
}

TEST(MemoryRows, VariantsOfADeviceAreThatDevice) {
  EXPECT_EQ(device_of("A100-80GB-SXM (Jean Zay)"), "A100_SXM4_80GB");
  EXPECT_EQ(device_of("GB200"), "GB200_186GB");
  EXPECT_EQ(device_of("abacus"), "");
}

}  // namespace
}  // namespace fleetline::parallelism
