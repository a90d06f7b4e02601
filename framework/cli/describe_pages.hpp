// What `describe` knows about one thing, as plain texts: the same facts for terminal, Markdown and JSON.
#pragma once

#include <string>
#include <vector>

#include "catalog/entries.hpp"
#include "things.hpp"

namespace fleetline::cli {

/// A parameter, input or output of a component.
struct FieldFacts {
  std::string name;  ///< of nested tables with their path: "layers[].channels"
  std::string type, unit, fallback, range, doc, source, direction, equation;
  std::vector<std::pair<std::string, std::string>> choices;  ///< name, doc
  bool required = false, shapes = false, calibrate = false, headline = false;
};

struct ComponentPage {
  const Component* component = nullptr;
  std::string kind;    ///< "solver", "hardware kind"
  std::string plugin;  ///< "roofline 0.1.0"
  std::string file;
  std::vector<FieldFacts> parameters, inputs, outputs;
  std::vector<FieldFacts> derived;                           ///< of kinds that the registry has entries of
  std::vector<std::pair<std::string, std::string>> audits;   ///< name, what is true of every entry
};

/// One value of a registry entry and who published it.
struct ValueFacts {
  std::string name;   ///< dotted
  std::string value;  ///< as written, without quotes
  Where where;
  Provenance provenance;
};

/// A value that no entry types.
struct ComputedFacts {
  std::string name, value, how;
};

struct EntryPage {
  std::string noun, name, title, kind, file;
  std::vector<std::string> aliases, overlays;
  std::vector<std::string> bases;  ///< files of the entries it extends that values come from
  std::vector<ValueFacts> values;
  std::vector<ComputedFacts> derived;   ///< with equations
  std::vector<ComputedFacts> defaults;  ///< in force because the entry does not say, with what they mean
  std::vector<std::string> not_applicable;  ///< fields that would be refused beside what the entry says
  bool example = false;                     ///< says of itself that nobody built it
  std::vector<std::string> absent;      ///< optional fields that nobody has given: not known
  std::vector<std::string> problems;    ///< against its schema
  std::vector<std::string> namesakes;   ///< in other folders: "prices/H100_SXM5_80GB"
};

ComponentPage page_of(const Loaded& loaded);
EntryPage page_of(const RegistryEntry& raw, const Folder& folder, Entries& entries);

struct Pages {
  std::vector<ComponentPage> components;
  std::vector<EntryPage> entries;
};

/// Written for a terminal or as Markdown; in describe_text.cpp.
std::string text_of(const Pages& pages, bool markdown, bool color);
/// In describe_json.cpp.
std::string json_of(const Pages& pages);

}  // namespace fleetline::cli
