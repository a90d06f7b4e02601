#include "kernel.hpp"

namespace fleetline::compression {

const Schema<WeightOnlyKernel>& WeightOnlyKernel::schema() {
  using K = WeightOnlyKernel;
  static const auto schema =
      Schema<K>("Kernels that widen narrow weights on the way to the multipliers")
          .add("device", &K::device, "", "On what they were measured", {.required = true})
          .add("software", &K::software, "", "Whose they are", {.required = true})
          .add("weights", &K::weights, "", "For which formats")
          .add("arithmetic", &K::arithmetic, "1",
               "Share of the dense kernels' rate that is left at large batches; not given: all of it, a bound",
               {.range = {.low = 0, .high = 1.2, .open_low = true}})
          .add("bandwidth", &K::bandwidth, "1", "Share of the dense kernels' bandwidth that is left at small batches",
               {.range = {.low = 0, .high = 1.2, .open_low = true}, .required = true})
          .add("memory_efficiency", &K::memory_efficiency, "1",
               "Share of the data sheet's bandwidth that the same software's dense kernels reach", {.range = fraction})
          .add("unstructured", &K::unstructured, "", "Reads weights without their zeros, and multiplies them dense");
  return schema;
}

}  // namespace fleetline::compression
