// Devices and operators the tests price: round numbers, so that every expectation can be worked out by hand.
#pragma once

#include <string_view>

#include "accelerators/datasheet.hpp"

namespace fleetline::accelerators {

inline Format format(std::string_view name) { return *parse_format(name).value; }

/// 100 TFLOP/s in fp16, 50 in tf32, 10 in fp32, 200 TOP/s in int8; 80 GB at 1 TB/s; 100 W idle, 500 W at full load.
inline DatasheetParams round_gpu() {
  DatasheetParams p;
  p.memory = Bytes(80e9);
  p.memory_bandwidth = Bandwidth(1e12);
  p.peak = {{"fp16", FlopRate(100e12)}, {"tf32", FlopRate(50e12)}, {"fp32", FlopRate(10e12)}, {"int8", FlopRate(200e12)}};
  p.idle_power = Watts(100);
  p.peak_power = Watts(500);
  return p;
}

/// 256 MOP/s in int8, 64 MFLOP/s in fp32; 256 KB of SRAM at 256 MB/s, 1 MB of flash at 64 MB/s.
inline DatasheetParams round_microcontroller() {
  DatasheetParams p;
  p.memory = Bytes(256e3);
  p.memory_bandwidth = Bandwidth(256e6);
  p.peak = {{"int8", FlopRate(256e6)}, {"fp32", FlopRate(64e6)}};
  p.fallback = {{"int4", "int8"}};
  p.level = {{"flash", Bytes(1e6), Bandwidth(64e6), true}};
  return p;
}

inline Operator work(std::string_view math, double flops, Traffic bytes) {
  Operator op;
  op.math = format(math);
  op.flops = Flops(flops);
  op.bytes = bytes;
  return op;
}

}  // namespace fleetline::accelerators
