#include "imported.hpp"

#include <algorithm>

#include "catalog/entry_text.hpp"
#include "catalog/json_tree.hpp"
#include "catalog/toml.hpp"
#include "fleetline/text.hpp"
#include "subjects.hpp"

namespace fleetline {
namespace {

Value read_foreign(const std::filesystem::path& file) {
  Problems problems;
  Value root = file.extension() == ".toml" ? read_toml(file, problems) : read_json(file, problems);
  problems.raise();
  if (root.table() == nullptr)
    problems.add(root.where ? root.where : Where{Label{shown_path(file)}, 1, 1}, "", cat("holds ", root.type_name()),
                 "a table: { \"key\": value, ... }");
  problems.raise();
  return root;
}

/// What people call the thing: as asked, as the file says, or the directory that the file lies in, as checkpoints are
/// kept.
std::string title_of(const ImportRequest& request, const Imported& imported) {
  if (!request.title.empty()) return request.title;
  if (!imported.title.empty()) return imported.title;
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(request.file, error);
  return error ? std::string() : whole.parent_path().filename().string();
}

/// The text is read back as `run` would read it: whatever is wrong with it is the importer's, or the file's, mistake.
SubjectInstance build(const std::string& text, const LoadedImporter& importer, const ImportRequest& request,
                      Session& session) {
  Problems problems;
  const Label label{cat("the entry made of ", shown_path(request.file))};
  Value root = parse_toml(text, label, problems);
  attach_provenance(root, problems);
  problems.raise();
  for (std::string_view key : {"title", "summary"}) root.table()->erase(key);
  std::optional<SubjectInstance> subject = resolve_subject(importer.importer->noun, root, "", session, problems);
  problems.raise();
  return std::move(*subject);
}

}  // namespace

LoadedImporter find_importer(std::string_view name, const Plugins& plugins, Problems& problems) {
  if (LoadedImporter found = plugins.find_importer(name)) return found;
  std::vector<std::string_view> names;
  const std::vector<LoadedImporter> all = plugins.importers();
  for (const LoadedImporter& known : all) names.push_back(known.importer->name);
  problems.add({}, "import", cat("there is no importer called '", name, "'"),
               names.empty() ? std::string("a plugin that has one: none is loaded") : one_of(names),
               std::string(nearest(name, names)));
  return {};
}

ImportedEntry import_entry(const LoadedImporter& importer, const ImportRequest& request, Session& session) {
  const Value root = read_foreign(request.file);
  const Imported imported =
      at_boundary(cat("importer '", importer.importer->name, "'"), [&] { return importer.importer->translate(root); });
  const EntrySource source{
      .title = cat(shown_path(request.file.filename()), request.url.empty() ? "" : ", as published"),
      .url = request.url,
      .as_of = request.as_of};
  ImportedEntry out;
  out.text = entry_text(imported, title_of(request, imported), source);
  out.subject = build(out.text, importer, request, session);
  out.remarks = imported.remarks;
  return out;
}

}  // namespace fleetline
