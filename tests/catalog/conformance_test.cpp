// What the conformance kit says about each fixture: good in every line, bad in the lines that its fault concerns.
#include "catalog/conformance/conformance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <functional>
#include <stdexcept>
#include <thread>

#include "catalog/conformance/groups.hpp"
#include "catalog/conformance/probes.hpp"
#include "catalog/conformance/readings.hpp"
#include "catalog/conformance/subjects.hpp"
#include "fleetline/sdk.hpp"

namespace fleetline::conformance {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using State = Finding::State;

const std::filesystem::path fixtures = BAD_PLUGINS;

Verification verified(const std::string& name) { return verify(fixtures / (name + ".fleet.so"), {}); }

std::vector<std::string> failures(const Verification& verification) {
  std::vector<std::string> names;
  for (const Outcome& outcome : verification.outcomes)
    if (outcome.finding.state == State::fail) names.push_back(outcome.name);
  return names;
}

/// The reasons of one check.
std::vector<std::string> reasons(const Verification& verification, const std::string& check) {
  for (const Outcome& outcome : verification.outcomes)
    if (outcome.name == check) return outcome.finding.reasons;
  return {"there is no check '" + check + "'"};
}

TEST(Conformance, AGoodPluginPassesEveryCheck) {
  const Verification verification = verified("good");
  EXPECT_THAT(failures(verification), IsEmpty());
  EXPECT_EQ(verification.count(State::skip), 0u);
  EXPECT_EQ(verification.plugin, "fixture 1.0.0");
  EXPECT_GT(verification.outcomes.size(), 15u);
  for (const Outcome& outcome : verification.outcomes) EXPECT_FALSE(outcome.explanation.empty()) << outcome.name;
}

TEST(Conformance, ARefusedFileFailsItsFirstCheckAndSkipsTheRest) {
  const Verification stamp = verified("api_too_new");
  EXPECT_THAT(failures(stamp), ElementsAre("stamp"));
  EXPECT_EQ(stamp.count(State::skip), stamp.outcomes.size() - 1);
  EXPECT_THAT(failures(verified("undefined_symbol")), ElementsAre("loads"));
  EXPECT_THAT(failures(verified("no_manifest")), ElementsAre("loads"));
  EXPECT_THAT(failures(verified("duplicate_parameter")), ElementsAre("manifest"));
  EXPECT_THAT(failures(verified("locale_on_load")), ElementsAre("locale-on-load"));
}

TEST(Conformance, NanOutputIsToldAtDefaultsAndAtBounds) {
  const Verification verification = verified("nan_output");
  EXPECT_THAT(failures(verification), ElementsAre("solver fixture: finite", "solver fixture: bounds"));
  EXPECT_THAT(reasons(verification, "solver fixture: finite"), ElementsAre("output 'busy' is not a number"));
  EXPECT_THAT(reasons(verification, "solver fixture: bounds"), Contains("with load = 1: output 'busy' is not a number"));
}

TEST(Conformance, UndeclaredOutputIsTold) {
  EXPECT_THAT(reasons(verified("undeclared_choice"), "solver fixture: as-declared"),
              ElementsAre("output 'busy' is -1 ms, outside its declared range [0 ms, inf)",
                          "output 'colour' is choice number 2, which is not declared"));
}

TEST(Conformance, AThrowIsAReason) {
  EXPECT_THAT(reasons(verified("throws_int"), "solver fixture: answers"), ElementsAre("fixture failed: an int: 42"));
  EXPECT_THAT(reasons(verified("throws_private"), "solver fixture: answers"),
              ElementsAre("fixture failed: quarry::Landslide: the slope gave way"));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // sanitizers catch the signal themselves
TEST(Conformance, ACrashIsAFailingLine) {
  EXPECT_THAT(reasons(verified("crashes_in_factory"), "solver fixture: makes"), ElementsAre(StartsWith("crashed: SIGSEGV")));
  EXPECT_THAT(reasons(verified("crashes_in_solve"), "solver fixture: answers"), ElementsAre(StartsWith("crashed: SIGSEGV")));
}
#endif

TEST(Conformance, StateBetweenCallsIsFound) {
  const Verification verification = verified("remembers");
  EXPECT_THAT(failures(verification), Contains("solver fixture: same-bits"));
  EXPECT_THAT(reasons(verification, "solver fixture: same-bits"), ElementsAre(StartsWith("asked twice: output 'busy' was ")));
}

TEST(Conformance, StateBetweenInstancesIsFound) {
  EXPECT_THAT(failures(verified("shares_state")), ElementsAre("solver fixture: instances"));
}

TEST(Conformance, AChangedLocaleIsFound) {
  const Verification verification = verified("locale_in_solve");
  EXPECT_THAT(failures(verification), ElementsAre("solver fixture: locale-untouched"));
  EXPECT_THAT(reasons(verification, "solver fixture: locale-untouched"),
              ElementsAre(StartsWith("changes the locale of the whole program to ")));
}

TEST(Conformance, ABrokenPromiseIsShownWithNumbers) {
  const Verification verification = verified("breaks_promise");
  EXPECT_THAT(failures(verification), ElementsAre("solver fixture: promise-busy-load"));
  EXPECT_THAT(reasons(verification, "solver fixture: promise-busy-load"),
              Contains("busy goes from 500 us (load = 0.5) to 0 s (load = 1)"));
}

/// A solver whose equations and tables are chosen by a test.
struct Chosen : sdk::SolverOf<Chosen> {
  struct Params {
    double speed = 2;
    static const Schema<Params>& schema() {
      static const auto s = Schema<Params>("What is asked").add("speed", &Params::speed, "", "How fast", {.range = positive});
      return s;
    }
  };
  struct Outputs {
    double pace = 0;
    static const Schema<Outputs>& schema() {
      static const auto s = with({.headline = true, .equation = "pace = 1 / speed", .uses = "speed"});
      return s;
    }
    static Schema<Outputs> with(const FieldOptions& options) {
      return Schema<Outputs>("What is answered").add("pace", &Outputs::pace, "", "Time per step", options);
    }
  };
  struct State : Prepared {};
  std::unique_ptr<State> setup(const Subjects&, const Params&) const { return std::make_unique<State>(); }
  Status evaluate(const State&, const Params& p, Outputs& out, Detail* detail) const {
    out.pace = 1 / p.speed;
    if (detail != nullptr) tables(*detail);
    return Status::ok();
  }
  static inline std::function<void(Detail&)> tables = [](Detail&) {};
};

Component chosen() { return sdk::solver<Chosen>({.name = "chosen", .summary = "Chosen", .description = "Exact."}); }

Finding run_check(const std::vector<Check>& checks, const std::string& name) {
  for (const Check& check : checks)
    if (check.name == name) return run_in_child(check).finding;
  return Finding::skip("there is no check '" + name + "'");
}

/// What is said about a solver whose only output is declared with `options`.
Finding explained(const FieldOptions& options) {
  const Schema<Chosen::Outputs> outputs = Chosen::Outputs::with(options);
  Component component = chosen();
  component.outputs = &outputs;
  return run_check(declaration_checks({nullptr, &component}, {}), "solver chosen: explained");
}

TEST(Explained, EquationsNameWhatTheyUse) {
  EXPECT_EQ(explained({.equation = "pace = 1 / speed", .uses = "speed"}).state, State::pass);
  EXPECT_THAT(explained({.equation = "pace = 1 / speed"}).reasons,
              ElementsAre(StartsWith("output 'pace' has an equation, but does not say what it uses: give .uses = ")));
}

TEST(Explained, HeadlinesHaveEquationsAndOtherOutputsMay) {
  EXPECT_EQ(explained({}).state, State::pass);
  EXPECT_THAT(explained({.headline = true}).reasons,
              ElementsAre("headline output 'pace' has no equation: give .equation = \"pace = ...\""));
}

TEST(Explained, OnlySolversAreAsked) {
  Component device{.noun = Noun::hardware, .name = "chosen", .summary = "Chosen", .params = &Chosen::Params::schema()};
  for (const Check& check : declaration_checks({nullptr, &device}, {})) EXPECT_EQ(check.name.find("explained"), std::string::npos);
}

/// What is said about a solver whose details are filled by `tables`.
Finding detailed(std::function<void(Detail&)> tables) {
  Chosen::tables = std::move(tables);
  const Component component = chosen();
  const Loaded loaded{nullptr, &component};
  const Specimen specimen{loaded, "solver chosen", {}, Box(*component.params),
                          [&](const Box& params) { return make_probe(loaded, params); }, "its defaults"};
  return run_check(solver_checks(specimen), "solver chosen: details");
}

TEST(Details, ColumnsOfEqualLengthPass) {
  const Finding finding = detailed([](Detail& detail) {
    DetailTable& table = detail.table("steps", "Each step");
    table.add_text("name").texts = {"a", "b"};
    table.add("time", Seconds::dimension, "us").numbers = {1, 2};
    detail.table("none", "No column at all");
  });
  EXPECT_EQ(finding.state, State::pass) << (finding.reasons.empty() ? "" : finding.reasons.front());
}

TEST(Details, EveryColumnOfAnotherLengthIsTold) {
  const Finding finding = detailed([](Detail& detail) {
    DetailTable& table = detail.table("steps", "Each step");
    table.add_text("name").texts = {"a", "b"};
    table.add("time", Seconds::dimension, "us").numbers = {1, 2, 3};
    table.add("energy", Joules::dimension, "J");
  });
  EXPECT_THAT(finding.reasons, ElementsAre("table 'steps': column 'time' has length 3, but 'name' has 2",
                                           "table 'steps': column 'energy' has length 0, but 'name' has 2"));
}

TEST(Details, AColumnIsEitherNumbersOrTexts) {
  const Finding finding = detailed([](Detail& detail) {
    DetailColumn& column = detail.table("steps", "Each step").add_text("name");
    column.texts = {"a"};
    column.numbers = {1};
  });
  EXPECT_THAT(finding.reasons, ElementsAre("table 'steps': column 'name' has both numbers and texts"));
}

TEST(RunInChild, WhatNeverComesBackIsEnded) {
  const Outcome outcome = run_in_child({"x", "", [] { std::this_thread::sleep_for(1h); return Finding{}; }}, 200ms);
  EXPECT_THAT(outcome.finding.reasons, ElementsAre("took longer than 0.2 s"));
}

TEST(RunInChild, LeavingTheProcessIsNoAnswer) {
  const Outcome outcome = run_in_child({"x", "", []() -> Finding { _exit(7); }});
  EXPECT_THAT(outcome.finding.reasons, ElementsAre("ended the whole process with exit code 7"));
}

TEST(RunInChild, AnExceptionIsAReason) {
  const Outcome outcome = run_in_child({"x", "", []() -> Finding { throw std::out_of_range("row 7"); }});
  EXPECT_THAT(outcome.finding.reasons, ElementsAre("threw std::out_of_range: row 7"));
}

TEST(RunInChild, LongAnswersArriveWhole) {
  const Outcome outcome = run_in_child({"x", "", [] {
    Finding finding;
    for (int i = 0; i < 1000; ++i) finding.fail(std::string(200, 'x'));
    return finding;
  }});
  EXPECT_EQ(outcome.finding.reasons.size(), 1000u);
  EXPECT_EQ(outcome.finding.reasons.back(), std::string(200, 'x'));
}

TEST(RunGroup, AfterAClosedGateTheRestIsSkipped) {
  int runs = 0;
  const Check gate{"gate", "", [] { Finding f; f.fail("closed"); return f; }, true};
  const Check next{"next", "", [&] { ++runs; return Finding{}; }};
  std::vector<Outcome> outcomes;
  run_group({gate, next}, outcomes);
  EXPECT_EQ(outcomes[1].finding.state, State::skip);
  EXPECT_THAT(outcomes[1].finding.reasons, ElementsAre("needs 'gate' to pass"));
}

TEST(Readings, AreComparedBitByBit) {
  EXPECT_EQ(first_difference({{"a", 0.0}}, {{"a", 0.0}}), "");
  EXPECT_THAT(first_difference({{"a", 0.0}}, {{"a", -0.0}}), HasSubstr("a was 0, then -0"));
  EXPECT_THAT(first_difference({{"a", 1.0}}, {{"a", 1.0}, {"b", 1.0}}), HasSubstr("gave 1 numbers, then 2"));
}

TEST(TestSubjects, FactsCanBeScaled) {
  const TestSubjects plain;
  const auto doubled = scaled_subjects("hardware.memory_bandwidth", 2);
  ASSERT_NE(doubled, nullptr);
  EXPECT_EQ(doubled->view().hardware->facts().memory_bandwidth, 2 * plain.view().hardware->facts().memory_bandwidth);
  EXPECT_EQ(scaled_subjects("hardware.colour", 2), nullptr);
  EXPECT_EQ(plain.view().fleet->device_count(), 1u);
}

}  // namespace
}  // namespace fleetline::conformance
