#include <algorithm>
#include <cmath>
#include <thread>

#include "catalog/locale_guard.hpp"
#include "fleetline/text.hpp"
#include "groups.hpp"
#include "probes.hpp"

namespace fleetline::conformance {
namespace {

Finding differs(const Readings& expected, const Readings& got, std::string_view when) {
  Finding finding;
  if (std::string difference = first_difference(expected, got); !difference.empty()) finding.fail(cat(when, ": ", difference));
  return finding;
}

Finding answers(const Specimen& specimen) {
  Finding finding;
  const Readings readings = ask(specimen, specimen.params);
  if (readings.size() == 1 && readings.front().what.starts_with(refused_mark))
    return Finding::skip(cat("with ", specimen.origin, " the conformance kit's subjects are ", readings.front().what));
  return finding;
}

Finding sane(const Specimen& specimen) {
  Finding finding;
  for (std::string& complaint : complaints(ask(specimen, specimen.params))) finding.fail(std::move(complaint));
  return finding;
}

Finding same_bits(const Specimen& specimen) {
  const auto probe = specimen.make(specimen.params);
  const Readings first = probe->ask();
  Finding finding = differs(first, probe->ask(), "asked twice");
  if (finding.state == Finding::State::pass) finding = differs(first, ask(specimen, specimen.params), "made again");
  return finding;
}

Finding threads(const Specimen& specimen) {
  constexpr int rounds = 20;
  const auto probe = specimen.make(specimen.params);
  const Readings alone = probe->ask();
  std::string found[2];
  auto work = [&](std::string& mine) {
    try {
      for (int i = 0; i < rounds && mine.empty(); ++i) mine = first_difference(alone, probe->ask());
    } catch (...) {
      mine = cat("threw ", describe_current_exception());
    }
  };
  std::thread other(work, std::ref(found[0]));
  work(found[1]);
  other.join();
  Finding finding;
  for (std::string& difference : found)
    if (!difference.empty() && finding.reasons.empty()) finding.fail(cat("two threads at once: ", difference));
  return finding;
}

double inside(const Limits& range, bool low_end) {
  const double end = low_end ? range.low : range.high;
  if (!(low_end ? range.open_low : range.open_high)) return end;
  const double width = std::isfinite(range.high - range.low) ? range.high - range.low : std::max(1.0, std::abs(end));
  return end + (low_end ? 1e-6 : -1e-6) * width;
}

/// The values at which a field is tried: the ends of its range (just inside an open one), or each of its choices.
std::vector<double> extremes(const Field& field) {
  std::vector<double> values;
  switch (field.codec.type) {
    case FieldType::boolean: return {0, 1};
    case FieldType::choice:
      for (const Choice& choice : field.choices) values.push_back(choice.value);
      return values;
    case FieldType::format:
      for (const Format& format : test_formats()) values.push_back(format.id);
      return values;
    default:
      for (bool low_end : {true, false})
        if (double value = inside(field.options.range, low_end); std::isfinite(value))
          values.push_back(field.codec.type != FieldType::integer ? value : low_end ? std::ceil(value) : std::floor(value));
      return values;
  }
}

/// Calls `use` with the parameters for each field at each of its extremes.
template <class Use>
void at_extremes(const Specimen& specimen, Use&& use) {
  for (const Field& field : specimen.loaded.component->params->fields())
    for (double value : field.numeric() ? extremes(field) : std::vector<double>()) {
      Box params = specimen.params;
      if (set_field(specimen, field, value, params))
        use(params, cat(field.name, " = ", field.codec.write(field.in(params.data()), field)));
    }
}

Finding bounds(const Specimen& specimen) {
  Finding finding;
  at_extremes(specimen, [&](const Box& params, const std::string& setting) {
    try {
      for (const std::string& complaint : complaints(ask(specimen, params))) finding.fail(cat("with ", setting, ": ", complaint));
    } catch (const PluginError& error) {
      finding.fail(cat("with ", setting, ": ", error.what()));
    }
  });
  return finding;
}

Finding instances(const Specimen& specimen) {
  const auto first = specimen.make(specimen.params);
  const Readings alone = first->ask();
  Finding finding;
  at_extremes(specimen, [&](const Box& params, const std::string& setting) {
    if (!finding.reasons.empty()) return;
    try {
      ask(specimen, params);
    } catch (const PluginError&) {
      return;  // the bounds check tells that
    }
    finding = differs(alone, first->ask(), cat("after another one was made with ", setting));
  });
  return finding;
}

struct Comma : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

Finding locale(const Specimen& specimen) {
  const Readings plain = ask(specimen, specimen.params);
  LocaleGuard before;
  for (const char* name : {"de_DE.UTF-8", "C.UTF-8"})
    if (std::setlocale(LC_ALL, name) != nullptr) break;
  std::locale::global(std::locale(std::locale::classic(), new Comma));
  const Readings german = ask(specimen, specimen.params);
  before.restore();
  return differs(plain, german, "in a locale with decimal commas");
}

Finding locale_untouched(const Specimen& specimen) {
  LocaleGuard before;
  ask(specimen, specimen.params);
  Finding finding;
  if (before.changed()) finding.fail(cat("changes the locale of the whole program to ", before.now()));
  before.restore();
  return finding;
}

}  // namespace

bool set_field(const Specimen& specimen, const Field& field, double value, Box& params) {
  field.codec.set(field.in(params.data()), value);
  Problems problems;
  ReadContext context{problems, nullptr, {}};
  specimen.loaded.component->params->check(params.data(), specimen.table, context);
  return problems.empty();
}

std::vector<Check> purity_checks(const Specimen& specimen) {
  const std::string prefix = specimen.name + ": ";
  return {
      {prefix + "answers", "asked with these parameters, it answers", [&] { return answers(specimen); }, true},
      {prefix + "finite", "every number it gives is finite, and no amount is negative", [&] { return sane(specimen); }},
      {prefix + "bounds", "at the ends of every parameter's range it answers, refuses or says why not", [&] { return bounds(specimen); }},
      {prefix + "same-bits", "the same question gets the same answer, bit by bit", [&] { return same_bits(specimen); }},
      {prefix + "threads", "two threads may ask at once", [&] { return threads(specimen); }},
      {prefix + "instances", "two instances share no state", [&] { return instances(specimen); }},
      {prefix + "locale", "another locale changes nothing", [&] { return locale(specimen); }},
      {prefix + "locale-untouched", "it leaves the program's locale alone", [&] { return locale_untouched(specimen); }},
  };
}

}  // namespace fleetline::conformance
