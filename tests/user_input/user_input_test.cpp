// Wrong scenarios, and the whole answer to each: cases/NAME.toml is the file, cases/NAME.txt what `fleetline run` must say.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "catalog/plugins.hpp"
#include "catalog/registry.hpp"
#include "cli/program.hpp"
#include "fleetline/text.hpp"

namespace fleetline::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const fs::directory_entry& e : fs::directory_iterator(CASES))
    if (e.path().extension() == ".txt") names.push_back(e.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

void fill_in(std::string& text, std::string_view place, const std::string& what) {
  if (const auto at = text.find(place); at != std::string::npos) text.replace(at, place.size(), what);
}

/// "iowa, oregon or quebec": the entries of a folder that set a key, the first dozen of many.
std::string entries_with(Registry& registry, const std::string& folder, const std::string& key) {
  std::vector<std::string> found;
  for (const std::string& name : registry.names(folder)) {
    Problems problems;
    const RegistryEntry* entry = registry.find(folder, name, {}, {}, problems);
    if (entry != nullptr && entry->root.table()->find(key) != nullptr) found.push_back(name);
  }
  return found.empty() ? "none" : one_of(std::vector<std::string_view>(found.begin(), found.end()));
}

/// The whole answer; `{solvers}`, `{hardware}` and `{workloads}` in it stand for those that are installed, `{sites: pue}` for sites with one.
std::string expected_answer(const std::string& name) {
  static const Plugins plugins({PLUGIN_DIRECTORY});
  static Registry registry({REGISTRY_DIRECTORY});
  std::string text = read_file(name + ".txt");
  fill_in(text, "{solvers}", one_of(plugins.names(Noun::solver)));
  for (const std::string folder : {"hardware", "workloads"}) {
    const std::vector<std::string> names = registry.names(folder);
    fill_in(text, "{" + folder + "}", one_of(std::vector<std::string_view>(names.begin(), names.end())));
  }
  for (const auto& [folder, key] : std::vector<std::pair<std::string, std::string>>{
           {"nodes", "price"}, {"nodes", "rated_power"}, {"nodes", "rent_spot"}, {"sites", "electricity_price"}, {"hardware", "idle_power"}, {"prices", "sales"}, {"prices", "rents"}})
    fill_in(text, "{" + folder + ": " + key + "}", entries_with(registry, folder, key));
  return text;
}

class UserInput : public testing::TestWithParam<std::string> {};

TEST_P(UserInput, IsAnsweredWithPlaceCauseAndCure) {
  fs::current_path(CASES);
  const Outcome o = fleetline({"run", GetParam() + ".toml"});
  EXPECT_EQ(o.err, expected_answer(GetParam()));
  EXPECT_EQ(o.out, "") << "no partial output";
  EXPECT_EQ(o.code, 1);
}

TEST_P(UserInput, IsRefusedByCheckInTheSameWords) {
  fs::current_path(CASES);
  const Outcome o = fleetline({"check", GetParam() + ".toml"});
  EXPECT_EQ(o.err, expected_answer(GetParam()));
  EXPECT_EQ(o.code, 1);
}

INSTANTIATE_TEST_SUITE_P(Cases, UserInput, testing::ValuesIn(case_names()), [](const auto& info) {
  std::string name = info.param;
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
});

}  // namespace
}  // namespace fleetline::test
