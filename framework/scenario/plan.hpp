// A plan: everything a scenario's names meant, resolved once. The runner works on these plain structs only.
//
// One plan per variant. The cases of a plan are the product of its dimensions (swept axes; zipped axes share a
// dimension), numbered with the last dimension fastest. Plans are immutable once made and shared by all threads.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/plugins.hpp"
#include "catalog/registry.hpp"
#include "expression.hpp"
#include "fleetline/fleet.hpp"
#include "fleetline/solver.hpp"

namespace fleetline {

/// One digit of the case number.
struct PlanDimension {
  std::size_t size = 1;
  std::string label;  ///< paths of its axes
  Where where;
};

/// Picks one of `count` things from the digits of a case: index = sum of digit * stride.
struct Selector {
  struct Term { std::uint32_t dimension = 0; std::size_t stride = 1; };
  std::vector<Term> terms;
  std::size_t count = 1;

  /// Adds a dimension as the fastest digit.
  void add(std::uint32_t dimension, std::size_t size);
  bool uses(std::uint32_t dimension) const;
  /// The digit of `dimension`, which has `size` values, in the index'th of the things.
  std::size_t digit(std::size_t index, std::uint32_t dimension, std::size_t size) const;
  std::size_t index(const std::uint32_t* digits) const {
    std::size_t i = 0;
    for (const Term& t : terms) i += digits[t.dimension] * t.stride;
    return i;
  }
};

/// One resolved workload, hardware or fleet.
struct SubjectInstance {
  std::string name;  ///< of the registry entry, or the kind
  Loaded loaded;
  Value table;       ///< the parameters as read, each with its place
  Box params = {};
  std::shared_ptr<const Workload> workload = {};
  std::shared_ptr<const Hardware> hardware = {};
  std::shared_ptr<const Fabric> fabric = {};
  const RegistryEntry* entry = nullptr;  ///< what was named; nullptr: described in the scenario
  std::shared_ptr<const Fleet> fleet = {};  ///< of a fleet; of a hardware: the fleet of one device of it
};

/// A registry record, read by the schema of the plugin that declares its kind.
struct LoadedRecord {
  Loaded loaded;
  const RegistryEntry* entry = nullptr;
  Box box;
};

/// What planning needs at hand. One thread plans at a time.
struct Session {
  const Plugins& plugins;
  Registry& registry;
  bool strict = false;  ///< refuse defaults marked `calibrate`
  std::map<std::pair<std::string, std::string>, std::shared_ptr<LoadedRecord>> records = {};  ///< by kind and name: each is read once
  std::map<std::string, std::pair<std::optional<SubjectInstance>, std::optional<SubjectInstance>>> fleets = {};  ///< by description: the fleet, and its first hardware
  std::vector<std::pair<std::string, Value>> constants = {};  ///< replace these members, by dotted path, of every record that has them
  std::vector<bool> used_constants = {};                      ///< whether any did
};

/// A subject of the scenario and the instances its sweeps make of it.
struct Subject {
  Noun noun = Noun::workload;
  std::string path;  ///< "workload", "hardware", or "solve.NAME.workload"
  Selector selector;
  std::vector<SubjectInstance> instances;
};

/// Where a stage's workload or hardware comes from.
struct SubjectSource {
  enum class Kind : unsigned char { none, subject, object } kind = Kind::none;
  std::uint32_t index = 0;   ///< of the subject, or of the stage that makes the object
  std::uint32_t object = 0;  ///< which of that stage's objects
};

/// An input that takes an output of an earlier stage: a number, or a list of them.
struct Binding {
  const Field* input = nullptr;
  std::uint32_t stage = 0;
  const Field* output = nullptr;
};

/// A swept parameter or literal input of a stage.
struct StageAxis {
  std::uint32_t dimension = 0;
  const Field* field = nullptr;
  bool input = false;            ///< of the inputs struct
  std::vector<double> numbers;   ///< for numeric fields, one per digit
  std::vector<Box> boxes;        ///< for the rest: structs holding the value
};

struct Stage {
  std::string name;
  Where where;
  Loaded loaded;
  std::shared_ptr<const Solver> solver;
  Value table;         ///< its parameters as written
  Value input_table;   ///< its [inputs] as written
  Value own_workload, own_hardware;  ///< written inside the stage; nothing: the scenario's
  Box params, inputs;  ///< with the first value of every sweep
  std::vector<Binding> bindings;
  std::vector<StageAxis> axes;
  SubjectSource workload, hardware;
  SubjectSource fleet;  ///< the scenario's [fleet]; none: the fleet of one device of its hardware
  Selector prepared;   ///< which of the distinct preparations a case uses

  const AnySchema& outputs() const { return *loaded.component->outputs; }
};

/// A value a column, [derive] or [[expect]] names, and how a case produces it.
struct Slot {
  enum class Kind : unsigned char { output, param, input, table, derived };
  Kind kind = Kind::output;
  std::uint32_t stage = 0;
  const Field* field = nullptr;     ///< output, param, input
  Selector selector;                ///< table: which entry
  std::vector<double> entries;      ///< table: subject parameters and axes
  std::uint32_t derived = 0;
  std::string name, unit, doc;
  Dimension dimension;
  FieldType type = FieldType::number;
  Direction direction = Direction::none;
  bool axis = false;
  std::map<int, std::string> labels;
};

/// A detail table to show: "roofline.operators".
struct PlannedTable {
  std::string name;
  Where where;
};

struct PlannedExpectation {
  Expression expression;
  std::optional<Expression> where_clause;
  std::string text;
  Where place;
};

/// What is to be as small or as large as it can be.
struct Objective {
  std::uint32_t slot = 0;
  bool maximise = false;
};

/// What a case must meet to count.
struct Constraint {
  Expression expression;
  std::string text;
};

/// [optimize]: of the cases that differ in the searched dimensions only, which are best.
struct Search {
  std::vector<Objective> objectives;    ///< several: all that no other beats in every one of them
  std::vector<Constraint> constraints;
  std::size_t keep = 0;                 ///< rows to show of each search
  std::vector<bool> over;               ///< per dimension: searched, not swept
};

struct Plan {
  std::string variant;
  Registry* registry = nullptr;             ///< what names were looked up in; it outlives the plan
  std::uint64_t seed = 0;                   ///< of all randomness; the scenario's `seed`
  std::vector<PlanDimension> dimensions;
  std::vector<Subject> subjects;
  std::vector<Stage> stages;                ///< in order of execution
  std::deque<Slot> slots;                   ///< every named value, derived ones after what they use
  std::vector<Expression> derived;
  std::vector<std::uint32_t> columns;       ///< slots to show, in order
  std::vector<PlannedTable> tables;
  std::vector<PlannedExpectation> expectations;
  std::optional<Search> search;
  std::uint64_t cases = 1;                  ///< with a search: all combinations

  /// How many searches there are, one per combination of what is swept; without a search one per case.
  std::uint64_t groups() const;
  const Subject* subject(std::string_view path) const;
};

}  // namespace fleetline
