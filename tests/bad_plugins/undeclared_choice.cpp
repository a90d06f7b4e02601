// Answers with a choice that it never declared, and with a time that its own range forbids.
#include "fixture.hpp"

namespace {

enum class Colour { red, blue, green };

struct Outputs {
  fleetline::Seconds busy;
  Colour colour = Colour::red;
  static const fleetline::Schema<Outputs>& schema() {
    static const auto s = fleetline::Schema<Outputs>("Too colourful")
        .add("busy", &Outputs::busy, "ms", "Busy time", {.range = fleetline::non_negative})
        .add("colour", &Outputs::colour, {{Colour::red, {"red"}}, {Colour::blue, {"blue"}}}, "Of the cable");
    return s;
  }
};

fleetline::Status evaluate(const fixture::Params& params, Outputs& out) {
  out.busy = params.pause * -1.0;
  out.colour = Colour::green;
  return fleetline::Status::ok();
}

}  // namespace

FLEETLINE_PLUGIN(fixture::plugin(fixture::solver<evaluate, fixture::Params, Outputs>()))
