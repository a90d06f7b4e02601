// Reading and writing quantities, as every scenario value and result cell does.
#include <benchmark/benchmark.h>

#include "fleetline/format.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

void parse_a_bandwidth(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_measure("3.35 TB/s"));
}
BENCHMARK(parse_a_bandwidth);

void parse_a_compound_unit(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_unit("gCO2e/kWh"));
}
BENCHMARK(parse_a_compound_unit);

void write_a_time_for_people(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(to_text(Seconds(0.00056756)));
}
BENCHMARK(write_a_time_for_people);

void write_a_time_exactly(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(write_exact(0.00056756, Seconds::dimension, "ms"));
}
BENCHMARK(write_a_time_exactly);

void parse_a_block_format(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_format("int4 g128"));
}
BENCHMARK(parse_a_block_format);

}  // namespace
}  // namespace fleetline
