// `audit`: what is wrong with the registry's entries, and what is weak about them.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "catalog/audit.hpp"
#include "commands.hpp"
#include "fleetline/text.hpp"
#include "out_file.hpp"
#include "registries.hpp"
#include "scenario/subjects.hpp"
#include "study/output_writers.hpp"
#include "things.hpp"

namespace fleetline::cli {
namespace {

using Weight = Finding::Weight;

/// "hardware", "H100" or "hardware/H100": what to look at. Throws InputError when it is nothing.
AuditReport look_at(const std::string& what, Entries& entries) {
  AuditReport report;
  const std::vector<Folder> all = folders(entries.plugins());
  std::vector<std::string> known;
  const std::string folder_asked = what.substr(0, what.find('/')), name = what.substr(what.find('/') + 1);
  bool found = false;
  for (const Folder& folder : all) {
    const std::vector<std::string> names = entries.registry().names(folder.name);
    if (what.empty() || what == folder.name || what == folder.noun) {
      found = true;
      entries.registry().read_all(folder.name);
      for (const std::string& entry : names) audit_entry(entries, folder.name, entry, report);
      audit_aliases(entries, folder.name, report);
      continue;
    }
    known.push_back(folder.name);
    if (folder_asked != what && folder_asked != folder.name && folder_asked != folder.noun) continue;
    std::string entry = std::ranges::binary_search(names, name) ? name : std::string();
    for (const auto& [alias, target] : entries.registry().aliases(folder.name))
      if (entry.empty() && alias == name) entry = target;
    known.insert(known.end(), names.begin(), names.end());
    if (entry.empty()) continue;
    found = true;
    audit_entry(entries, folder.name, entry, report);
  }
  if (!found) {
    const std::vector<std::string_view> views(known.begin(), known.end());
    Problems problems;
    problems.add({}, "audit", cat("'", what, "' is neither a folder of the registry nor an entry"),
                 "a folder or a name that 'fleetline list' shows", std::string(nearest(name, views)));
    problems.raise();
  }
  return report;
}

std::string place(const Where& where) {
  return where.line == 0 ? std::string(where.file.text()) : cat(where.file.text(), ":", where.line);
}

/// The first `most` findings; 0: all.
Grid grid_of(const AuditReport& report, Weight weight, std::size_t most) {
  Grid grid;
  grid.headed = false;
  grid.columns.reserve(3);
  GridColumn& where = grid.add("where");
  GridColumn& audit = grid.add("audit");
  GridColumn& what = grid.add("finding");
  for (const Finding& f : report.findings) {
    if (f.weight != weight) continue;
    if (most != 0 && where.cells.size() == most) break;
    where.cells.push_back("  " + place(f.where));
    audit.cells.push_back(f.audit);
    what.cells.push_back(
        cat(f.path.empty() ? "" : cat(f.path, ": "), f.what, f.expected.empty() ? "" : cat("; expected ", f.expected)));
  }
  return grid;
}

std::string counted(std::size_t count, const char* noun) { return cat(count, " ", noun, count == 1 ? "" : "s"); }

void write_text(const AuditReport& report, const AuditOptions& options, std::ostream& out) {
  const bool markdown = options.output.format == OutputFormat::markdown;
  const std::size_t most = options.out_file.empty() ? options.output.max_rows : 0;
  const auto section = [&](const char* title, Weight weight) {
    const Grid grid = grid_of(report, weight, most);
    if (grid.rows() == 0) return;
    out << '\n'
        << (markdown ? "## " : "") << title << '\n'
        << (markdown ? "\n" + draw_markdown_grid(grid) : draw_grid(grid, options.output.color));
    if (const std::size_t all = report.count(weight); grid.rows() < all)
      out << "  ... and " << grouped(all - grid.rows()) << " more; --max-rows 0, --json or --out FILE tells them all\n";
  };
  const std::size_t second_hand = report.count(Weight::second_hand);
  out << report.entries << (report.entries == 1 ? " entry" : " entries");
  if (!report.examples.empty()) out << " (" << counted(report.examples.size(), "example") << " among them)";
  out << ", " << counted(report.numbers, "number")
      << " from " << counted(report.sources, "source") << ": " << counted(report.count(Weight::error), "error") << ", "
      << counted(report.count(Weight::warning), "warning") << ", " << counted(second_hand, "source")
      << " second-hand\n";
  section("errors", Weight::error);
  section("warnings", Weight::warning);
  if (options.all)
    section("second-hand: not opened, or quoted by others", Weight::second_hand);
  else if (second_hand > 0)
    out << "\nsecond-hand sources: --all lists them\n";
}

void write_json(const AuditReport& report, std::ostream& out) {
  using Json = nlohmann::ordered_json;
  const auto list = [&](Weight weight) {
    Json all = Json::array();
    for (const Finding& f : report.findings)
      if (f.weight == weight)
        all.push_back({{"entry", f.entry},
                       {"audit", f.audit},
                       {"where", place(f.where)},
                       {"path", f.path},
                       {"what", f.what},
                       {"expected", f.expected}});
    return all;
  };
  const Json j{{"entries", report.entries},         {"numbers", report.numbers},
               {"sources", report.sources},         {"examples", report.examples},
               {"errors", list(Weight::error)},
               {"warnings", list(Weight::warning)}, {"second_hand", list(Weight::second_hand)}};
  out << j.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace

int audit(const AuditOptions& options) {
  refuse_csv(options, "audit");
  const Plugins plugins(options.places.plugin_directories);
  Registry registry(options.places.registry_roots);
  refuse_strange_registries(registry, plugins);
  Session session{plugins, registry};
  RegistryRecords records(session);
  Entries entries(plugins, registry, records);
  const AuditReport report = look_at(options.what, entries);
  write_answer(options.out_file, [&](std::ostream& out) {
    if (options.output.format == OutputFormat::json)
      write_json(report, out);
    else
      write_text(report, options, out);
  });
  const bool failed = report.count(Weight::error) > 0 || (options.strict && report.count(Weight::warning) > 0);
  return failed ? bad_input : done;
}

}  // namespace fleetline::cli
