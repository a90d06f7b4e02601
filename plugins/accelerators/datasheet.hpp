// Hardware kind `datasheet`: a device as its data sheet describes it. Contract: fleetline/hardware.hpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fleetline/sdk.hpp"
#include "model.hpp"

namespace fleetline::accelerators {

/// A further level of the memory hierarchy: `[[level]]` in a registry entry.
struct Level {
  std::string name;
  Bytes capacity;
  Bandwidth bandwidth;
  bool read_only = false;
  static const Schema<Level>& schema();
};

struct DatasheetParams {
  Bytes memory;
  Bandwidth memory_bandwidth;
  std::vector<Named<FlopRate>> peak;
  std::vector<Named<std::string>> fallback;
  std::vector<Level> level;
  Seconds dispatch_overhead, layer_overhead;
  std::optional<Watts> idle_power, peak_power;
  double running_activity = 0, compute_activity = 1, memory_activity = 1;
  std::string vendor, architecture, process, form_factor, memory_type;
  std::optional<std::int64_t> released;
  std::optional<double> transistors;
  std::optional<Area> die_area;
  std::optional<Bandwidth> link_bandwidth;
  std::optional<Dollars> price;
  static const Schema<DatasheetParams>& schema();
};

class Datasheet final : public Hardware {
 public:
  using Params = DatasheetParams;
  /// Throws InputError for format names nobody knows, when built from parameters that were never checked.
  explicit Datasheet(const Params& params);

  Cost price(const Operator& op) const override;
  Peak peak(Format math) const override { return peaks_.peak(math); }
  const HardwareFacts& facts() const override { return facts_; }
  std::span<const MemoryLevel> levels() const override { return levels_; }

 private:
  PeakTable peaks_;
  HardwareFacts facts_;
  std::vector<MemoryLevel> levels_;
  double seconds_per_byte_ = 0, seconds_per_weight_byte_ = 0;
};

/// Format names in `peak` and `fallback` that cannot be read, rates that are not positive, fallbacks that lead nowhere.
void check_formats(const DatasheetParams& params, const std::string& path, Where where, Problems& problems);

}  // namespace fleetline::accelerators
