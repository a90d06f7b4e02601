#include "audits.hpp"

#include <cmath>

#include "fleetline/text.hpp"

namespace fleetline::workloads {
namespace {

void published_count(const EntryView& model, Findings& findings) {
  constexpr double allowed = 0.005;
  const double published = model.number("published_parameters");
  const double derived = model.workload() != nullptr ? model.workload()->facts().parameters : std::nan("");
  if (const double off = derived / published - 1; std::abs(off) > allowed)
    findings.error("published_parameters",
                   cat("the architecture has ", number_text(derived, 12), " parameters, published are ",
                       number_text(published, 12), ": ", number_text(100 * off, 3), " %"),
                   "within 0.5 %");
}

/// Publications round to two or three digits, and some leave out the embedding, which a token only looks up.
void published_active_count(const EntryView& model, Findings& findings) {
  constexpr double allowed = 0.03;
  const double published = model.number("published_active_parameters");
  const double derived = model.workload() != nullptr ? model.workload()->facts().active_parameters : std::nan("");
  const double embedding = model.number("vocabulary") * model.number("hidden");
  const double off = derived / published - 1, without = (derived - embedding) / published - 1;
  if (std::abs(off) > allowed && !(std::abs(without) <= allowed))
    findings.error("published_active_parameters",
                   cat("a token touches ", number_text(derived, 12), " parameters, published are ",
                       number_text(published, 12), ": ", number_text(100 * off, 3), " %"),
                   "within 3 %, with or without the embedding");
}

void says_its_size(const EntryView& model, Findings& findings) {
  if (model.table().find("published_parameters") == nullptr && std::isnan(model.number("published_flops")) &&
      model.kind() != "profile")
    findings.warning("published_parameters", "no published count to compare the derived one with");
}

}  // namespace

Component audited(Component c, std::vector<std::string> own) {
  c.columns = {"parameters", "active_parameters", "layers"};
  c.columns.insert(c.columns.end(), own.begin(), own.end());
  c.columns.emplace_back("max_context");
  c.audits.push_back(
      {"published-count", "The architecture has the published parameters within 0.5 %", published_count});
  c.audits.push_back(
      {"published-active-count", "A token touches the published active parameters within 3 %", published_active_count});
  c.audits.push_back({"has-a-published-count", "A published count or work is there to compare with", says_its_size});
  return c;
}

}  // namespace fleetline::workloads
