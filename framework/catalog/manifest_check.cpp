#include "manifest_check.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "schema_check.hpp"

namespace fleetline {
namespace {

constexpr std::string_view name_rule = "lower-case letters, digits, '-' and '_', beginning with a letter";

const Field* find_in(const AnySchema* schema, std::string_view name) {
  return schema == nullptr ? nullptr : schema->find(name);
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// Everything about one component except its fields one by one, which is schema_check's business.
class ComponentCheck {
 public:
  ComponentCheck(const Component& component, std::vector<std::string>& reasons)
      : component_(component), reasons_(reasons),
        owner_(cat(noun_text(component.noun), " '", component.name, "'")) {}

  void check() {
    if (!is_name(component_.name)) add("is no valid name: ", name_rule);
    if (component_.summary.empty()) add("has no summary");
    check_factory();
    check_schemas();
    check_lists();
    check_names_are_apart();
    check_equations();
    check_objects();
    check_promises();
    check_derived();
    check_columns();
    check_audits();
  }

 private:
  template <class... Parts>
  void add(const Parts&... parts) { reasons_.push_back(cat(owner_, ": ", parts...)); }

  void check_factory() {
    const Component& c = component_;
    const std::pair<Noun, bool> factories[] = {{Noun::hardware, c.make_hardware != nullptr},
                                               {Noun::workload, c.make_workload != nullptr},
                                               {Noun::fabric, c.make_fabric != nullptr},
                                               {Noun::solver, c.make_solver != nullptr}};
    for (const auto& [noun, present] : factories) {
      if (noun == c.noun && !present) add("has no make_", noun_text(noun));
      if (noun != c.noun && present) add("has a make_", noun_text(noun), ", but is no ", noun_text(noun));
    }
  }

  void check_schemas() {
    const Component& c = component_;
    if (c.params == nullptr) add("has no schema for its parameters");
    else check_schema(*c.params, owner_, c.noun == Noun::record ? "field" : "parameter", true, reasons_);
    if (c.noun == Noun::solver && c.outputs == nullptr) add("has no schema for its outputs");
    if (c.noun != Noun::solver && (c.inputs != nullptr || c.outputs != nullptr)) add("only solvers have inputs and outputs");
    if (c.inputs != nullptr) check_schema(*c.inputs, owner_, "input", false, reasons_);
    if (c.outputs == nullptr) return;
    check_schema(*c.outputs, owner_, "output", false, reasons_);
    for (const Field& output : c.outputs->fields())
      if (!output.numeric() && output.codec.type != FieldType::text && output.codec.view == nullptr)
        add("output '", output.name, "' must be a number, a choice, text or a std::span of numbers");
  }

  /// A view shows what a solver keeps; nobody keeps what is read from a scenario. And what a finer account is one of must be there.
  void check_lists() {
    for (const auto& [what, schema] : {std::pair{"parameter", component_.params}, std::pair{"input", component_.inputs}})
      for (const Field& field : schema == nullptr ? std::span<const Field>() : schema->fields()) {
        if (field.codec.view != nullptr) add(what, " '", field.name, "' is a std::span: only outputs may be");
        if (!field.options.refines.empty() && find_in(component_.inputs, field.options.refines) == nullptr)
          add(what, " '", field.name, "' refines '", field.options.refines, "', which is no input", nearest_known(field.options.refines));
      }
  }

  /// Parameters, inputs and outputs become columns "STAGE.NAME": one name, one column.
  void check_names_are_apart() {
    const std::pair<std::string_view, const AnySchema*> kinds[] = {
        {"a parameter", component_.params}, {"an input", component_.inputs}, {"an output", component_.outputs}};
    for (std::size_t i = 0; i < std::size(kinds); ++i)
      for (std::size_t j = i + 1; j < std::size(kinds); ++j)
        for (const Field& field : kinds[i].second == nullptr ? std::span<const Field>() : kinds[i].second->fields())
          if (find_in(kinds[j].second, field.name) != nullptr)
            add("'", field.name, "' is both ", kinds[i].first, " and ", kinds[j].first);
  }

  bool names_a_subject(std::string_view name) const {
    return name.starts_with("hardware.") || name.starts_with("workload.");
  }

  /// "batch", or "hardware.memory_bandwidth": something an equation or promise may speak about.
  bool known(std::string_view name) const {
    return names_a_subject(name) || find_in(component_.params, name) != nullptr ||
           find_in(component_.inputs, name) != nullptr || find_in(component_.outputs, name) != nullptr;
  }

  std::string nearest_known(std::string_view name) const {
    std::vector<std::string_view> names;
    for (const AnySchema* schema : {component_.params, component_.inputs, component_.outputs})
      if (schema != nullptr)
        for (const Field& field : schema->fields()) names.push_back(field.name);
    const std::string_view found = nearest(name, names);
    return found.empty() ? std::string() : cat("; did you mean '", found, "'?");
  }

  void check_equations() {
    if (component_.outputs == nullptr) return;
    for (const Field& output : component_.outputs->fields()) {
      std::string_view uses = output.options.uses;
      while (!uses.empty()) {
        const std::string_view name = trimmed(uses.substr(0, uses.find(',')));
        uses.remove_prefix(std::min(uses.size(), uses.find(',') == uses.npos ? uses.size() : uses.find(',') + 1));
        if (!known(name))
          add("the equation of output '", output.name, "' uses '", name, "', which is no output, parameter or input",
              nearest_known(name));
      }
    }
  }

  void check_objects() {
    std::set<std::string_view> names;
    for (const std::string& object : component_.objects) {
      if (!is_name(object)) add("object '", object, "' is no valid name: ", name_rule);
      if (!names.insert(object).second) add("object '", object, "' is declared twice");
    }
  }

  void check_promises() {
    for (const Monotone& promise : component_.promises) {
      const std::string text = cat("promises about '", promise.output, "' and '", promise.parameter, "': ");
      const Field* output = find_in(component_.outputs, promise.output);
      const Field* parameter = find_in(component_.params, promise.parameter);
      if (output == nullptr) add(text, "there is no such output", nearest_known(promise.output));
      else if (!output->numeric()) add(text, "the output is no number");
      if (parameter == nullptr && !names_a_subject(promise.parameter))
        add(text, "there is no such parameter", nearest_known(promise.parameter));
      else if (parameter != nullptr && !parameter->numeric()) add(text, "the parameter is no number");
      if (promise.direction == Direction::none) add(text, "in no direction");
    }
  }

  void check_derived() {
    std::set<std::string_view> names;
    for (const Derived& derived : component_.derived) {
      const std::string text = cat("derived value '", derived.name, "' ");
      if (!is_name(derived.name)) add(text, "is no valid name: ", name_rule);
      if (!names.insert(derived.name).second) add(text, "is declared twice");
      if (derived.doc.empty()) add(text, "has no doc");
      if (derived.value == nullptr) add(text, "has no function");
      const Parsed<Unit> unit = parse_unit(derived.unit);
      const Field* field = find_in(component_.params, derived.name);
      if (!unit) add(text, "has unit '", derived.unit, "': ", unit.error);
      else if (field != nullptr && !(field->dimension == unit.value->dimension))
        add(text, "has unit '", derived.unit, "', but the field of that name has '", field->unit, "'");
    }
  }

  /// Of "peak.fp8" the table; what is in a map is for the entries to say.
  void check_columns() {
    for (const std::string& column : component_.columns) {
      const std::string_view top = std::string_view(column).substr(0, column.find('.'));
      const bool is_derived = std::any_of(component_.derived.begin(), component_.derived.end(),
                                          [&](const Derived& d) { return d.name == column; });
      if (!is_derived && find_in(component_.params, top) == nullptr)
        add("column '", column, "' is no field and no derived value", nearest_known(top));
    }
  }

  void check_audits() {
    std::set<std::string_view> names;
    for (const Audit& audit : component_.audits) {
      if (!is_name(audit.name)) add("audit '", audit.name, "' is no valid name: ", name_rule);
      if (!names.insert(audit.name).second) add("audit '", audit.name, "' is declared twice");
      if (audit.doc.empty() || audit.check == nullptr) add("audit '", audit.name, "' has no ", audit.doc.empty() ? "doc" : "function");
    }
  }

  const Component& component_;
  std::vector<std::string>& reasons_;
  std::string owner_;
};

}  // namespace

std::string_view noun_text(Noun noun) {
  static constexpr std::string_view texts[] = {"hardware", "workload", "fabric", "solver", "record"};
  return texts[static_cast<std::size_t>(noun)];
}

namespace {

void check_importers(const Manifest& manifest, std::vector<std::string>& reasons) {
  std::set<std::string_view> names;
  for (const Importer& importer : manifest.importers) {
    const std::string owner = cat("importer '", importer.name, "'");
    if (!is_name(importer.name)) reasons.push_back(cat(owner, ": is no valid name: ", name_rule));
    if (!names.insert(importer.name).second) reasons.push_back(cat(owner, " is declared twice"));
    if (importer.summary.empty()) reasons.push_back(cat(owner, ": has no summary"));
    if (importer.accepts.empty()) reasons.push_back(cat(owner, ": does not say what it accepts"));
    if (importer.translate == nullptr) reasons.push_back(cat(owner, ": has no translate"));
    if (importer.noun == Noun::solver || importer.noun == Noun::record)
      reasons.push_back(cat(owner, ": makes entries of a ", noun_text(importer.noun), ", which is neither hardware, workload nor fabric"));
  }
}

}  // namespace

std::vector<std::string> check_manifest(const Manifest& manifest) {
  std::vector<std::string> reasons;
  if (!is_name(manifest.name)) reasons.push_back(cat("plugin name '", manifest.name, "' is no valid name: ", name_rule));
  if (manifest.version.empty()) reasons.push_back("the plugin has no version");
  if (manifest.summary.empty()) reasons.push_back("the plugin has no summary");
  if (manifest.components.empty() && manifest.importers.empty()) reasons.push_back("the plugin has no components");
  std::set<std::pair<Noun, std::string_view>> names;
  for (const Component& component : manifest.components) {
    if (!names.emplace(component.noun, component.name).second)
      reasons.push_back(cat(noun_text(component.noun), " '", component.name, "' is declared twice"));
    ComponentCheck(component, reasons).check();
  }
  check_importers(manifest, reasons);
  return reasons;
}

}  // namespace fleetline
