#include "document.hpp"

#include <algorithm>

#include "catalog/merge.hpp"
#include "catalog/toml.hpp"
#include "fleetline/text.hpp"

namespace fleetline {
namespace fs = std::filesystem;

namespace {

/// A tree that describes one thing by `use` or `kind` must not inherit the other from below.
void drop_rival_subject_keys(Value& base, const Value& over) {
  for (std::string_view subject : {"workload", "hardware", "fleet"}) {
    Value* below = base.table() ? base.table()->find(subject) : nullptr;
    const Value* above = over.table() ? over.table()->find(subject) : nullptr;
    if (!below || !above || !below->table() || !above->table()) continue;
    const bool restated = above->table()->find("use") || above->table()->find("kind");
    if (restated) *below = Value(Table(), above->where);
  }
}

void overlay(Value& base, const Value& over) {
  drop_rival_subject_keys(base, over);
  merge(base, over);
}

Value take(Value& root, std::string_view key) {
  Value* present = root.table()->find(key);
  if (present == nullptr) return {};
  Value taken = std::move(*present);
  root.table()->erase(key);
  return taken;
}

/// Reads a file and, before it, what it extends. `chain` holds the files being read, outermost first.
Value read_chain(const fs::path& file, const Where& asked, std::vector<fs::path>& chain, std::vector<fs::path>& files,
                 Problems& problems) {
  std::error_code odd;  // pipes and circular links have no canonical path; read_toml says what is wrong with them
  fs::path canonical = fs::weakly_canonical(file, odd);
  if (odd) canonical = file.lexically_normal();
  if (std::find(chain.begin(), chain.end(), canonical) != chain.end()) {
    std::string path;
    for (const fs::path& link : chain) path += shown_path(link) + " -> ";
    problems.add(asked, "extends", "files extend one another in a circle: " + path + shown_path(canonical));
    return Value(Table(), asked);
  }
  if (asked && !fs::exists(canonical, odd)) {
    problems.add(asked, "extends", cat("there is no file ", shown_path(canonical)), "the path of a scenario file, relative to this one");
    return Value(Table(), asked);
  }
  chain.push_back(canonical);
  Value root = read_toml(file, problems);
  if (root.table() == nullptr) root = Value(Table(), asked);
  const Value extends = take(root, "extends");
  if (const std::string* base = extends.text()) {
    Value below = read_chain(file.parent_path() / *base, extends.where, chain, files, problems);
    overlay(below, root);
    root = std::move(below);
  } else if (extends.data.index() != 0) {
    problems.add(extends.where, "extends", cat(extends.type_name(), " cannot be used here"),
                 "the path of a scenario file, relative to this one, in quotes");
  }
  chain.pop_back();
  files.push_back(file);
  return root;
}

/// "a.b.c" -> the value of the right-hand side at that place in a tree of its own.
Value parse_override(const std::string& text, Problems& problems) {
  const Where where{Label("--set " + text), 0, 0};
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    problems.add(where, "", "not an override", "KEY=VALUE, for example --set roofline.batch=8");
    return Value(Table(), where);
  }
  const std::string key = text.substr(0, equals), value = text.substr(equals + 1);
  Problems not_toml;
  Value parsed = parse_toml("v = " + value, where.file, not_toml);
  Value leaf(value, where);
  if (not_toml.empty() && parsed.table()->size() == 1) {
    leaf = std::move(*parsed.table()->find("v"));
    leaf.where = where;
  }
  for (std::size_t end = key.size(); end != std::string::npos;) {
    const std::size_t dot = key.rfind('.', end - 1);
    const std::size_t begin = dot == std::string::npos ? 0 : dot + 1;
    const std::string part = key.substr(begin, end - begin);
    if (part.empty()) {
      problems.add(where, "", cat("the key '", key, "' has an empty part"), "names joined by single dots");
      return Value(Table(), where);
    }
    Value table(Table(), where);
    table.table()->set(part, where, std::move(leaf));
    leaf = std::move(table);
    end = dot;
  }
  return leaf;
}

/// "roofline.batch" on the command line means "solve.roofline.batch" in the tree.
void qualify_stage_key(Value& override_root, const Value& root) {
  Table::Entry& first = override_root.table()->entries().front();
  const Value* solve = root.table()->find("solve");
  const bool is_stage = solve && solve->table() && solve->table()->find(first.key);
  if (root.table()->find(first.key) || !is_stage) return;
  Value stage = std::move(override_root);
  override_root = Value(Table(), stage.where);
  override_root.table()->set("solve", stage.where, std::move(stage));
}

/// All overrides are one layer, so their order does not matter: --set hardware.use=... keeps --set hardware.memory=...
void apply_overrides(Value& root, const std::vector<std::string>& sets, Problems& problems) {
  Value layer(Table(), root.where);
  for (const std::string& text : sets) {
    Value one = parse_override(text, problems);
    if (one.table()->empty()) continue;
    qualify_stage_key(one, root);
    merge(layer, one);
  }
  layer.where = root.where;
  overlay(root, layer);
}

std::vector<Document::Variant> expand_variants(const Value& root, const Value& written, Problems& problems) {
  std::vector<Document::Variant> variants;
  if (written.data.index() == 0) return {{"", root}};
  const Array* list = written.array();
  if (list == nullptr) {
    problems.add(written.where, "variant", cat(written.type_name(), " cannot be used here"), "[[variant]] tables");
    return {{"", root}};
  }
  for (const Value& item : *list) {
    Value layer = item;
    const Value name = layer.table() ? take(layer, "name") : Value();
    if (name.text() == nullptr || name.text()->empty()) {
      problems.add(item.where, "variant.name", "a variant without a name", "name = \"what makes this one different\"");
      continue;
    }
    for (const Document::Variant& other : variants)
      if (other.name == *name.text()) problems.add(name.where, "variant.name", cat("a second variant called \"", *name.text(), "\""));
    Document::Variant& variant = variants.emplace_back(Document::Variant{*name.text(), root});
    overlay(variant.root, layer);
  }
  return variants;
}

}  // namespace

Document make_document(Value root, const std::vector<std::string>& sets, Problems& problems) {
  Document document;
  const Value variants = take(root, "variant");
  apply_overrides(root, sets, problems);
  document.variants = expand_variants(root, variants, problems);
  // What the command line says wins over what a variant says.
  for (Document::Variant& v : document.variants) apply_overrides(v.root, sets, problems);
  document.root = std::move(root);
  return document;
}

Document load_document(const fs::path& file, const std::vector<std::string>& sets, Problems& problems) {
  std::vector<fs::path> chain, files;
  Value root = read_chain(file, {}, chain, files, problems);
  Document document = make_document(std::move(root), sets, problems);
  document.files = std::move(files);
  return document;
}

}  // namespace fleetline
