// Changes the locale of the whole program while it solves.
#include <locale>

#include "fixture.hpp"

namespace {
struct Comma : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
};

fleetline::Status evaluate(const fixture::Params& params, fixture::Outputs& out) {
  static const std::locale german(std::locale::classic(), new Comma);
  std::locale::global(german);
  return fixture::right(params, out);
}
}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<evaluate>()))
