#include <algorithm>

#include "fleetline/text.hpp"
#include "groups.hpp"

namespace fleetline::conformance {
namespace {

Finding refuses_unknown_keys(const Specimen& specimen) {
  const Component& component = *specimen.loaded.component;
  const std::string key = "no-such-parameter";
  Table table = specimen.table;
  table.set(key, Where{Label{"example"}}, {std::string("1"), Where{Label{"example"}}});
  Finding finding;
  Box params(*component.params);
  if (fill(component, table, params).find(key) == std::string::npos)
    finding.fail(cat("accepts the unknown parameter '", key, "': a slip of the pen would go unnoticed"));
  return finding;
}

Finding order_is_irrelevant(const Specimen& specimen) {
  const Component& component = *specimen.loaded.component;
  Table table = specimen.table;
  std::reverse(table.entries().begin(), table.entries().end());
  Box params(*component.params);
  Finding finding;
  if (const std::string problem = fill(component, table, params); !problem.empty())
    finding.fail(cat("in reverse order its parameters are refused: ", problem));
  for (const Field& field : component.params->fields()) {
    const std::string forward = field.codec.write(field.in(specimen.params.data()), field);
    const std::string backward = field.codec.write(field.in(params.data()), field);
    if (forward != backward)
      finding.fail(cat("parameter '", field.name, "' is ", forward, ", but ", backward, " when written in reverse order"));
  }
  return finding;
}

}  // namespace

std::vector<Check> parameter_checks(const Specimen& specimen) {
  const std::string prefix = specimen.name + ": ";
  return {{prefix + "unknown-refused", "a parameter it does not have is refused", [&] { return refuses_unknown_keys(specimen); }},
          {prefix + "order-irrelevant", "the order of parameters in a file means nothing",
           [&] { return order_is_irrelevant(specimen); }}};
}

}  // namespace fleetline::conformance
