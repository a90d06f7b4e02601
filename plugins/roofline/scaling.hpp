// How a step's busy times and memory grow with its batch, so that batches can be solved for instead of swept.
#pragma once

#include <cstdint>
#include <optional>

#include "request.hpp"

namespace fleetline::roofline {

/// Bytes resident in device memory and in the read-only level, if the device has one.
struct Resident {
  Bytes device, read_only;
};

/// With a read-only level weights live there, and only there.
Resident resident(const Footprint& footprint, bool has_read_only);

/// Nearly every workload is affine in the batch: weights are read once, everything else once per sample. That is checked on
/// three lowerings (the asked batch and two more); then the questions below are solved in closed form. If it does not hold
/// (mixture of experts: a batch touches more and more experts) they are bisected over integers, lowering again each time.
class Scaling {
 public:
  Scaling() = default;
  Scaling(const Request& request, double batch, const Totals& at_batch, bool has_read_only, Lowering& arena);

  /// The first batch whose bottleneck is not that of batch 1.
  std::optional<std::int64_t> ridge_batch(Efficiency e) const;
  /// The largest batch whose footprint fits `usable` bytes of device memory: 0 when not even one sample does, empty when any
  /// batch does.
  std::optional<std::int64_t> max_batch(Bytes usable) const;

  bool affine_time() const { return affine_time_; }
  bool affine_memory() const { return affine_memory_; }

 private:
  Totals sample(double batch) const;

  Request request_;
  bool has_read_only_ = false;
  bool known_ = false;  ///< false: the workload refuses other batches
  bool affine_time_ = false, affine_memory_ = false;
  Line compute_, memory_, device_;
};

}  // namespace fleetline::roofline
