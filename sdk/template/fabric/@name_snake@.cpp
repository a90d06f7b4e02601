// @name@: devices or nodes on one non-blocking switch, and the collectives they run over it.
//
// Ring algorithms, bandwidth-optimal: Patarasuk, Yuan 2009, Bandwidth Optimal All-reduce Algorithms for Clusters of
// Workstations, J. Parallel Distrib. Comput. 69(2). Long broadcasts: Thakur, Rabenseifner, Gropp 2005, Optimization of
// Collective Communication Operations in MPICH, Int. J. High Perform. Comput. Appl. 19(1).
#include <fleetline/sdk.hpp>
#include <fleetline/text.hpp>

using namespace fleetline;

namespace {

// --- the model: n units, a payload, a bandwidth each way, a latency -----------------------------------------------

// Each of n - 1 rounds hands an n-th of the payload to the next in the ring.
Seconds ring_pass(double n, Bytes payload, Bandwidth b, Seconds latency) {
  return (n - 1) * (latency + payload / n / b);
}
// A binomial scatter, then a ring all-gather (Thakur et al. 2005, section 4.2).
Seconds broadcast(double n, Bytes payload, Bandwidth b, Seconds latency) {
  return std::ceil(std::log2(n)) * latency + payload * ((n - 1) / n) / b + ring_pass(n, payload, b, latency);
}

Seconds between_units(CollectiveKind kind, double n, Bytes payload, Bandwidth b, Seconds latency) {
  switch (kind) {
    case CollectiveKind::all_reduce: return 2.0 * ring_pass(n, payload, b, latency);
    case CollectiveKind::all_gather:
    case CollectiveKind::reduce_scatter:
    case CollectiveKind::all_to_all: return ring_pass(n, payload, b, latency);
    case CollectiveKind::broadcast: return broadcast(n, payload, b, latency);
    case CollectiveKind::point_to_point: break;
  }
  return latency + payload / b;
}

// --- the fabric ---------------------------------------------------------------------------------------------------

struct SwitchParams {  // the initialiser is the default, in base units
  int ports = 64;
  Bandwidth bandwidth{50e9};
  Seconds latency{600e-9};

  static const Schema<SwitchParams>& schema() {
    static const auto s = Schema<SwitchParams>("One switch and its cables")
      .add("ports", &SwitchParams::ports, "", "Things that can be plugged in", {.range = at_least(2)})
      .add("bandwidth", &SwitchParams::bandwidth, "Gbit/s", "Of one port, one direction", {.range = positive})
      .add("latency", &SwitchParams::latency, "ns", "From a port to another, one way", {.range = non_negative});
    return s;
  }
};

class @Name@ : public Fabric {
 public:
  using Params = SwitchParams;
  explicit @Name@(const Params& p) : p_(p) {}

  void wire(TopologyBuilder& builder) const override {
    if (builder.endpoints().size() > std::size_t(p_.ports))
      throw InputError({Problem{{}, "ports", cat(p_.ports, " cannot connect ", builder.endpoints().size(), " things"),
                                "as many as there are things to connect", {}}});
    const Vertex hub = builder.add(VertexKind::switch_, Label("@name@"));
    for (const Vertex endpoint : builder.endpoints())
      builder.connect(endpoint, hub, {.bandwidth = p_.bandwidth, .latency = p_.latency / 2, .kind = Label("cable")});
  }

  // The members of a unit first reduce among themselves (`inner`); each then carries its share of the payload between units.
  Cost price(const Collective& c, const GroupProfile& group, const Pricer& inner) const override {
    const bool shared = c.kind == CollectiveKind::all_reduce || c.kind == CollectiveKind::all_gather ||
                        c.kind == CollectiveKind::reduce_scatter;
    const Bytes payload = shared ? c.payload / double(group.ranks) : c.payload;
    Cost cost;
    cost.time = between_units(c.kind, double(group.units), payload, min(group.per_device, group.bottleneck), group.latency);
    cost.bound = Bound::network;
    if (group.ranks > 1) cost += inside_units(c, inner);
    return cost;
  }

 private:
  static Cost inside_units(Collective c, const Pricer& inner) {
    if (c.kind == CollectiveKind::point_to_point) return {};
    if (c.kind != CollectiveKind::all_reduce) return inner.price(c);
    c.kind = CollectiveKind::reduce_scatter;
    Cost cost = inner.price(c);
    c.kind = CollectiveKind::all_gather;
    return cost += inner.price(c);
  }

  Params p_;
};

// --- a solver beside it, to look at the fabric alone --------------------------------------------------------------

struct OneLevel : Pricer {  // every unit is a single device: nothing stays inside
  Cost price(const Collective&) const override { return {}; }
};

struct @Name@Probe : sdk::SolverOf<@Name@Probe> {
  struct Params {
    SwitchParams fabric;
    int units = 8;
    Bytes payload{1e9};

    static const Schema<Params>& schema() {
      static const auto s = Schema<Params>("One all-reduce")
        .add("fabric", &Params::fabric, "", "The switch", {.shapes = true})
        .add("units", &Params::units, "", "Devices that take part", {.range = at_least(2)})
        .add("payload", &Params::payload, "MB", "Tensor to reduce", {.range = positive});
      return s;
    }
  };
  struct Outputs {
    Seconds time;
    Bandwidth bus_bandwidth;

    static const Schema<Outputs>& schema() {
      static const auto s = Schema<Outputs>("How the all-reduce went")
        .add("time", &Outputs::time, "us", "Of one all-reduce",
             {.direction = Direction::lower, .headline = true,
              .equation = "time = 2 (units - 1) * (latency + payload / units / bandwidth)", .uses = "units, payload, fabric"})
        .add("bus_bandwidth", &Outputs::bus_bandwidth, "GB/s", "Traffic of each link, as nccl-tests counts it",
             {.direction = Direction::higher, .headline = true,
              .equation = "bus_bandwidth = 2 (units - 1) / units * payload / time", .uses = "units, payload, time"});
      return s;
    }
  };
  struct State : Prepared {
    explicit State(const SwitchParams& p) : params(p), fabric(p) {}
    SwitchParams params;
    @Name@ fabric;
  };

  std::unique_ptr<State> setup(const Subjects&, const Params& p) const { return std::make_unique<State>(p.fabric); }

  Status evaluate(const State& s, const Params& p, Outputs& out, Detail*) const {
    if (p.units > s.params.ports) return Status::infeasible(no_port);
    const GroupProfile group{.units = std::uint64_t(p.units), .per_device = s.params.bandwidth,
                             .bottleneck = s.params.bandwidth, .latency = s.params.latency, .hops = 2};
    Collective all_reduce;
    all_reduce.payload = p.payload;
    out.time = s.fabric.price(all_reduce, group, OneLevel()).time;
    out.bus_bandwidth = 2.0 * (p.units - 1) / p.units * p.payload / out.time;
    return Status::ok();
  }

  const Label no_port{"the switch has too few ports"};
};

}  // namespace

FLEETLINE_PLUGIN(Manifest{
    .name = "@name@",
    .version = "0.1.0",
    .summary = "One switch, and collectives over it",
    .authors = {"you"},
    .components = {
        sdk::fabric<@Name@>({
            .name = "@name@",
            .summary = "Devices or nodes on one non-blocking switch",
            .description = "Ring collectives by latency and bandwidth. Not modelled: congestion, reduction in the network.",
        }),
        sdk::solver<@Name@Probe>({
            .name = "@name@-probe",
            .summary = "Time of one all-reduce over the switch alone",
            .description = "A ring over single devices, nothing else on the switch. As accurate as the fabric itself.",
            .promises = {{.output = "time", .parameter = "payload", .direction = Direction::higher},
                         {.output = "time", .parameter = "units", .direction = Direction::higher}},
        })},
})
