// What a `datasheet` entry may say.
#include "datasheet.hpp"

namespace fleetline::accelerators {
namespace {

void check(const DatasheetParams& params, const Table& table, ReadContext& context) {
  const Value* peak = table.find("peak");
  check_formats(params, context.path, peak ? peak->where : Where{}, context.problems);
  if (params.idle_power && params.peak_power && *params.idle_power > *params.peak_power)
    context.problems.add(table.find("idle_power") ? table.find("idle_power")->where : Where{},
                         context.path_of("idle_power"), "idle power is above peak power", "at most peak_power");
}

}  // namespace

const Schema<Level>& Level::schema() {
  static const auto schema =
      Schema<Level>("A memory level beside `memory`. A read-only one (flash) holds the weights")
          .add("name", &Level::name, "", "What results call it: \"sram\", \"flash\", \"l2\"", {.required = true})
          .add("capacity", &Level::capacity, "MiB", "Bytes it holds", {.range = positive, .required = true})
          .add("bandwidth", &Level::bandwidth, "GB/s", "Sustained read bandwidth", {.range = positive, .required = true})
          .add("read_only", &Level::read_only, "", "Holds weights only, and then all of them");
  return schema;
}

const Schema<DatasheetParams>& DatasheetParams::schema() {
  using P = DatasheetParams;
  static const auto schema =
      Schema<P>("A device as its data sheet describes it. Rates are dense, never with structured sparsity")
          .add("memory", &P::memory, "GiB", "Device memory: HBM of a GPU, SRAM of a microcontroller",
               {.range = positive, .required = true})
          .add("memory_bandwidth", &P::memory_bandwidth, "GB/s", "Peak bandwidth of that memory",
               {.range = positive, .required = true})
          .add("peak", &P::peak, "TFLOP/s", "Dense arithmetic rate of each number format the device multiplies",
               {.required = true})
          .add("fallback", &P::fallback, "",
               "What a format without arithmetic multiplies as here: { int4 = \"int8\" }. Others follow the ladder")
          .add("level", &P::level, "", "Further memory levels; weights stream from the first read-only one")
          .add("dispatch_overhead", &P::dispatch_overhead, "us", "Host work before the device starts, once per step",
               {.range = non_negative})
          .add("layer_overhead", &P::layer_overhead, "us", "Launches and framework, once per layer and pass",
               {.range = non_negative})
          .add("idle_power", &P::idle_power, "W", "Draw when ready and idle", {.range = non_negative})
          .add("peak_power", &P::peak_power, "W", "Sustained draw at full load (TDP)", {.range = positive})
          .add("running_activity", &P::running_activity, "1",
               "Share of (peak - idle) power drawn while any kernel runs: clocks are up", {.range = share, .calibrate = true})
          .add("compute_activity", &P::compute_activity, "1",
               "Further share per share of peak arithmetic; all three together never draw more than the peak", {.range = non_negative, .calibrate = true})
          .add("memory_activity", &P::memory_activity, "1",
               "Further share per share of peak bandwidth", {.range = non_negative, .calibrate = true})
          .add("vendor", &P::vendor, "", "Who makes it")
          .add("architecture", &P::architecture, "", "Architecture or core")
          .add("process", &P::process, "", "Fabrication process")
          .add("form_factor", &P::form_factor, "", "SXM, PCIe, system on chip")
          .add("memory_type", &P::memory_type, "", "HBM3, LPDDR5, SRAM")
          .add("released", &P::released, "", "Year of first shipment", {.range = at_least(1940)})
          .add("transistors", &P::transistors, "1", "Transistors of the package", {.range = positive})
          .add("die_area", &P::die_area, "mm^2", "Area of the compute dies", {.range = positive})
          .add("link_bandwidth", &P::link_bandwidth, "GB/s",
               "To other devices, all links together, one direction: a fact. Fabrics price what crosses them", {.range = positive})
          .add("price", &P::price, "USD", "Purchase price of one, when its source says", {.range = positive})
          .check(check);
  return schema;
}

}  // namespace fleetline::accelerators
