#include <time.h>

#include <algorithm>

#include "catalog/stamp.hpp"
#include "fleetline/text.hpp"
#include "groups.hpp"

namespace fleetline::conformance {
namespace {

/// Fails when the file was refused at one of `stages`.
Finding refused_at(const std::filesystem::path& file, std::initializer_list<Refusal::Stage> stages) {
  Finding finding;
  Refusal refusal;
  if (load_plugin(file, refusal) != nullptr) return finding;
  if (std::find(stages.begin(), stages.end(), refusal.stage) == stages.end()) return finding;
  for (std::string& reason : refusal.reasons) finding.fail(std::move(reason));
  finding.reasons.push_back("cure: " + refusal.cure);
  return finding;
}

/// Processor time, so that a busy machine does not look like a slow plugin.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

Finding scan_time(const std::filesystem::path& file) {
  constexpr double limit = 0.050;
  const double start = processor_seconds();
  Refusal refusal;
  load_plugin(file, refusal);
  const double taken = processor_seconds() - start;
  Finding finding;
  if (taken > limit)
    finding.fail(cat("checking and loading it takes ", number_text(taken * 1e3, 3), " ms of processor time, more than ",
                     number_text(limit * 1e3), " ms: every start of the program pays that"));
  return finding;
}

}  // namespace

std::vector<Check> file_checks(const std::filesystem::path& file) {
  using Stage = Refusal::Stage;
  return {
      {"stamp", "the file says what it was built for, and that fits this kernel",
       [=] { return refused_at(file, {Stage::stamp}); }, true},
      {"loads", "the library loads with every symbol it needs", [=] { return refused_at(file, {Stage::load}); }, true},
      {"manifest", "the manifest is complete and consistent", [=] { return refused_at(file, {Stage::manifest}); }, true},
      {"locale-on-load", "loading it leaves the program's locale alone", [=] { return refused_at(file, {Stage::locale}); }, true},
      {"scan-fast", "checking and loading it takes less than 50 ms", [=] { return scan_time(file); }},
  };
}

}  // namespace fleetline::conformance
