// @name@: an accelerator with one weight-stationary systolic array.
//
// Defaults: first-generation TPU. Jouppi et al. 2017, In-Datacenter Performance Analysis of a Tensor Processing Unit, ISCA.
#include <fleetline/sdk.hpp>

using namespace fleetline;

namespace {

// Section 2: an array holds rows x columns weights, m inputs stream through it one a cycle, and the next weights are shifted
// in meanwhile, a row a cycle: a tile takes max(m, rows) cycles. What does not fill the last tile is wasted.
double matrix_cycles(const Gemm& g, double rows, double columns) {
  return g.groups * std::ceil(g.k / rows) * std::ceil(g.n / columns) * std::max(g.m, rows);
}

class @Name@ : public Hardware {
 public:
  struct Params {  // the initialiser is the default, in base units
    int rows = 256, columns = 256;
    Frequency clock{700e6};
    Format format = *parse_format("int8").value;
    Bytes memory{8.0 * (1 << 30)};
    Bandwidth memory_bandwidth{34e9};
    Watts idle_power{28}, active_power{12};  // measured, die only: table 2

    static const Schema<Params>& schema() {
      static const auto s = Schema<Params>("A systolic array and its memory")
        .add("rows", &Params::rows, "", "Rows of the array: along k", {.range = at_least(1)})
        .add("columns", &Params::columns, "", "Columns of the array: along n", {.range = at_least(1)})
        .add("clock", &Params::clock, "MHz", "Clock of the array", {.range = positive})
        .add("format", &Params::format, "", "The widest format its multipliers take")
        .add("memory", &Params::memory, "GiB", "Capacity of device memory", {.range = positive})
        .add("memory_bandwidth", &Params::memory_bandwidth, "GB/s", "Bandwidth of device memory", {.range = positive})
        .add("idle_power", &Params::idle_power, "W", "Power without work", {.range = non_negative})
        .add("active_power", &Params::active_power, "W", "Power that work adds", {.range = non_negative});
      return s;
    }
  };

  explicit @Name@(const Params& p) : p_(p), peak_{2.0 * p.rows * p.columns * p.clock.base()} {
    facts_.memory_capacity = p.memory;
    facts_.memory_bandwidth = p.memory_bandwidth;
    facts_.idle_power = p.idle_power;
    facts_.peak_power = p.idle_power + p.active_power;
    facts_.has_power = true;
  }

  Cost price(const Operator& op) const override {
    Cost cost;
    cost.compute = peak(op.math).rate > FlopRate(0) ? compute_time(op) : Seconds(HUGE_VAL);  // cannot: never ends
    cost.memory = op.bytes.total() / p_.memory_bandwidth;
    cost.time = max(cost.compute, cost.memory);
    cost.bound = cost.memory > cost.compute ? Bound::memory : Bound::compute;
    cost.dynamic = p_.active_power * cost.time;
    return cost;
  }

  Peak peak(Format math) const override {
    if (math.bits > p_.format.bits) return {FlopRate(0), math};
    return {peak_, p_.format};
  }
  const HardwareFacts& facts() const override { return facts_; }
  std::span<const MemoryLevel> levels() const override { return {&memory_, 1}; }

 private:
  Seconds compute_time(const Operator& op) const {
    if (const auto* gemm = std::get_if<Gemm>(&op.shape)) return matrix_cycles(*gemm, p_.rows, p_.columns) / p_.clock;
    return op.flops / peak_;  // no matrix shape given: as if it filled the array
  }

  Params p_;
  FlopRate peak_;
  HardwareFacts facts_;
  MemoryLevel memory_{Label("dram"), p_.memory, p_.memory_bandwidth};
};

}  // namespace

FLEETLINE_PLUGIN(Manifest{
    .name = "@name@",
    .version = "0.1.0",
    .summary = "An accelerator with one systolic array",
    .authors = {"you"},
    .components = {sdk::hardware<@Name@>({
        .name = "@name@",
        .summary = "An accelerator with one weight-stationary systolic array",
        .description = "Counts the cycles of every matrix product tile by tile, and reads memory meanwhile. Not modelled: the "
                       "on-chip buffers, the activation unit, transfers from the host.",
        .references = {"Jouppi et al. 2017, In-Datacenter Performance Analysis of a Tensor Processing Unit, ISCA"},
    })},
})
