// What `list` shows: sections of one-line items, gathered in list.cpp.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "catalog/plugins.hpp"

namespace fleetline::cli {

struct Item {
  std::string name, summary;
  std::string kind;                  ///< of registry entries
  std::string from;                  ///< plugin, or file
  std::vector<std::string> aliases;  ///< of registry entries
  std::vector<std::string> hides;    ///< files of registries below that an entry stands instead of
  bool entry = false, broken = false;
};

struct Section {
  std::string title;
  std::vector<Item> items;
};

/// For a terminal or as Markdown; in list_output.cpp. On a screen the first few broken entries of a section are told,
/// and how many more there are; `whole` is for files.
void write_text(const std::vector<Section>& sections, const Plugins& plugins, bool markdown, bool color, bool whole,
                std::ostream& out);
void write_json(const std::vector<Section>& sections, const Plugins& plugins, std::ostream& out);

}  // namespace fleetline::cli
