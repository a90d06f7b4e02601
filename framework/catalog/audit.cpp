#include "audit.hpp"

#include <algorithm>

#include "fleetline/text.hpp"
#include "toml.hpp"

namespace fleetline {
namespace {

/// Files what an audit finds, with the line of the field that it speaks about.
class Filed final : public Findings {
 public:
  Filed(const Entry& entry, std::string name, const std::string& audit, AuditReport& report)
      : entry_(entry), name_(std::move(name)), audit_(audit), report_(report) {}
  void error(std::string_view path, std::string what, std::string expected) override {
    file(Finding::Weight::error, path, what, expected);
  }
  void warning(std::string_view path, std::string what, std::string expected) override {
    file(Finding::Weight::warning, path, what, expected);
  }

 private:
  void file(Finding::Weight weight, std::string_view path, std::string& what, std::string& expected) {
    const Value* value = entry_.written(path);
    report_.findings.push_back({weight, name_, audit_, value != nullptr ? value->where : entry_.raw().root.where,
                                std::string(path), std::move(what), std::move(expected)});
  }

  const Entry& entry_;
  std::string name_;
  const std::string& audit_;
  AuditReport& report_;
};

bool is_alias_file(const Where& where) { return where.file.text().ends_with("aliases.toml"); }

/// `example = true` is the one thing to say; what an example has of numbers need not be anybody's.
void note_example(const Value& root, const std::string& shown, AuditReport& report) {
  const Value* example = root.table() != nullptr ? root.table()->find("example") : nullptr;
  if (example == nullptr) return;
  const bool* said = example->boolean();
  if (said != nullptr && *said)
    report.examples.push_back(shown);
  else
    report.findings.push_back({Finding::Weight::error, shown, "entry", example->where, "example",
                               cat(example->written(), " does not say that this is an example"),
                               "example = true, or nothing for what has been built"});
}

/// The entry that aliases of aliases end at; "" when they lead in a circle, or to nothing.
std::string end_of(std::string name, const std::vector<std::pair<std::string, std::string>>& aliases,
                   const std::vector<std::string>& names) {
  for (std::size_t steps = 0; steps <= aliases.size(); ++steps) {
    if (std::ranges::binary_search(names, name)) return name;
    const auto next = std::ranges::find(aliases, name, &std::pair<std::string, std::string>::first);
    if (next == aliases.end()) return {};
    name = next->second;
  }
  return {};
}

void file_once(Finding finding, AuditReport& report) {
  const bool known = std::ranges::any_of(
      report.findings, [&](const Finding& f) { return f.where == finding.where && f.what == finding.what; });
  if (!known) report.findings.push_back(std::move(finding));
}

}  // namespace

std::size_t AuditReport::count(Finding::Weight weight) const {
  return static_cast<std::size_t>(std::ranges::count(findings, weight, &Finding::weight));
}

std::vector<GenericAudit> generic_audits() {
  return {{"entry",
           "The file is TOML, a plugin reads its kind, every value has a unit of its dimension and lies in the range "
           "of its field"},
          {"sources",
           "Every number names its source, unless the entry is an example; every source has a title, is used, and has an "
           "address where it is public"},
          {"dates", "Every source says as of when, and that is a date and not in the future"},
          {"ranges", "low <= value <= high, in one dimension"},
          {"aliases", "Aliases lead to entries, and in one step"}};
}

void audit_entry(Entries& entries, const std::string& folder, const std::string& name, AuditReport& report) {
  const std::string shown = cat(folder, "/", name);
  ++report.entries;
  Problems problems;
  const Entry* entry = entries.find(folder, name, problems);
  for (const Problem& problem : problems.list()) {
    if (!problem.where) continue;                     // "is broken, see ...": what is to be seen follows
    const bool alias = is_alias_file(problem.where);  // everybody in the folder hears of those
    std::string expected = problem.expected;
    if (!problem.suggestion.empty())
      expected += cat(expected.empty() ? "" : "; ", "did you mean '", problem.suggestion, "'?");
    file_once({Finding::Weight::error, alias ? cat(folder, "/aliases") : shown, alias ? "aliases" : "entry",
               problem.where, problem.path, problem.what, expected},
              report);
  }
  if (entry == nullptr) return;
  Problems ignored;  // it has been read before
  const Value written = read_toml(entry->raw().file, ignored);
  note_example(written, shown, report);
  audit_sources(written, entry->component(), shown, report);
  for (const Audit& audit : entry->audits()) {
    Filed findings(*entry, shown, audit.name, report);
    at_boundary(cat("audit '", audit.name, "'"), [&] { audit.check(*entry, findings); });
  }
}

void audit_aliases(Entries& entries, const std::string& folder, AuditReport& report) {
  Registry& registry = entries.registry();
  const std::vector<std::string> names = registry.names(folder);
  const auto aliases = registry.aliases(folder);
  for (const auto& [alias, target] : aliases) {
    if (std::ranges::binary_search(names, target)) continue;
    const auto next = std::ranges::find(aliases, target, &std::pair<std::string, std::string>::first);
    std::vector<std::string_view> known(names.begin(), names.end());
    const std::string near(nearest(target, known));
    Finding finding{Finding::Weight::error,
                    cat(folder, "/aliases"),
                    "aliases",
                    registry.where_of_alias(folder, alias),
                    alias,
                    {},
                    {}};
    if (next != aliases.end()) {
      const std::string end = end_of(next->second, aliases, names);
      finding.what = cat("leads to the alias '", target, "'");
      finding.expected = end.empty() ? cat("the name of an entry of ", folder, ": these aliases lead to each other, and to none")
                                     : cat(alias, " = \"", end, "\"");
    } else {
      finding.what = cat("leads to '", target, "', which is no entry of ", folder);
      if (!near.empty()) finding.expected = cat("did you mean '", near, "'?");
    }
    file_once(std::move(finding), report);
  }
}

}  // namespace fleetline
