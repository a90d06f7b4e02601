// Any bytes as a scenario or registry file: a tree, or problems that say where; never a crash.
#include <cstdlib>

#include "catalog/toml.hpp"

using namespace fleetline;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const Label file("fuzz.toml");
  Problems problems;
  Value root = parse_toml(std::string_view(reinterpret_cast<const char*>(data), size), file, problems);
  if (!root.table()) std::abort();
  for (const Problem& problem : problems.list())
    if (!problem.where || problem.text().empty()) std::abort();
  if (problems.empty()) attach_provenance(root, problems);
  return 0;
}
