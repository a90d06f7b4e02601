// Wrong in many ways at once: all of them are told.
#include "fixture.hpp"

namespace {

enum class Colour { red, blue };

struct Params {
  double load = 0.5;
  fleetline::Seconds pause{1e-3};
  Colour colour = Colour::red;
  static const fleetline::Schema<Params>& schema() {
    static const auto s = fleetline::Schema<Params>("Careless")
        .add("Load", &Params::load, "1", "Share of the time that is busy")
        .add("busy", &Params::pause, "ms", "Time between two requests", {.range = {.low = 2, .high = 1}})
        .add("colour", &Params::colour, {{Colour::red, {"red"}}, {Colour::blue, {"red"}}}, "Of the cable");
    return s;
  }
};

struct Outputs {
  fleetline::Seconds busy;
  static const fleetline::Schema<Outputs>& schema() {
    static const auto s = fleetline::Schema<Outputs>("Careless").add(
        "busy", &Outputs::busy, "ms", "Busy time", {.equation = "busy = pause * lode", .uses = "colour, colours"});
    return s;
  }
};

fleetline::Component component() {
  auto c = fixture::solver<fixture::right, Params, Outputs>();
  c.name = "Not A Name";
  c.summary = "";
  c.objects = {"workload", "workload"};
  c.promises = {{.output = "bussy", .parameter = "colour"}};
  c.make_hardware = [](const void*) -> std::unique_ptr<fleetline::Hardware> { return nullptr; };
  return c;
}

fleetline::Manifest careless() {
  auto m = fixture::plugin(component());
  m.version = "";
  return m;
}

}  // namespace

FLEETLINE_PLUGIN(careless())
