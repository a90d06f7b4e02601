// { value = "80 GB", source = "datasheet", as_of = 2024-05-01 }  ->  "80 GB", which remembers where it was published.
#include <algorithm>
#include <iterator>
#include <map>

#include "fleetline/text.hpp"
#include "path_parts.hpp"
#include "toml.hpp"

namespace fleetline {
namespace {

/// Shared by the values that name a source and say nothing beside it: most of them.
using Sources = std::map<std::string, std::shared_ptr<const Provenance>, std::less<>>;

constexpr std::string_view provenance_keys[] = {"source", "url", "as_of", "low", "high", "note"};
constexpr std::string_view source_keys[] = {"title", "url", "as_of", "note"};

std::string text_or_number(const Value* value) {
  if (value == nullptr) return {};
  return value->text() != nullptr ? *value->text() : value->written();
}

/// Takes [sources.ID] out of the tree.
Sources take_sources(Table& root, Problems& problems) {
  Sources sources;
  Value* declared = root.find("sources");
  if (declared == nullptr) return sources;
  if (declared->table() == nullptr) {
    problems.add(declared->where, "sources", cat("sources is ", declared->type_name()),
                 "a table per source: [sources.datasheet] title = \"...\", url = \"...\", as_of = 2024-05-01");
  } else {
    for (const Table::Entry& entry : declared->table()->entries()) {
      const std::string path = cat("sources.", entry.key);
      const Table* fields = entry.value.table();
      if (fields == nullptr || fields->find("title") == nullptr) {
        problems.add(entry.where, path, "a source without a title", "title = \"...\" and, if there is one, url = \"...\"");
        continue;
      }
      for (const Table::Entry& field : fields->entries())
        if (std::find(std::begin(source_keys), std::end(source_keys), field.key) == std::end(source_keys))
          problems.add(field.where, path, cat("unknown key '", field.key, "'"), one_of(source_keys),
                       std::string(nearest(field.key, source_keys)));
      sources[entry.key] = std::make_shared<Provenance>(Provenance{.title = text_or_number(fields->find("title")),
                                                                   .url = text_or_number(fields->find("url")),
                                                                   .as_of = text_or_number(fields->find("as_of")),
                                                                   .note = text_or_number(fields->find("note"))});
    }
  }
  root.erase("sources");
  return sources;
}

/// An id has no blanks; a title has. So a word that names no source is a slip, a sentence is a title.
bool looks_like_id(std::string_view text) { return text.find(' ') == text.npos; }

class Attachment {
 public:
  Attachment(Sources sources, Problems& problems) : sources_(std::move(sources)), problems_(problems) {}

  void attach(Value& value) {
    if (Table* table = value.table()) {
      if (is_sourced(*table)) return replace(value);
      for (Table::Entry& entry : table->entries()) {
        const PathParts::Step step(path_, entry.key);
        attach(entry.value);
      }
    } else if (Array* array = value.array()) {
      for (std::size_t i = 0; i < array->size(); ++i) {
        const PathParts::Step step(path_, i);
        attach((*array)[i]);
      }
    }
  }

 private:
  void replace(Value& value) {
    Table& table = *value.table();
    std::shared_ptr<const Provenance> source = look_up(table.find("source"));
    Value inner = std::move(*table.find("value"));
    inner.provenance = table.size() == 2 && table.find("source") != nullptr ? std::move(source) : own(*source, table);
    value = std::move(inner);
  }

  /// The source's, with what the value itself says.
  static std::shared_ptr<const Provenance> own(const Provenance& source, const Table& table) {
    auto provenance = std::make_shared<Provenance>(source);
    auto override_with = [&](std::string& field, std::string_view key) {
      if (std::string text = text_or_number(table.find(key)); !text.empty()) field = std::move(text);
    };
    override_with(provenance->url, "url");
    override_with(provenance->as_of, "as_of");
    override_with(provenance->note, "note");
    provenance->low = text_or_number(table.find("low"));
    provenance->high = text_or_number(table.find("high"));
    return provenance;
  }

  std::shared_ptr<const Provenance> look_up(const Value* source) {
    if (source == nullptr) return std::make_shared<Provenance>();
    if (source->text() == nullptr) {
      problems_.add(source->where, cat(path_.text(), ".source"), cat("a source is text, not ", source->type_name()));
      return std::make_shared<Provenance>();
    }
    const std::string& id = *source->text();
    if (auto found = sources_.find(id); found != sources_.end()) return found->second;
    if (looks_like_id(id)) {
      std::vector<std::string_view> ids;
      for (const auto& [known, _] : sources_) ids.push_back(known);
      problems_.add(source->where, cat(path_.text(), ".source"), cat("unknown source '", id, "'"),
                    ids.empty() ? cat("a table [sources.", id, "] in this file, or a title") : one_of(ids),
                    std::string(nearest(id, ids)));
    }
    return std::make_shared<Provenance>(Provenance{.title = id});
  }

  Sources sources_;
  Problems& problems_;
  PathParts path_;
};

}  // namespace

bool is_sourced(const Table& table) {
  if (table.find("value") == nullptr || table.size() < 2) return false;
  for (const Table::Entry& entry : table.entries()) {
    bool known = entry.key == "value";
    for (std::string_view key : provenance_keys) known = known || entry.key == key;
    if (!known) return false;
  }
  return true;
}

void attach_provenance(Value& root, Problems& problems) {
  if (root.table() == nullptr) return;
  Attachment(take_sources(*root.table(), problems), problems).attach(root);
}

}  // namespace fleetline
