#include "scaling.hpp"

namespace fleetline::roofline {

Resident resident(const Footprint& footprint, bool has_read_only) {
  if (!has_read_only) return {footprint.total(), Bytes(0)};
  return {footprint.total() - footprint.weights, footprint.weights};
}

Scaling::Scaling(const Request& request, double batch, const Totals& at_batch, bool has_read_only, Lowering& arena)
    : request_(request), has_read_only_(has_read_only) {
  // Far apart, so that a curve cannot pass for a line; exact in binary, so that a line does.
  const double near = batch == 1 ? 2 : 1, far = 4096 * batch;
  try {
    const Totals a = request.price(near, arena), b = request.price(far, arena);
    const auto line = [&](auto value) { return Line::through(near, value(a), far, value(b)); };
    const auto compute = [](const Totals& t) { return t.compute.base(); };
    const auto memory = [](const Totals& t) { return t.memory.base(); };
    const auto device = [&](const Totals& t) { return resident(t.footprint, has_read_only).device.base(); };
    compute_ = line(compute);
    memory_ = line(memory);
    device_ = line(device);
    affine_time_ = compute_.meets(batch, compute(at_batch)) && memory_.meets(batch, memory(at_batch));
    affine_memory_ = device_.meets(batch, device(at_batch));
    known_ = true;
  } catch (const InputError&) {
    // This workload admits only certain batches: nothing can be said about others, the asked one stands.
  }
}

Totals Scaling::sample(double batch) const {
  Lowering arena;
  return request_.price(batch, arena);
}

std::optional<std::int64_t> Scaling::ridge_batch(Efficiency e) const {
  if (!known_) return std::nullopt;
  if (affine_time_)
    return crossing({compute_.intercept / e.compute, compute_.slope / e.compute},
                    {memory_.intercept / e.memory, memory_.slope / e.memory});
  const auto holds = [&](double batch) {
    const Totals t = sample(batch);
    return compute_bound(t.compute / e.compute, t.memory / e.memory);
  };
  const bool at_one = holds(1);
  return first_batch([&](double batch) { return holds(batch) != at_one; });
}

std::optional<std::int64_t> Scaling::max_batch(Bytes usable) const {
  if (!known_) return std::nullopt;
  if (affine_memory_) return largest_within(device_, usable.base());
  const auto too_large = [&](double batch) { return resident(sample(batch).footprint, has_read_only_).device > usable; };
  if (too_large(1)) return 0;
  const auto first = first_batch(too_large);
  return first ? std::optional(*first - 1) : std::nullopt;
}

}  // namespace fleetline::roofline
