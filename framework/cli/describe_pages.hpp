// What `describe` knows about one thing, as plain texts: the same facts for terminal, Markdown and JSON.
#pragma once

#include <string>
#include <vector>

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
};

/// One value of a registry entry and who published it.
struct ValueFacts {
  std::string name;   ///< dotted
  std::string value;  ///< as written, without quotes
  Where where;
  Provenance provenance;
};

struct EntryPage {
  std::string noun, name, title, kind, file;
  std::vector<std::string> aliases, overlays;
  std::vector<ValueFacts> values;
};

ComponentPage page_of(const Loaded& loaded);
EntryPage page_of(const RegistryEntry& entry, const Folder& folder, const Registry& registry);

struct Pages {
  std::vector<ComponentPage> components;
  std::vector<EntryPage> entries;
};

/// Written for a terminal or as Markdown; in describe_text.cpp.
std::string text_of(const Pages& pages, bool markdown, bool color);
/// In describe_json.cpp.
std::string json_of(const Pages& pages);

}  // namespace fleetline::cli
