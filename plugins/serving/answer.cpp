// One case: what its parameters say of one another, how many replicas of which pool, and what they answer together.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "fleetline/text.hpp"
#include "placement.hpp"
#include "replica.hpp"

namespace fleetline::serving {
namespace {

using Devices = Quantity<Dimension{.device = 1}>;

[[noreturn, gnu::cold]] void refuse(const char* path, std::string what, std::string expected) {
  Problems problems;
  problems.add({}, path, std::move(what), std::move(expected));
  problems.raise();
  throw std::logic_error("a problem that was added raises");
}

[[noreturn, gnu::cold]] void refuse_two_loads(const ServingParams& p) {
  refuse("request_rate",
         cat("a request_rate of ", to_text(*p.request_rate), " beside a concurrency of ", *p.concurrency,
             ": requests arrive at a rate of their own, or as others finish"),
         "one of the two; max_sequences limits how many run at once");
}

[[noreturn, gnu::cold]] void refuse_rate_of_a_batch(const ServingParams& p) {
  refuse("request_rate", cat("a request_rate of ", to_text(*p.request_rate), " where all requests arrive together"),
         "concurrency, or arrivals = \"steady\"");
}

[[noreturn, gnu::cold]] void refuse_context(const ServingParams& p, double limit) {
  const auto most = static_cast<std::int64_t>(limit);
  const bool prompt = p.prompt() >= most;
  refuse(prompt ? "input_tokens" : "output_tokens",
         cat("a context of ", p.prompt(), " + ", p.answer(), " = ", p.prompt() + p.answer(),
             " tokens is longer than the ", p.context_limit ? "context_limit of " : "model's ", most),
         prompt ? cat("at most ", std::max<std::int64_t>(1, most - p.answer()), " tokens of prompt")
                : cat("at most ", most - p.prompt(), " tokens of output"));
}

/// What one parameter says of another. The messages are built elsewhere: this is the hot loop.
void check_together(const ServingState& s, const ServingParams& p) {
  const double limit = p.context_limit ? static_cast<double>(*p.context_limit) : s.max_context;
  if (limit > 0 && static_cast<double>(p.prompt() + p.answer()) > limit) [[unlikely]]
    refuse_context(p, limit);
  if (p.request_rate && p.arrivals == Arrivals::together) [[unlikely]]
    refuse_rate_of_a_batch(p);
  if (p.request_rate && p.concurrency) [[unlikely]]
    refuse_two_loads(p);
}

constexpr double exactly = 1 + 1e-9;  ///< a rate that the replicas finish exactly is finished

/// A pool in use: one replica sized, and what all of them are to do.
struct Share {
  Replica replica;
  Load load;

  double most_per_s() const { return replica.most_per_s() * static_cast<double>(load.replicas); }
};

/// Pools in use, in the fleet's order.
struct Shares {
  std::array<std::optional<Share>, most_places> of;
  std::size_t count = 0;
  std::int64_t replicas = 0;
  double capacity = 0;  ///< requests per second, all together
};

/// Sizes pool by pool until there are replicas enough: those asked for, or those the rate needs, or all there are. The
/// last pool takes what is left over, whether it has the devices or not.
Status place(const ServingState& s, const ServingParams& p, Shares& shares, ServingOutputs& out) {
  std::int64_t left = p.replica_count.value_or(0);
  double rate_left = p.request_rate ? p.request_rate->base() : 0;
  for (const Pool& pool : s.pools) {
    Share& share =
        shares.of[shares.count].emplace(Share{{.pool = &pool, .engine = Engine(pool.costs, s.stack, lengths_of(p))}});
    if (const Status status = size(s, p, share.replica, out); !status) return status;
    std::int64_t wanted = pool.replicas;
    if (p.replica_count)
      wanted = left;
    else if (p.request_rate)
      wanted = static_cast<std::int64_t>(std::max(1.0, std::ceil(rate_left / share.replica.most_per_s() / exactly)));
    const bool enough = wanted <= pool.replicas && (p.replica_count || p.request_rate);
    share.load.replicas = enough || &pool == &s.pools.back() ? wanted : pool.replicas;
    ++shares.count;
    shares.replicas += share.load.replicas;
    shares.capacity += share.most_per_s();
    if (enough) break;
    left -= share.load.replicas;
    rate_left -= share.most_per_s();
  }
  return Status::ok();
}

/// Requests go to pools in proportion to what those can finish.
Load share_of(const ServingParams& p, const Share& share, const Shares& all) {
  Load load = share.load;
  const double part = all.count == 1 ? 1 : share.most_per_s() / all.capacity;
  if (p.concurrency) load.in_flight = static_cast<double>(*p.concurrency) * part;
  if (p.request_rate) load.rate = p.request_rate->base() * part;
  return load;
}

/// Of a mixed fleet: work and power add up, times are those of the slowest pool, memory is that of the fullest.
void combine(const PoolAnswer& part, ServingOutputs& all) {
  const ServingOutputs& one = part.out;
  const auto was = static_cast<double>(all.replicas), adds = static_cast<double>(one.replicas);
  const auto mean = [&](double a, double b) { return (a * was + b * adds) / (was + adds); };
  const ServingOutputs before = all;
  all = one.max_batch < before.max_batch ? one : before;
  const ServingOutputs& slow = one.latency > before.latency ? one : before;
  all.ttft = slow.ttft, all.latency = slow.latency, all.itl = slow.itl, all.tpot = slow.tpot;
  all.itl_floor = max(one.itl_floor, before.itl_floor), all.ttft_floor = max(one.ttft_floor, before.ttft_floor);
  all.batch = mean(before.batch, one.batch);
  all.prefill_share = mean(before.prefill_share, one.prefill_share);
  all.accelerator_power.reset();
  if (before.accelerator_power && one.accelerator_power)
    all.accelerator_power = Watts(mean(before.accelerator_power->base(), one.accelerator_power->base()));
  all.replicas = before.replicas + one.replicas;
  all.accelerators = before.accelerators + one.accelerators;
  all.capacity = before.capacity + one.capacity;
  all.requests_per_second = before.requests_per_second + one.requests_per_second;
  all.tokens_per_second = before.tokens_per_second + one.tokens_per_second;
  all.total_tokens_per_second = before.total_tokens_per_second + one.total_tokens_per_second;
}

/// What follows from the sums.
void finish(const ServingParams& p, ServingOutputs& out) {
  if (p.arrivals == Arrivals::together) {
    // Pools that are done earlier wait for the last.
    const Lengths n = lengths_of(p);
    const double requests = p.concurrency ? static_cast<double>(*p.concurrency) : 0;
    if (requests > 0) {
      out.requests_per_second = RequestRate(requests / out.latency.base());
      out.tokens_per_second = TokenRate(requests * n.output / out.latency.base());
      out.total_tokens_per_second = TokenRate(requests * n.total() / out.latency.base());
    }
  }
  const auto accelerators = static_cast<double>(out.accelerators);
  out.tokens_per_second_per_accelerator = out.tokens_per_second / accelerators;
  out.energy_per_token.reset();
  if (out.accelerator_power && out.tokens_per_second > TokenRate(0))
    out.energy_per_token = *out.accelerator_power * accelerators / out.tokens_per_second;
}

/// What the partitions of one pool have of its answer.
void note_partitions(const ServingState& s, std::size_t pool, const ServingOutputs& of_pool, ByPartition& all) {
  for (std::size_t i = 0; i < s.parts.size(); ++i) {
    if (s.parts[i].pool != pool) continue;
    all.accelerators[i] = static_cast<double>(of_pool.accelerators) * s.parts[i].share;
    all.power[i] = of_pool.accelerator_power.value_or(Watts(0));
  }
}

/// Pool by pool, then together.
void serve_all(const ServingState& s, const ServingParams& p, const Shares& shares, ServingOutputs& out,
               ByPartition& by_partition, std::vector<PoolAnswer>* parts) {
  for (std::size_t i = 0; i < shares.count; ++i) {
    Replica replica = shares.of[i]->replica;
    PoolAnswer part{.pool = replica.pool, .out = {}};
    static_cast<void>(size(s, p, replica, part.out));  // has room: it was sized before
    serve(s, p, replica, share_of(p, *shares.of[i], shares), part.out);
    note_partitions(s, i, part.out, by_partition);
    if (i == 0)
      out = part.out;
    else
      combine(part, out);
    if (parts != nullptr) parts->push_back(std::move(part));
  }
  finish(p, out);
}

}  // namespace

Status Serving::answer(const State& s, const Params& p, Outputs& out, Work& work,
                       std::vector<PoolAnswer>* parts) const {
  check_together(s, p);
  Shares shares;
  if (const Status placed = place(s, p, shares, out); !placed) return placed;
  out.replicas = shares.replicas;
  out.capacity = RequestRate(shares.capacity);
  if (const std::int64_t devices = shares.replicas * s.group; !s.one_device && devices > s.devices) {
    out.accelerators = devices;
    return Status::infeasible(fleet_too_small_, Devices(static_cast<double>(devices)),
                              Devices(static_cast<double>(s.devices)));
  }
  if (p.request_rate && p.request_rate->base() > shares.capacity * exactly)
    return Status::infeasible(overloaded_, *p.request_rate, out.capacity);
  work.accelerators.assign(s.parts.size(), 0);
  work.power.assign(s.parts.size(), Watts(0));
  const Share& first = *shares.of[0];
  if (shares.count == 1) {
    serve(s, p, first.replica, share_of(p, first, shares), out);
    note_partitions(s, 0, out, work);
  } else {
    serve_all(s, p, shares, out, work, parts);
  }
  out.accelerators_by_partition = work.accelerators;
  if (out.accelerator_power) out.accelerator_power_by_partition = work.power;
  return Status::ok();
}

}  // namespace fleetline::serving
