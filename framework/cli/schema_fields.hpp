// JSON Schema of single values: what a field of a component's schema may be written as. Included by the two schema
// files only.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "things.hpp"

namespace fleetline::cli {

using Json = nlohmann::ordered_json;

// ---- building blocks

Json string();
Json array_of(Json item);
/// An object with these properties and no others.
Json closed(Json properties, Json required = {});
Json described(Json schema, std::string_view description);
Json reference(const std::string& definition);
/// "solver_roofline".
std::string definition(Noun noun, std::string_view name);
/// `schema`, or a sweep of such values.
Json swept(Json schema);
/// { sweep = [...] } or { sweep = { from, to, ... } }, with an optional zip group.
Json sweep();

// ---- fields

class FieldSchemas {
 public:
  FieldSchemas(const Plugins& plugins, const Registry& registry) : plugins_(plugins), registry_(registry) {}

  /// One property per field, sweeps allowed; empty for nullptr.
  Json properties(const AnySchema* schema) const;
  /// The same for the inputs of a stage: also names of other stages' outputs.
  Json inputs(const AnySchema& schema) const;
  /// The names in the registry, aliases included; any text when there is none.
  Json entry_names(Noun noun) const;

 private:
  Json property(const Field& field, const void* defaults) const;
  Json value_of(const Field& field, FieldType type) const;
  Json names_in(const std::string& folder) const;
  std::string folder_of_record(std::string_view kind) const;

  const Plugins& plugins_;
  const Registry& registry_;
};

}  // namespace fleetline::cli
