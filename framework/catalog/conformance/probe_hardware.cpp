#include "fleetline/text.hpp"
#include "probes.hpp"

namespace fleetline::conformance {

std::vector<Format> test_formats() {
  std::vector<Format> formats;
  for (const char* name : {"fp32", "bf16", "fp16", "fp8", "int8", "int4 g128"})
    if (const Parsed<Format> format = parse_format(name)) formats.push_back(*format.value);
  return formats;
}

std::vector<Operator> test_operators(Format format) {
  auto make = [&](OperatorKind kind, double flops, double bytes, Shape shape, const char* label) {
    Operator op{.kind = kind, .math = format, .weights = format, .activations = format, .kv = format};
    op.flops = Flops(flops);
    op.bytes.weights = Bytes(bytes / 2);
    op.bytes.activations = Bytes(bytes / 2);
    op.shape = shape;
    op.label = Label{label};
    return op;
  };
  return {
      make(OperatorKind::other, 0, 0, Streaming{}, "nothing"),
      make(OperatorKind::other, 1e9, 1e6, Streaming{.elements = 1e6}, "other"),
      make(OperatorKind::elementwise, 1e6, 4e6, Streaming{.elements = 1e6}, "elementwise"),
      make(OperatorKind::gemm, 2.0 * 128 * 4096 * 4096, 3.5e7, Gemm{.m = 128, .n = 4096, .k = 4096}, "gemm"),
      make(OperatorKind::gemm, 2.0 * 4096 * 4096, 3.4e7, Gemm{.m = 1, .n = 4096, .k = 4096}, "gemv"),
      make(OperatorKind::gemm, 2e15, 1e11, Gemm{.m = 1e5, .n = 1e5, .k = 1e5}, "huge gemm"),
      make(OperatorKind::attention, 4.0 * 32 * 128 * 4096, 1.7e7,
           Attention{.queries = 1, .context = 4096, .context_max = 4096, .heads = 32, .kv_heads = 8, .d_qk = 128, .d_v = 128},
           "attention"),
  };
}

namespace {

class HardwareProbe final : public Probe {
 public:
  explicit HardwareProbe(std::shared_ptr<const Hardware> hardware) : hardware_(std::move(hardware)) {}

  Readings ask() const override {
    Readings out;
    add_facts(out);
    for (Format format : test_formats()) {
      const Peak peak = hardware_->peak(format);
      const std::string in = cat(" in ", name_of(format), ": ");
      out.push_back({cat("peak", in, "runs as ", name_of(peak.used)), peak.rate.base()});
      if (peak.rate.base() <= 0) continue;  // not supported: what it would cost means nothing
      for (const Operator& op : test_operators(format)) add(out, cat(op.label.text(), in), hardware_->price(op));
    }
    return out;
  }

 private:
  static void add(Readings& out, const std::string& what, const Cost& cost) {
    out.push_back({what + "time", cost.time.base()});
    out.push_back({what + "compute", cost.compute.base()});
    out.push_back({what + "memory", cost.memory.base()});
    out.push_back({what + "floor", cost.floor.base()});
    out.push_back({what + "dynamic energy", cost.dynamic.base()});
    out.push_back({what + "bound", static_cast<double>(cost.bound)});
  }
  void add_facts(Readings& out) const {
    const HardwareFacts& facts = hardware_->facts();
    out.push_back({"memory capacity", facts.memory_capacity.base()});
    out.push_back({"memory bandwidth", facts.memory_bandwidth.base()});
    out.push_back({"dispatch overhead", facts.dispatch_overhead.base()});
    out.push_back({"layer overhead", facts.layer_overhead.base()});
    out.push_back({"idle power", facts.idle_power.base()});
    out.push_back({"peak power", facts.peak_power.base()});
    for (const MemoryLevel& level : hardware_->levels()) {
      out.push_back({cat("capacity of ", level.name.text()), level.capacity.base()});
      out.push_back({cat("bandwidth of ", level.name.text()), level.bandwidth.base()});
    }
  }
  std::shared_ptr<const Hardware> hardware_;
};

}  // namespace

std::unique_ptr<Probe> probe_hardware(const Loaded& loaded, const Box& params) {
  return std::make_unique<HardwareProbe>(make_hardware(loaded, params));
}

}  // namespace fleetline::conformance
