#include "subjects.hpp"

#include <algorithm>

#include "fleetline/text.hpp"
#include "strict.hpp"
#include "topology/built_fleet.hpp"

namespace fleetline {

namespace {

constexpr std::string_view noun_names[] = {"hardware", "workload", "fabric", "solver", "record"};
std::string_view name_of_noun(Noun noun) { return noun_names[static_cast<std::size_t>(noun)]; }

struct Description {
  std::string name, kind;
  Where kind_where;
  Value params;
  const RegistryEntry* entry = nullptr;
};

std::optional<Description> from_registry(Noun noun, const Value& use, const Value& overrides, const std::string& path,
                                         Session& session, Problems& problems) {
  const RegistryEntry* entry = session.registry.find(folder_of(noun), *use.text(), use.where, path, problems);
  if (entry == nullptr) return {};
  Description d{entry->name, {}, entry->root.where, entry->root, entry};
  if (const Value* kind = d.params.table()->find("kind"); kind && kind->text()) {
    d.kind = *kind->text();
    d.kind_where = kind->where;
  } else {
    problems.add(entry->root.where, "kind", "the registry entry does not say its kind", cat("kind = \"...\", a ", name_of_noun(noun), " kind"));
    return {};
  }
  for (std::string_view key : entry_keys) d.params.table()->erase(key);
  if (const Table* over = overrides.table())
    for (const Table::Entry& e : over->entries())
      if (e.key != "use") {
        if (Value* present = d.params.table()->find(e.key); present && present->table() && e.value.table())
          for (const Table::Entry& inner : e.value.table()->entries()) present->table()->set(inner.key, inner.where, inner.value);
        else d.params.table()->set(e.key, e.where, e.value);
      }
  return d;
}

std::optional<Description> describe(Noun noun, const Value& written, const std::string& path, Session& session, Problems& problems) {
  if (written.text()) return from_registry(noun, written, {}, path, session, problems);
  const Table* table = written.table();
  const std::string expected = cat("a registry name in quotes, use = \"NAME\", or kind = \"KIND\" with its parameters");
  if (table == nullptr) {
    problems.add(written.where, path, cat(written.type_name(), " does not describe a ", name_of_noun(noun)), expected);
    return {};
  }
  const Value *use = table->find("use"), *kind = table->find("kind");
  if (use && kind) {
    problems.add(kind->where, path + ".kind", "a registry entry brings its own kind", "either use or kind");
    return {};
  }
  for (const Value* name : {use, kind})
    if (name && !name->text()) {
      if (!was_reported(*name)) problems.add(name->where, path + (use ? ".use" : ".kind"), cat(name->type_name(), " is not a name"), expected);
      return {};
    }
  if (use) return from_registry(noun, *use, written, path + ".use", session, problems);
  if (!kind) {
    problems.add(written.where, path, cat("nothing says which ", name_of_noun(noun), " this is"), expected);
    return {};
  }
  Description d{*kind->text(), *kind->text(), kind->where, written};
  d.params.table()->erase("kind");
  return d;
}

/// Runs a factory; a parameter combination it does not admit is a problem of this subject.
template <class Make>
bool make(Make&& factory, const Value& written, const std::string& path, Problems& problems) {
  try {
    factory();
    return true;
  } catch (const InputError& e) {
    for (Problem p : e.problems()) {
      if (!p.where) p.where = written.where;
      p.path = p.path.empty() ? path : cat(path, ".", p.path);
      problems.add(std::move(p));
    }
    return false;
  }
}

}  // namespace

Loaded find_component(Noun noun, std::string_view name, const Where& where, const std::string& path, const Session& session,
                      Problems& problems) {
  if (Loaded found = session.plugins.find(noun, name)) return found;
  const std::vector<std::string_view> names = session.plugins.names(noun);
  std::string what = cat("no ", name_of_noun(noun), noun == Noun::solver ? "" : " kind", " called '", name, "'");
  if (const Refusal* refusal = session.plugins.refusal_for(name)) what += "; " + refusal->text();
  const std::string expected = names.empty() ? std::string("a plugin that provides it: none is loaded") : one_of(names);
  problems.add(where, path, std::move(what), expected, std::string(nearest(name, names)));
  return {};
}

std::optional<SubjectInstance> resolve_subject(Noun noun, const Value& written, const std::string& path, Session& session,
                                               Problems& problems) {
  std::optional<Description> d = describe(noun, written, path, session, problems);
  if (!d) return {};
  SubjectInstance out{d->name, find_component(noun, d->kind, d->kind_where, path + ".kind", session, problems), std::move(d->params)};
  if (!out.loaded) return {};
  out.entry = d->entry;
  out.params = Box(*out.loaded.component->params);
  RegistryRecords records(session);
  ReadContext context{problems, &records, path};
  const std::size_t before = problems.size();
  out.loaded.component->params->read(out.params.data(), *out.table.table(), written.where, context);
  if (problems.size() != before) return {};
  if (session.strict)
    refuse_guessed_defaults(*out.loaded.component->params, out.params.data(), *out.table.table(), written.where, path, problems);
  const bool made = make(
      [&] {
        if (noun == Noun::workload) out.workload = make_workload(out.loaded, out.params);
        if (noun == Noun::hardware) {
          out.hardware = make_hardware(out.loaded, out.params);
          out.fleet = fleet_of_one(out.hardware, Label(out.entry ? out.entry->name : std::string()));
        }
        if (noun == Noun::fabric) out.fabric = make_fabric(out.loaded, out.params);
      },
      written, path, problems);
  if (!made) return {};
  return out;
}

const Value* find_place(const Value& root, std::string_view path) {
  const Value* at = &root;
  while (at != nullptr && !path.empty()) {
    if (path.front() == '.') path.remove_prefix(1);
    if (path.front() == '[') {
      const std::size_t close = path.find(']');
      const std::size_t index = std::stoul(std::string(path.substr(1, close - 1)));
      at = at->array() && index < at->array()->size() ? &(*at->array())[index] : nullptr;
      path.remove_prefix(close + 1);
    } else {
      const std::size_t end = std::min({path.find('.'), path.find('['), path.size()});
      at = at->table() ? at->table()->find(path.substr(0, end)) : nullptr;
      path.remove_prefix(end);
    }
  }
  return at;
}

void substitute(Value& root, std::string_view path, const Value& value) {
  *const_cast<Value*>(find_place(root, path)) = value;  // of a root that is not const
}

Subject resolve_swept(Noun noun, const Value& written, const std::string& path, const std::vector<PlacedAxis>& axes,
                      const std::function<std::optional<SubjectInstance>(const Value&)>& resolve, Problems& problems) {
  constexpr std::size_t instance_limit = 100'000;
  Subject subject{noun, path, {}, {}};
  for (const PlacedAxis& a : axes)
    if (!subject.selector.uses(a.dimension)) subject.selector.add(a.dimension, a.axis->values.size());
  if (subject.selector.count > instance_limit) {
    problems.add(written.where, path, cat("sweeps make ", subject.selector.count, " different ones of it"), cat("at most ", instance_limit));
    return subject;
  }
  for (std::size_t i = 0; i < subject.selector.count; ++i) {
    Value tree = written;
    for (const PlacedAxis& a : axes) {
      const std::size_t digit = subject.selector.digit(i, a.dimension, a.axis->values.size());
      substitute(tree, std::string_view(a.axis->path).substr(path.size()), a.axis->values[digit]);
    }
    std::optional<SubjectInstance> instance = resolve(tree);
    if (instance) subject.instances.push_back(std::move(*instance));
  }
  return subject;
}

Subject resolve_swept_subject(Noun noun, const Value& written, const std::string& path, const std::vector<PlacedAxis>& axes,
                              Session& session, Problems& problems) {
  return resolve_swept(noun, written, path, axes,
                       [&](const Value& tree) { return resolve_subject(noun, tree, path, session, problems); }, problems);
}

namespace {

/// Two kinds may share a folder; an entry says which it is. One that says nothing is taken for what was asked.
bool is_of_kind(const RegistryEntry& entry, std::string_view kind, const Value& reference, const std::string& path, Problems& problems) {
  const Value* written = entry.root.table()->find("kind");
  if (!written || !written->text() || *written->text() == kind) return true;
  problems.add(reference.where, path, cat("'", entry.name, "' is a ", *written->text()), cat("a ", kind));
  return false;
}

/// What the session says instead of the entry: for ablations.
void replace_constants(Value& table, Session& session) {
  session.used_constants.resize(session.constants.size());
  for (std::size_t i = 0; i < session.constants.size(); ++i)
    if (const auto& [path, value] = session.constants[i]; find_place(table, path) != nullptr) {
      substitute(table, path, value);
      session.used_constants[i] = true;
    }
}

}  // namespace

std::shared_ptr<const void> RegistryRecords::record(std::string_view kind, const Value& reference, const std::string& path,
                                                    Problems& problems) {
  const Loaded loaded = find_component(Noun::record, kind, reference.where, path, session_, problems);
  if (!loaded) return nullptr;
  const RegistryEntry* entry = session_.registry.find(folder_of(*loaded.component), *reference.text(), reference.where, path, problems, kind);
  if (entry == nullptr || !is_of_kind(*entry, kind, reference, path, problems)) return nullptr;
  std::shared_ptr<LoadedRecord>& known = session_.records[{std::string(kind), entry->name}];
  if (known) return std::shared_ptr<const void>(known, known->box.data());
  Value table = entry->root;
  for (std::string_view key : entry_keys) table.table()->erase(key);
  auto record = std::make_shared<LoadedRecord>(LoadedRecord{loaded, entry, Box(*loaded.component->params)});
  replace_constants(table, session_);
  ReadContext context{problems, this, cat(kind, " ", entry->name)};
  const std::size_t before = problems.size();
  loaded.component->params->read(record->box.data(), *table.table(), entry->root.where, context);
  if (problems.size() != before) return nullptr;
  if (session_.strict)
    refuse_guessed_defaults(*loaded.component->params, record->box.data(), *table.table(), entry->root.where, context.path, problems);
  known = record;
  return std::shared_ptr<const void>(record, record->box.data());
}

}  // namespace fleetline
