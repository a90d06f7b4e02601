// What plugins throw while they work, as the kernel tells it.
#include <gtest/gtest.h>

#include <stdexcept>

#include "catalog/plugins.hpp"

namespace fleetline {
namespace {

const std::filesystem::path fixtures = BAD_PLUGINS;

/// Prepares and solves the fixture of a file with one `load`; returns what the boundary says.
std::string failure(const std::string& name, double load) {
  Refusal refusal;
  const std::shared_ptr<const Library> library = load_plugin(fixtures / (name + ".fleet.so"), refusal);
  if (library == nullptr) return refusal.text();
  const Component& component = library->manifest().components.front();
  Box params(*component.params), outputs(*component.outputs);
  const Field& field = *component.params->find("load");
  field.codec.set(field.in(params.data()), load);
  const std::shared_ptr<const Solver> solver = make_solver({library, &component});
  try {
    at_boundary("solver 'fixture'", [&] {
      const Case question{params.data(), nullptr};
      const auto prepared = solver->prepare({}, question);
      Answer answer{outputs.data(), nullptr};
      return solver->solve(*prepared, question, nullptr, answer);
    });
  } catch (const PluginError& error) {
    return error.what();
  }
  return "no failure";
}

TEST(Boundary, DescribesAnInt) {
  EXPECT_EQ(failure("throws_int", 0.5), "solver 'fixture' failed: an int: 42");
}

TEST(Boundary, DescribesAPrivateException) {
  EXPECT_EQ(failure("throws_private", 0.5), "solver 'fixture' failed: quarry::Landslide: the slope gave way");
}

TEST(Boundary, DescribesAPrivateTypeThatIsNoException) {
  EXPECT_EQ(failure("throws_private", 1.0),
            "solver 'fixture' failed: an exception of type quarry::Pebble, which is no std::exception");
}

TEST(Boundary, DescribesTexts) {
  try {
    at_boundary("x", []() -> int { throw "literal"; });
    FAIL();
  } catch (const PluginError& error) {
    EXPECT_STREQ(error.what(), "x failed: a text: literal");
    EXPECT_EQ(error.component(), "x");
  }
}

TEST(Boundary, TellsTheCauseOfANestedException) {
  auto nested = []() -> int {
    try {
      throw std::out_of_range("row 7");
    } catch (...) {
      std::throw_with_nested(std::runtime_error("table unreadable"));
    }
  };
  try {
    at_boundary("x", nested);
    FAIL();
  } catch (const PluginError& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("table unreadable, because of std::out_of_range: row 7"), text.npos) << text;
  }
}

TEST(Boundary, LetsInputErrorsThrough) {
  Problems problems;
  problems.add({}, "batch", "too large");
  try {
    at_boundary("x", [&]() -> int { problems.raise(); return 0; });
    FAIL();
  } catch (const InputError& error) {
    ASSERT_EQ(error.problems().size(), 1u);
    EXPECT_EQ(error.problems()[0].path, "batch");
  }
}

TEST(Boundary, AnInputErrorWithoutProblemsIsTheFaultOfThePlugin) {
  EXPECT_THROW(at_boundary("x", []() -> int { throw InputError({}); }), PluginError);
}

TEST(Boundary, GivesBackWhatTheCallReturns) {
  EXPECT_EQ(at_boundary("x", [] { return 7; }), 7);
}

}  // namespace
}  // namespace fleetline
