// From parameters to the space of layouts: what cannot be is refused with the numbers and the nearest that can.
#include <algorithm>
#include <cmath>

#include "fleetline/text.hpp"
#include "solver.hpp"

namespace fleetline::parallelism {
namespace {

std::uint32_t nearest_of(const std::vector<std::uint32_t>& values, std::uint32_t wish) {
  const auto distance = [wish](std::uint32_t x) { return x > wish ? x - wish : wish - x; };
  return *std::min_element(values.begin(), values.end(), [&](auto a, auto b) { return distance(a) < distance(b); });
}

std::optional<std::uint32_t> count(const std::optional<std::int64_t>& value) {
  return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
}

/// What is compared with has three degrees.
void check_reference(const Reference& r, std::uint32_t devices, Problems& problems) {
  if (!r.given() || (r.pipeline_parallel > 0 && r.data_parallel > 0)) return;
  problems.add({}, "reference",
               cat(r.pipeline_parallel > 0 ? "data_parallel" : "pipeline_parallel",
                   " is missing: a split to compare with has three degrees"),
               cat("tensor_parallel, pipeline_parallel and data_parallel whose product is ", devices));
}

void check_sequence(const ParallelismParams& p, Problems& problems) {
  const std::int64_t members = p.context_parallel;
  if (!p.sequence || members <= 1 || *p.sequence % members == 0) return;
  const std::int64_t nearest = std::max<std::int64_t>(1, std::llround(double(*p.sequence) / double(members))) * members;
  problems.add({}, "sequence",
               cat(*p.sequence, " tokens do not divide among the ", members, " devices that share each sequence"),
               cat("a multiple of ", members), std::to_string(nearest));
}

class Checks {
 public:
  Checks(const ParallelismParams& p, std::uint32_t devices, std::uint32_t layers, Problems& problems)
      : p_(p), devices_(devices), layers_(layers), problems_(problems) {}

  void run() {
    const bool degrees = divides("tensor_parallel", p_.tensor_parallel) &
                         divides("pipeline_parallel", p_.pipeline_parallel) &
                         divides("data_parallel", p_.data_parallel);
    if (degrees && p_.tensor_parallel && p_.pipeline_parallel) product();
    stages();
    replicas();
  }

 private:
  bool divides(const char* name, const std::optional<std::int64_t>& degree) {
    if (!degree || devices_ % *degree == 0) return true;
    problems_.add({}, name, cat("a degree of ", *degree, " does not divide the fleet's ", devices_, " devices"),
                  cat("a divisor of ", devices_),
                  std::to_string(nearest_of(divisors(devices_), static_cast<std::uint32_t>(*degree))));
    return false;
  }
  void product() {
    const std::int64_t t = *p_.tensor_parallel, p = *p_.pipeline_parallel;
    if (devices_ % (t * p) != 0) {
      problems_.add({}, "pipeline_parallel",
                    cat(t, " x ", p, " devices of one replica do not divide the fleet's ", devices_),
                    cat("a divisor of ", devices_ / t));
    } else if (p_.data_parallel && t * p * *p_.data_parallel != devices_) {
      problems_.add({}, "data_parallel",
                    cat("tensor x pipeline x data degrees = ", t, " x ", p, " x ", *p_.data_parallel, " = ",
                        t * p * *p_.data_parallel, ", but the fleet has ", devices_, " devices"),
                    cat(devices_ / (t * p), ", or leave one degree out"));
    }
  }
  void stages() {
    if (!p_.pipeline_parallel) return;
    const std::int64_t p = *p_.pipeline_parallel, v = p_.virtual_stages.value_or(1);
    if (p > layers_)
      problems_.add({}, "pipeline_parallel", cat(p, " stages, but the model has ", layers_, " layers"),
                    cat("at most ", layers_));
    else if (v > 1 && (p == 1 || (layers_ % (p * v) != 0 && (layers_ + 2) % (p * v) != 0)))
      problems_.add({}, "virtual_stages", cat(p, " stages of ", v, " chunks do not divide ", layers_, " layers"),
                    p == 1 ? "1: there is no pipeline" : cat("1, or a divisor of ", layers_ / p));
  }
  void replicas() {
    const std::optional<std::int64_t> d = data();
    if (!d) return;
    zero_group(*d * p_.context_parallel);
    if (p_.batch < *d)
      problems_.add({}, "batch", cat("a batch of ", p_.batch, " sequences cannot feed ", *d, " replicas"),
                    cat("at least ", *d));
    else if (p_.batch % *d != 0)
      problems_.add({}, "batch", cat("a batch of ", p_.batch, " sequences does not divide among ", *d, " replicas"),
                    cat("a multiple of ", *d), std::to_string(std::llround(double(p_.batch) / *d) * *d));
    else if (p_.micro_batch && (p_.batch / *d) % *p_.micro_batch != 0)
      problems_.add({}, "micro_batch",
                    cat("a micro-batch of ", *p_.micro_batch, " does not divide the ", p_.batch / *d,
                        " sequences of one replica"),
                    cat("a divisor of ", p_.batch / *d),
                    std::to_string(nearest_of(divisors(static_cast<std::uint32_t>(p_.batch / *d)),
                                              static_cast<std::uint32_t>(*p_.micro_batch))));
  }
  void zero_group(std::int64_t replicas) {
    if (!p_.zero_group || replicas % *p_.zero_group == 0) return;
    problems_.add({}, "zero_group", cat("groups of ", *p_.zero_group, " do not divide the ", replicas, " replicas"),
                  cat("a divisor of ", replicas),
                  std::to_string(nearest_of(divisors(static_cast<std::uint32_t>(replicas)),
                                            static_cast<std::uint32_t>(*p_.zero_group))));
  }
  std::optional<std::int64_t> data() const {
    if (p_.data_parallel) return p_.data_parallel;
    if (!p_.tensor_parallel || !p_.pipeline_parallel || devices_ % (*p_.tensor_parallel * *p_.pipeline_parallel) != 0)
      return std::nullopt;
    return devices_ / (*p_.tensor_parallel * *p_.pipeline_parallel);
  }

  const ParallelismParams& p_;
  std::int64_t devices_, layers_;
  Problems& problems_;
};

bool admits(const Workload& workload, const Step& step, const Sharding& sharding, Lowering& arena) {
  try {
    arena.clear();
    workload.lower(step, sharding, arena);
    return true;
  } catch (const InputError&) { return false; }
}

/// Those given or, of a mixture of experts, all that divide its experts and can divide replicas.
std::vector<std::uint32_t> expert_degrees(const Workload& workload, const ParallelismParams& p, std::uint32_t devices,
                                          const Step& step, Lowering& arena, Problems& problems) {
  const WorkloadFacts& facts = workload.facts();
  const bool mixture = facts.active_parameters < facts.parameters;
  if (!mixture) {
    if (p.expert_parallel.value_or(1) > 1)
      problems.add({}, "expert_parallel",
                   cat("the model has no experts to spread over ", *p.expert_parallel, " replicas"), "1, or not given",
                   "1");
    return {1};
  }
  const std::uint32_t tensor = p.tensor_parallel ? static_cast<std::uint32_t>(*p.tensor_parallel) : 1;
  std::vector<std::uint32_t> all;
  for (const std::uint32_t e : divisors(devices / tensor))
    if (admits(workload, step, {.tensor = tensor, .expert = e}, arena)) all.push_back(e);
  if (all.empty()) return {1};  // the tensor degree is refused with its own reason
  if (!p.expert_parallel) return all;
  const std::optional<std::uint32_t> e = count(p.expert_parallel);
  if (std::find(all.begin(), all.end(), *e) == all.end())
    problems.add({}, "expert_parallel",
                 cat("a degree of ", *e, " divides the model's experts, or the ", devices / tensor,
                     " devices that may be replicas, unevenly"),
                 "a divisor of both", std::to_string(nearest_of(all, *e)));
  return {*e};
}

}  // namespace

std::vector<std::uint32_t> divisors(std::uint32_t n) {
  std::vector<std::uint32_t> out, large;
  for (std::uint32_t d = 1; d <= n / d; ++d)
    if (n % d == 0) {
      out.push_back(d);
      if (d != n / d) large.push_back(n / d);
    }
  out.insert(out.end(), large.rbegin(), large.rend());
  return out;
}

LayoutSpace space_of(const Workload& workload, const ParallelismParams& p, std::uint32_t devices, const Step& step,
                     Problems& problems) {
  const auto context = static_cast<std::uint32_t>(p.context_parallel);
  LayoutSpace space{.devices = devices,
                    .batch = static_cast<std::uint32_t>(p.batch) * context,
                    .layers = static_cast<std::uint32_t>(workload.facts().layers),
                    .context = context};
  if (devices % context != 0)
    problems.add({}, "context_parallel",
                 cat("a degree of ", context, " does not divide the fleet's ", devices, " devices"),
                 cat("a divisor of ", devices), std::to_string(nearest_of(divisors(devices), context)));
  check_reference(p.reference, devices, problems);
  check_sequence(p, problems);
  problems.raise();
  Checks(p, devices / context, space.layers, problems).run();
  problems.raise();
  space.pipeline = count(p.pipeline_parallel);
  space.virtual_stages = count(p.virtual_stages);
  if (p.data_parallel) space.data = count(*p.data_parallel * p.context_parallel);
  space.micro_batch = count(p.micro_batch);
  if (p.recompute != RecomputeWish::choose) space.recompute = static_cast<Recompute>(static_cast<int>(p.recompute) - 1);
  space.sequence_parallel = p.sequence_parallel;
  if (p.zero_group) space.shard = count(*p.zero_group).value();
  if (p.zero != ZeroWish::choose) space.zero = static_cast<Zero>(static_cast<int>(p.zero) - 1);
  Lowering arena;
  if (p.tensor_parallel) {
    space.tensor_degrees = {static_cast<std::uint32_t>(*p.tensor_parallel)};
  } else {
    workload.lower(step, {}, arena);  // a step that no sharding can mend is refused here
    for (const std::uint32_t t : divisors(devices / context))
      if (admits(workload, step, {.tensor = t}, arena)) space.tensor_degrees.push_back(t);
  }
  space.expert_degrees = expert_degrees(workload, p, devices, step, arena, problems);
  problems.raise();
  return space;
}

}  // namespace fleetline::parallelism
