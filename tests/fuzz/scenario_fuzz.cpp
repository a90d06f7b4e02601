// Any bytes as a scenario: read, planned against our plugins and registry and, when nothing is wrong, its first cases solved. What
// is wrong with it is told as problems or by the plugin's boundary; any other exception, or a crash, is a finding.
#include "catalog/toml.hpp"
#include "scenario/planner.hpp"
#include "study/runner.hpp"

using namespace fleetline;

namespace {

constexpr std::uint64_t few_cases = 64;

void rehearse_scenario(std::string_view text) {
  static const Label file("fuzz.toml");
  static const Plugins plugins({PLUGIN_DIRECTORY});
  static Registry registry({REGISTRY_DIRECTORY});
  static Session session{plugins, registry};

  Problems problems;
  Value root = parse_toml(text, file, problems);
  problems.raise();
  // What lies on a disk is no business of a fuzzer: other files are not followed.
  for (const char* reaches_out : {"extends", "plugins"}) root.table()->erase(reaches_out);
  const Document document = make_document(std::move(root), {}, problems);
  problems.raise();
  const Scenario scenario = make_scenario(document, session, problems);
  problems.raise();
  if (scenario.cases() <= few_cases) rehearse(scenario, problems);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  try {
    rehearse_scenario({reinterpret_cast<const char*>(data), size});
  } catch (const InputError&) {
  } catch (const PluginError&) {
  }
  return 0;
}
