// `import`: somebody else's description of a model -> a registry entry. What the entry leaves out is said on standard
// error.
#include <cstdio>
#include <filesystem>
#include <ostream>

#include "commands.hpp"
#include "fleetline/text.hpp"
#include "out_file.hpp"
#include "scenario/imported.hpp"
#include "things.hpp"

namespace fleetline::cli {
namespace {

int list_importers(const ImportOptions& options, const Plugins& plugins) {
  write_answer(options.out_file, [&](std::ostream& out) {
    const char* separator = "";
    for (const LoadedImporter& known : plugins.importers()) {
      const Importer& importer = *known.importer;
      out << separator << importer.name << ": " << importer.summary << " (" << plugin_text(*known.library)
          << ")\n  accepts " << joined(importer.accepts) << '\n';
      separator = "\n";
    }
    if (*separator == '\0') out << "no plugin has an importer: see --plugin-path in 'fleetline import --help'\n";
  });
  return done;
}

/// 2024-04-18, and a day that there is: TOML would refuse the rest.
bool is_date(const std::string& text) {
  int year = 0, month = 0, day = 0, length = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &length) != 3 || length != 10 ||
      text.size() != 10)
    return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

/// What somebody wrote by hand is not replaced unasked; what is read, never.
void check_target(const ImportOptions& options, Problems& problems) {
  std::error_code ignored;
  if (options.out_file.empty() || !std::filesystem::is_regular_file(options.out_file, ignored)) return;
  if (std::filesystem::equivalent(options.out_file, options.file, ignored))
    problems.add(Where{Label("--out"), 0, 0}, "", cat("'", options.out_file, "' is the file that is read"),
                 "another file");
  else if (!options.force)
    problems.add(Where{Label("--out"), 0, 0}, "", cat("'", options.out_file, "' is there already"),
                 "another file, or --force to replace it");
}

void check(const ImportOptions& options, Problems& problems) {
  const auto missing = [&](const std::string& value, const char* what) {
    if (value.empty())
      problems.add({}, "import", cat(what, " is missing"),
                   "fleetline import FORM FILE; 'fleetline import --list' shows the forms");
  };
  missing(options.importer, "FORM");
  missing(options.file, "FILE");
  if (!options.as_of.empty() && !is_date(options.as_of))
    problems.add(Where{Label("--as-of"), 0, 0}, "", cat("'", options.as_of, "' is no date"),
                 "YYYY-MM-DD, for example 2024-04-18");
  if (options.source.empty() && !options.as_of.empty())
    problems.add(Where{Label("--as-of"), 0, 0}, "", "says when, but nothing says where", "--source URL beside it");
  check_target(options, problems);
}

/// Makes the folders that --out is in: an entry's first is often the first of its registry.
void make_folders(const std::string& out_file) {
  const std::filesystem::path folder = std::filesystem::path(out_file).parent_path();
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (!error) return;
  Problems problems;
  problems.add(Where{Label("--out"), 0, 0}, "", cat("cannot make the folder '", folder.string(), "': ", error.message()),
               "a file in a directory that you may write to");
  problems.raise();
}

std::string title_asked_for(const ImportOptions& options) {
  return options.name.empty() ? std::filesystem::path(options.out_file).stem().string() : options.name;
}

void remark(const std::string& text) { std::fprintf(stderr, "note: %s\n", text.c_str()); }

/// What was made, for a first comparison with what is published.
void report(const ImportedEntry& entry, const ImportOptions& options) {
  for (const std::string& text : entry.remarks) remark(text);
  if (entry.subject.workload != nullptr) {
    const WorkloadFacts& facts = entry.subject.workload->facts();
    char counts[96];
    std::snprintf(counts, sizeof counts, "%.0f parameters follow from these sizes", facts.parameters);
    char active[64] = "";
    if (facts.active_parameters > 0 && facts.active_parameters < facts.parameters)
      std::snprintf(active, sizeof active, "; one %s passes through %.0f", std::string(facts.unit.text()).c_str(),
                    facts.active_parameters);
    remark(cat(counts, active));
  }
  if (options.source.empty())
    remark("the entry does not say where the file was published: add --source URL --as-of YYYY-MM-DD");
}

}  // namespace

int import_file(const ImportOptions& options) {
  const Plugins plugins(options.places.plugin_directories);
  if (options.list) return list_importers(options, plugins);
  Problems problems;
  check(options, problems);
  LoadedImporter importer;
  if (!options.importer.empty()) importer = find_importer(options.importer, plugins, problems);
  problems.raise();
  Registry registry(options.places.registry_roots);
  Session session{.plugins = plugins, .registry = registry};
  const ImportedEntry entry =
      import_entry(importer, {options.file, title_asked_for(options), options.source, options.as_of}, session);
  make_folders(options.out_file);
  write_answer(options.out_file, [&](std::ostream& out) { out << entry.text; });
  report(entry, options);
  return done;
}

}  // namespace fleetline::cli
