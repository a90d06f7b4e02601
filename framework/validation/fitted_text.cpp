// Puts fitted values into the text of an entry, leaving everything else as its author wrote it.
#include <fstream>
#include <iterator>
#include <regex>

#include "calibrate.hpp"
#include "catalog/toml.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

std::string written(const FittedConstant& c) {
  const std::string text = write_short(c.after, c.dimension, 4);
  return c.dimension == Dimension{} ? text : cat("\"", text, "\"");
}

}  // namespace

std::string with_fitted_values(const FittedStack& fitted, Problems& problems) {
  std::ifstream in(fitted.file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  for (const FittedConstant& c : fitted.constants) {
    const std::string key = c.path.substr(c.path.rfind('.') + 1);
    const std::regex line(cat("(^|\\n)(", key, "\\s*=\\s*\\{\\s*value\\s*=\\s*)(\"[^\"]*\"|[^,\\s}]+)"));
    std::smatch found;
    if (!std::regex_search(text, found, line)) {
      problems.add(Where{Label(shown_path(fitted.file)), 0, 0}, c.path, "is not written as { value = ... } on one line", "key = { value = X, low = ..., high = ..., source = ... }");
      continue;
    }
    text = cat(std::string(found.prefix()), found[1].str(), found[2].str(), written(c), std::string(found.suffix()));
  }
  return text;
}

}  // namespace fleetline
