// From `[workload] use = "ResNet50"` to an object: registry entry, overrides, schema, factory.
#pragma once

#include <functional>

#include "catalog/folders.hpp"
#include "plan.hpp"
#include "sweep.hpp"

namespace fleetline {

/// Resolves one description: a registry name as text, { use = NAME, overrides ... } or { kind = KIND, parameters ... }.
/// Adds problems and returns nothing when it cannot.
std::optional<SubjectInstance> resolve_subject(Noun noun, const Value& written, const std::string& path, Session& session,
                                               Problems& problems);

/// A swept place, and the digit of the case number it belongs to.
struct PlacedAxis {
  const SweepAxis* axis = nullptr;
  std::uint32_t dimension = 0;
};
/// Those of `axes` whose path is `path` or lies below it.
std::vector<PlacedAxis> at_or_below(const std::vector<PlacedAxis>& axes, std::string_view path);

/// One instance per combination of the values of `axes`, which all lie at or below `path`: `resolve` sees the tree with one
/// combination put in.
Subject resolve_swept(Noun noun, const Value& written, const std::string& path, const std::vector<PlacedAxis>& axes,
                      const std::function<std::optional<SubjectInstance>(const Value&)>& resolve, Problems& problems);
/// The same with resolve_subject.
Subject resolve_swept_subject(Noun noun, const Value& written, const std::string& path, const std::vector<PlacedAxis>& axes,
                              Session& session, Problems& problems);

/// Finds a component, or adds a problem that says what there is instead: the nearest name, or why its library was refused.
Loaded find_component(Noun noun, std::string_view name, const Where& where, const std::string& path, const Session& session,
                      Problems& problems);

/// The value at `path` below `root` ("peak.fp16", "layer[3].out"); nullptr: there is none.
const Value* find_place(const Value& root, std::string_view path);
/// Puts `value` at `path` below `root`; creates nothing: the place exists.
void substitute(Value& root, std::string_view path, const Value& value);

/// Records from the registry, read by the schema of the plugin that declares their kind.
class RegistryRecords : public RecordSource {
 public:
  explicit RegistryRecords(Session& session) : session_(session) {}
  std::shared_ptr<const void> record(std::string_view kind, const Value& reference, const std::string& path,
                                     Problems& problems) override;

 private:
  Session& session_;
};

}  // namespace fleetline
