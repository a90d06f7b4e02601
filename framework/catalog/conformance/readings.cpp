#include "readings.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "fleetline/text.hpp"
#include "probes.hpp"

namespace fleetline::conformance {

std::string first_difference(const Readings& expected, const Readings& got) {
  for (std::size_t i = 0; i < expected.size() && i < got.size(); ++i) {
    const Reading &a = expected[i], &b = got[i];
    if (a.what != b.what) return cat("answered '", b.what, "' instead of '", a.what, "'");
    if (std::bit_cast<std::uint64_t>(a.value) != std::bit_cast<std::uint64_t>(b.value))
      return cat(a.what, " was ", exact_text(a.value), ", then ", exact_text(b.value));
  }
  if (expected.size() != got.size()) return cat("gave ", expected.size(), " numbers, then ", got.size());
  return {};
}

std::vector<std::string> complaints(const Readings& readings) {
  constexpr std::size_t enough = 5;
  std::vector<std::string> out;
  for (const Reading& reading : readings) {
    std::string complaint;
    if (std::isnan(reading.value) && !reading.may_be_nan) complaint = cat(reading.what, " is not a number");
    else if (std::isinf(reading.value)) complaint = cat(reading.what, " is infinite");
    else if (reading.value < 0 && !reading.may_be_negative) complaint = cat(reading.what, " is negative: ", exact_text(reading.value));
    if (complaint.empty() || std::find(out.begin(), out.end(), complaint) != out.end()) continue;
    out.push_back(std::move(complaint));
    if (out.size() == enough) break;
  }
  return out;
}

std::unique_ptr<Probe> make_probe(const Loaded& loaded, const Box& params) {
  switch (loaded.component->noun) {
    case Noun::hardware: return probe_hardware(loaded, params);
    case Noun::workload: return probe_workload(loaded, params);
    case Noun::fabric: return probe_fabric(loaded, params);
    case Noun::solver: return probe_solver(loaded, params);
    case Noun::record: break;
  }
  return nullptr;
}

Readings ask(const Specimen& specimen, const Box& params) {
  try {
    return specimen.make(params)->ask();
  } catch (const InputError& refusal) {
    return {{cat(refused_mark, refusal.what())}};
  }
}

}  // namespace fleetline::conformance
