// The sections of `list` as text, Markdown and JSON.
#include <algorithm>
#include <ostream>

#include "fleetline/text.hpp"
#include "list.hpp"
#include "study/output_cells.hpp"
#include "study/output_json_string.hpp"
#include "study/output_writers.hpp"
#include "things.hpp"

namespace fleetline::cli {
namespace {

/// What stands at the end of a line: the kind, the other names; for components the plugin, for broken entries the file.
std::string remark(const Item& item) {
  if (!item.from.empty() && !item.entry) return item.from;
  std::string text = item.kind;
  if (!item.aliases.empty()) text += cat(text.empty() ? "" : "; ", "also ", joined(item.aliases));
  if (!item.hides.empty()) text += cat(text.empty() ? "" : "; ", item.from, " instead of ", joined(item.hides));
  return text;
}

/// `broken`: how many broken entries may be told.
Grid grid_of(const Section& section, std::string_view indent, std::size_t broken) {
  Grid grid;
  grid.headed = false;
  grid.columns.reserve(3);
  GridColumn& names = grid.add("name");
  GridColumn& summaries = grid.add("what it is");
  GridColumn& remarks = grid.add("remark");
  for (const Item& item : section.items) {
    if (item.broken && broken-- == 0) {
      broken = 0;
      continue;
    }
    names.cells.push_back(cat(indent, item.name));
    summaries.cells.push_back(item.summary);
    remarks.cells.push_back(remark(item));
  }
  return grid;
}

std::string json_list(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += cat(all.empty() ? "" : ", ", json_string(text));
  return cat("[", all, "]");
}

}  // namespace

void write_text(const std::vector<Section>& sections, const Plugins& plugins, bool markdown, bool color, bool whole,
                std::ostream& out) {
  const char* separator = "";
  const auto heading = [&](const std::string& title) {
    if (markdown)
      out << separator << "## " << title << "\n\n";
    else
      out << separator << (color ? cat("\x1b[1m", title, "\x1b[0m") : title) << '\n';
    separator = "\n";
  };
  for (const Section& section : sections) {
    if (section.items.empty()) continue;
    heading(section.title);
    const std::size_t broken = static_cast<std::size_t>(std::ranges::count_if(section.items, &Item::broken));
    const std::size_t told = whole ? broken : std::min(broken, most_broken_told);
    out << (markdown ? draw_markdown_grid(grid_of(section, "", told)) : draw_grid(grid_of(section, "  ", told), color));
    if (told < broken)
      out << (markdown ? "- " : "  ") << "... and " << grouped(broken - told)
          << " more broken; --json or --out FILE tells them all\n";
  }
  if (!plugins.refusals().empty()) heading("refused plugin files");
  for (const Refusal& refusal : plugins.refusals()) out << (markdown ? "- " : "") << refusal.text() << '\n';
  if (*separator == '\0') out << "nothing found: see --plugin-path and --registry in 'fleetline list --help'\n";
}

void write_json(const std::vector<Section>& sections, const Plugins& plugins, std::ostream& out) {
  out << "{";
  for (const Section& section : sections) {
    out << "\n  " << json_string(section.title) << ": [";
    const char* separator = "\n    ";
    for (const Item& item : section.items) {
      out << separator << "{\"name\": " << json_string(item.name) << ", \"summary\": " << json_string(item.summary)
          << ", \"kind\": " << json_string(item.kind) << ", \"aliases\": " << json_list(item.aliases)
          << ", \"from\": " << json_string(item.from) << ", \"hides\": " << json_list(item.hides) << "}";
      separator = ",\n    ";
    }
    out << (section.items.empty() ? "]," : "\n  ],");
  }
  out << "\n  \"refused\": [";
  const char* separator = "\n    ";
  for (const Refusal& refusal : plugins.refusals()) {
    out << separator << "{\"file\": " << json_string(refusal.file.string())
        << ", \"reasons\": " << json_list(refusal.reasons) << ", \"cure\": " << json_string(refusal.cure) << "}";
    separator = ",\n    ";
  }
  out << (plugins.refusals().empty() ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace fleetline::cli
