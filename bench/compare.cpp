// fleetline-bench-compare BASELINE NOW [--fail-above RATIO]: two Google Benchmark JSON files side by side.
//
// Times of different machines do not compare; the ratio of one to another, measured on one machine, does. Exit code 3 when
// --fail-above is given and a benchmark became slower by more than that.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

struct Timing {
  std::string name;
  double nanoseconds = 0;
};

double nanoseconds_per(const std::string& unit) {
  if (unit == "s") return 1e9;
  if (unit == "ms") return 1e6;
  if (unit == "us") return 1e3;
  return 1;
}

/// CPU time for what runs on one core; wall time for what says so by its name ("/real_time").
Timing timing_of(const nlohmann::json& run) {
  const std::string name = run.value("run_name", run.at("name").get<std::string>());  // without "_median"
  const char* which = name.find("/real_time") == std::string::npos ? "cpu_time" : "real_time";
  return {name, run.at(which).get<double>() * nanoseconds_per(run.at("time_unit"))};
}

/// In file order. Of repeated runs only the medians count.
std::vector<Timing> read_timings(const char* file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(std::string("cannot read ") + file);
  const auto root = nlohmann::json::parse(in);
  std::vector<Timing> timings;
  for (const auto& run : root.at("benchmarks")) {
    const bool repeated = run.value("repetitions", 1) > 1;
    if (run.contains("error_occurred") || (repeated && run.value("aggregate_name", "") != "median")) continue;
    timings.push_back(timing_of(run));
  }
  return timings;
}

std::string readable(double nanoseconds) {
  const char* unit = "ns";
  for (const char* larger : {"us", "ms", "s"}) {
    if (nanoseconds < 1000) break;
    nanoseconds /= 1000;
    unit = larger;
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.3g %s", nanoseconds, unit);
  return text;
}

/// Prints one line per benchmark; returns the largest ratio of now to baseline.
double print_comparison(const std::vector<Timing>& baseline, const std::vector<Timing>& now) {
  std::map<std::string, double> before;
  std::size_t width = 9;
  for (const auto& t : baseline) before[t.name] = t.nanoseconds;
  for (const auto& t : now) width = std::max(width, t.name.size());
  double worst = 0;
  std::printf("%-*s  %10s  %10s  %6s\n", static_cast<int>(width), "benchmark", "baseline", "now", "ratio");
  for (const auto& t : now) {
    const auto old = before.find(t.name);
    const bool known = old != before.end();
    std::printf("%-*s  %10s  %10s  ", static_cast<int>(width), t.name.c_str(),
                known ? readable(old->second).c_str() : "-", readable(t.nanoseconds).c_str());
    if (!known) {
      std::printf("%6s\n", "new");
      continue;
    }
    const double ratio = t.nanoseconds / old->second;
    worst = std::max(worst, ratio);
    std::printf("%6.2f%s\n", ratio, ratio > 1.2 ? "  slower" : ratio < 1 / 1.2 ? "  faster" : "");
  }
  return worst;
}

}  // namespace

int main(int argc, char** argv) try {
  const bool limited = argc == 5 && std::string(argv[3]) == "--fail-above";
  if (argc != 3 && !limited) {
    std::fprintf(stderr, "usage: fleetline-bench-compare BASELINE.json NOW.json [--fail-above RATIO]\n");
    return 1;
  }
  const double worst = print_comparison(read_timings(argv[1]), read_timings(argv[2]));
  return limited && worst > std::atof(argv[4]) ? 3 : 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "fleetline-bench-compare: %s\n", e.what());
  return 1;
}
