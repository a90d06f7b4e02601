// Every site of registry/sites, read as the program reads it: sources, and figures that physics allows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <regex>

#include "catalog/registry.hpp"
#include "fleetline/sdk/records/site.hpp"
#include "fleetline/units.hpp"

namespace fleetline::test {
namespace {

struct Entry {
  std::string name;
  Value root;
  Site site;
};

Registry& registry() {
  static Registry registry({REGISTRY_DIRECTORY});
  return registry;
}

Entry read(const std::string& name) {
  Problems problems;
  const RegistryEntry* found = registry().find("sites", name, {}, "site", problems);
  problems.raise();
  Entry entry{.name = name, .root = found->root, .site = {}};
  Table table = *found->root.table();
  table.erase("kind");
  table.erase("title");
  ReadContext context{problems, nullptr, "site"};
  Site::schema().read(&entry.site, table, found->root.where, context);
  problems.raise();
  return entry;
}

const std::vector<Entry>& sites() {
  static const auto all = [] {
    std::vector<Entry> out;
    for (const std::string& name : registry().names("sites")) out.push_back(read(name));
    return out;
  }();
  return all;
}

/// What a figure is in base units; nothing where it is no figure.
std::optional<double> figure(const Value& value) {
  if (const std::string* text = value.text()) {
    const auto measure = parse_measure(*text);
    return measure ? std::optional(measure.value->base) : std::nullopt;
  }
  if (value.number()) return *value.number();
  if (value.integer()) return static_cast<double>(*value.integer());
  return std::nullopt;
}

double base(const std::string& text) { return parse_measure(text).value.value_or(Measure{NAN, {}}).base; }

}  // namespace

TEST(RegistrySites, AreAtLeastSixtyAndEachStatesItsCarbon) {
  EXPECT_GE(sites().size(), 60u);
  for (const Entry& e : sites()) {
    SCOPED_TRACE(e.name);
    EXPECT_FALSE(e.site.location.empty());
    EXPECT_FALSE(e.site.grid.empty());
    EXPECT_TRUE(e.site.carbon_direct || e.site.carbon_life_cycle);
  }
}

// The life cycle holds the direct emissions and adds to them: less would be two sources that do not fit each other.
TEST(RegistrySites, EmitNoLessOverTheLifeCycle) {
  for (const Entry& e : sites())
    if (e.site.carbon_direct && e.site.carbon_life_cycle) {
      EXPECT_LE(e.site.carbon_direct->base(), e.site.carbon_life_cycle->base()) << e.name;
    }
}

TEST(RegistrySites, KeepToWhatGridsAndBuildingsAre) {
  const double g_per_kwh = base("1 gCO2e/kWh"), litre_per_kwh = base("1 L/kWh"), dollar_per_kwh = base("$1/kWh");
  for (const Entry& e : sites()) {
    SCOPED_TRACE(e.name);
    for (const auto& carbon : {e.site.carbon_direct, e.site.carbon_life_cycle, e.site.carbon_marginal})
      if (carbon) { EXPECT_LT(carbon->base(), 1200 * g_per_kwh); }  // brown coal alone emits no more
    if (e.site.pue) { EXPECT_LE(*e.site.pue, 2); }
    if (e.site.water_on_site) { EXPECT_LT(e.site.water_on_site->base(), 4 * litre_per_kwh); }
    if (e.site.water_of_electricity) { EXPECT_LT(e.site.water_of_electricity->base(), 20 * litre_per_kwh); }
    if (e.site.electricity_price) {
      EXPECT_GT(e.site.electricity_price->base(), 0.02 * dollar_per_kwh);
      EXPECT_LT(e.site.electricity_price->base(), 0.40 * dollar_per_kwh);
    }
  }
}

TEST(RegistrySites, HaveASourceAndADateForEveryFigureAndRangesThatHoldIt) {
  const std::regex date(R"(20\d\d-\d\d-\d\d)");
  for (const Entry& e : sites())
    for (const Table::Entry& given : e.root.table()->entries()) {
      const std::string& key = given.key;
      const std::optional<double> value = figure(given.value);
      if (key == "kind" || key == "title" || key == "location" || key == "grid" || key == "sources" || !value) continue;
      SCOPED_TRACE(e.name + "." + key);
      ASSERT_NE(given.value.provenance, nullptr);
      const Provenance& from = *given.value.provenance;
      EXPECT_FALSE(from.title.empty());
      EXPECT_TRUE(std::regex_match(from.as_of, date)) << from.as_of;
      EXPECT_TRUE(from.url.empty() || from.url.starts_with("http")) << from.url;
      if (!from.low.empty()) { EXPECT_LT(base(from.low), *value * 1.0001); }
      if (!from.high.empty()) { EXPECT_GT(base(from.high), *value * 0.9999); }
    }
}

TEST(RegistrySites, AnswerToTheNamesThatCloudsGiveThem) {
  for (const auto& [alias, name] : {std::pair{"us-east-2", "ohio"},
                                    {"europe-west4", "netherlands"},
                                    {"westeurope", "netherlands"},
                                    {"ap-northeast-1", "tokyo"},
                                    {"Poland", "warsaw"}}) {
    Problems problems;
    const RegistryEntry* found = registry().find("sites", alias, {}, "site", problems);
    problems.raise();
    EXPECT_EQ(found->name, name);
  }
}

}  // namespace fleetline::test
