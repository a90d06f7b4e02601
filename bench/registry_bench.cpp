// Reading the registry: all of it, one entry of it, and one entry among ten thousand.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "catalog/registry.hpp"
#include "fleetline/text.hpp"

namespace fleetline {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> folders_of(const fs::path& root) {
  std::vector<std::string> names;
  for (const auto& item : fs::directory_iterator(root))
    if (item.is_directory()) names.push_back(item.path().filename().string());
  return names;
}

void find(Registry& registry, const std::string& folder, const std::string& name) {
  Problems problems;
  benchmark::DoNotOptimize(registry.find(folder, name, {}, name, problems));
}

/// What `list` does before it writes: every folder at once, on all cores. Freeing it is not timed.
void read_the_whole_registry(benchmark::State& state) {
  const std::vector<std::string> folders = folders_of(REGISTRY_DIRECTORY);
  const std::vector<std::string_view> views(folders.begin(), folders.end());
  std::size_t entries = 0;
  for (auto _ : state) {
    auto registry = std::make_unique<Registry>(std::vector<fs::path>{REGISTRY_DIRECTORY});
    entries = 0;
    registry->read_all(views);
    for (const std::string& folder : folders)
      for (const std::string& name : registry->names(folder)) find(*registry, folder, name), ++entries;
    state.PauseTiming();
    registry.reset();
    state.ResumeTiming();
  }
  state.counters["entries"] = static_cast<double>(entries);
}
BENCHMARK(read_the_whole_registry)->Unit(benchmark::kMillisecond)->UseRealTime();

void read_one_entry(benchmark::State& state) {
  for (auto _ : state) {
    Registry registry({REGISTRY_DIRECTORY});
    find(registry, "hardware", "H100");
  }
}
BENCHMARK(read_one_entry)->Unit(benchmark::kMicrosecond);

/// A directory of somebody's own with ten thousand copies of a device.
const fs::path& ten_thousand() {
  static const fs::path root = [] {
    std::string name = (fs::temp_directory_path() / "fleetline-bench-XXXXXX").string();
    fs::path made = ::mkdtemp(name.data());
    fs::create_directories(made / "hardware");
    for (int i = 0; i < 10'000; ++i)
      fs::copy_file(fs::path(REGISTRY_DIRECTORY) / "hardware/H100_SXM5_80GB.toml",
                    made / cat("hardware/d", i, ".toml"));
    std::atexit([] { fs::remove_all(ten_thousand()); });
    return made;
  }();
  return root;
}

void read_one_of_ten_thousand(benchmark::State& state) {
  const fs::path root = ten_thousand();
  for (auto _ : state) {
    Registry registry({REGISTRY_DIRECTORY, root});
    find(registry, "hardware", "d4711");
  }
}
BENCHMARK(read_one_of_ten_thousand)->Unit(benchmark::kMicrosecond);

void read_ten_thousand(benchmark::State& state) {
  const fs::path root = ten_thousand();
  for (auto _ : state) {
    Registry registry({root});
    registry.read_all("hardware");
  }
}
BENCHMARK(read_ten_thousand)->Unit(benchmark::kMillisecond)->UseRealTime();

void list_as_a_process(benchmark::State& state) {
  for (auto _ : state)
    if (std::system(FLEETLINE_PROGRAM " list > /dev/null") != 0) state.SkipWithError("list failed");
}
BENCHMARK(list_as_a_process)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace fleetline
