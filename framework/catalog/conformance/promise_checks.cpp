#include <cmath>
#include <optional>

#include "fleetline/text.hpp"
#include "groups.hpp"
#include "probes.hpp"

namespace fleetline::conformance {
namespace {

constexpr double factors[] = {0.25, 0.5, 1, 2, 4};

/// One point of a promise's sample: where, and what came out (nothing: infeasible or refused).
struct Point {
  std::string setting;
  std::optional<double> output;
};

std::optional<double> output_of(const Specimen& specimen, const Subjects& subjects, const Box& params, const Field& output) {
  try {
    const Solved solved = solve_once(specimen.loaded, subjects, params);
    if (!solved.status) return {};
    const double value = output.codec.get(output.in(solved.outputs.data()));
    return std::isnan(value) ? std::nullopt : std::optional(value);
  } catch (const InputError&) {
    return {};
  }
}

std::vector<Point> over_parameter(const Specimen& specimen, const Field& parameter, const Field& output) {
  const TestSubjects subjects;
  double start = parameter.codec.get(parameter.in(specimen.params.data()));
  if (std::isnan(start) || start == 0) start = example_number(parameter);
  std::vector<Point> points;
  for (double factor : factors) {
    double value = start * factor;
    if (parameter.codec.type == FieldType::integer) value = std::round(value);
    Box params = specimen.params;
    if (!within(parameter.options.range, value) || !set_field(specimen, parameter, value, params)) continue;
    points.push_back({cat(parameter.name, " = ", parameter.codec.write(parameter.in(params.data()), parameter)),
                      output_of(specimen, subjects.view(), params, output)});
  }
  return points;
}

std::vector<Point> over_fact(const Specimen& specimen, const std::string& fact, const Field& output) {
  std::vector<Point> points;
  for (double factor : factors)
    if (const auto subjects = scaled_subjects(fact, factor); subjects != nullptr)
      points.push_back({cat(fact, " x ", number_text(factor)), output_of(specimen, subjects->view(), specimen.params, output)});
  return points;
}

/// The points of the sample that have an answer.
std::vector<Point> answered(const Specimen& specimen, const Monotone& promise) {
  const Component& component = *specimen.loaded.component;
  const Field& output = *component.outputs->find(promise.output);
  const Field* parameter = component.params->find(promise.parameter);
  std::vector<Point> points =
      parameter != nullptr ? over_parameter(specimen, *parameter, output) : over_fact(specimen, promise.parameter, output);
  std::erase_if(points, [](const Point& point) { return !point.output; });
  return points;
}

/// The first blank parameter whose example lets the promised output be given: what the kit's subjects do not bring.
std::vector<Point> answered_with_help(const Specimen& specimen, const Monotone& promise) {
  std::vector<Point> points = answered(specimen, promise);
  for (const Field& field : specimen.loaded.component->params->fields()) {
    if (points.size() >= 2) break;
    Specimen helped = specimen;
    if (!field.numeric() || !std::isnan(field.codec.get(field.in(helped.params.data())))) continue;
    if (set_field(specimen, field, example_number(field), helped.params)) points = answered(helped, promise);
  }
  return points;
}

Finding keeps(const Specimen& specimen, const Monotone& promise) {
  const Component& component = *specimen.loaded.component;
  const Field& output = *component.outputs->find(promise.output);
  if (component.params->find(promise.parameter) == nullptr && scaled_subjects(promise.parameter, 1) == nullptr)
    return Finding::skip(cat("the kit's test subjects have no fact '", promise.parameter, "' to change"));
  const std::vector<Point> points = answered_with_help(specimen, promise);
  if (points.size() < 2) return Finding::skip("fewer than two points of the sample have an answer");
  Finding finding;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const double before = *points[i - 1].output, after = *points[i].output;
    if (promise.direction == Direction::higher ? after < before : after > before)
      finding.fail(cat(promise.output, " goes from ", write_short(before, output.dimension), " (", points[i - 1].setting, ") to ",
                       write_short(after, output.dimension), " (", points[i].setting, ")"));
  }
  return finding;
}

}  // namespace

std::vector<Check> promise_checks(const Specimen& specimen) {
  std::vector<Check> checks;
  for (const Monotone& promise : specimen.loaded.component->promises)
    checks.push_back({cat(specimen.name, ": promise-", promise.output, "-", promise.parameter),
                      cat("when ", promise.parameter, " grows, ", promise.output, " never ",
                          promise.direction == Direction::higher ? "falls" : "rises"),
                      [&] { return keeps(specimen, promise); }});
  return checks;
}

}  // namespace fleetline::conformance
