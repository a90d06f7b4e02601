// Any text as a unit, a quantity, a format: an answer or a sentence, never a crash; what was read can be written and
// read again.
#include <cmath>
#include <cstdlib>

#include "fleetline/format.hpp"
#include "fleetline/units.hpp"

using namespace fleetline;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void check_measure(std::string_view text) {
  const auto read = parse_measure(text);
  must(read.value.has_value() == read.error.empty());
  if (!read || !std::isfinite(read.value->base)) return;
  const auto again = parse_measure(write_exact(read.value->base, read.value->dimension));
  must(again && again.value->base == read.value->base && again.value->dimension == read.value->dimension);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_measure(text);
  const auto unit = parse_unit(text);
  must(unit.value.has_value() == unit.error.empty());
  const auto format = parse_format(text.substr(0, 12));  // interned for good: short ones only
  must(format.value.has_value() == format.error.empty());
  return 0;
}
