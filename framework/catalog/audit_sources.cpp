// Who says so, as of when, and within what: of every number of a file.
#include <algorithm>
#include <ctime>
#include <map>
#include <optional>

#include "audit.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "folders.hpp"
#include "toml.hpp"

namespace fleetline {
namespace {

/// What the title of a source says when nobody of us has read it: registry/README.md asks for these words.
constexpr std::string_view second_hand_words[] = {"not opened", "second-hand",   "second hand", "as recorded by",
                                                  "as quoted",  "quoted in",     "quoted by",   "as printed in",
                                                  "copied",     "from a digest", "from memory", "not noted"};

bool is_second_hand(std::string_view title) {
  return std::ranges::any_of(second_hand_words,
                             [&](std::string_view words) { return title.find(words) != title.npos; });
}

std::string text_at(const Table& table, std::string_view key) {
  const Value* value = table.find(key);
  return value == nullptr ? std::string() : value->text() != nullptr ? *value->text() : value->written();
}

/// Today as TOML writes dates, which order as texts.
std::string today() {
  const std::time_t now = std::time(nullptr);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
  return text;
}

/// A day, or a month or year where no day is known.
bool is_date(std::string_view text) {
  constexpr std::string_view form = "0000-00-00";
  if (text.size() != 4 && text.size() != 7 && text.size() != form.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (form[i] == '-' ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  return true;
}

std::optional<Measure> measure_of(const Value& value) {
  if (const double* d = value.number()) return Measure{*d, dimensionless};
  if (const std::int64_t* i = value.integer()) return Measure{static_cast<double>(*i), dimensionless};
  if (const std::string* text = value.text())
    if (const Parsed<Measure> measure = parse_measure(*text)) return measure.value;
  return std::nullopt;
}

bool is_numeric(FieldType type) { return type == FieldType::number || type == FieldType::integer; }

class SourceAudit {
 public:
  SourceAudit(const std::string& entry, AuditReport& report) : entry_(entry), report_(report), today_(today()) {}

  void run(const Table& root, const Component* component) {
    const Value* declared = root.find("sources");
    if (declared != nullptr && declared->table() != nullptr)
      for (const Table::Entry& source : declared->table()->entries())
        if (source.value.table() != nullptr) sources_.emplace(source.key, &source);
    report_.sources += sources_.size();
    const Value* example = root.find("example");
    example_ = example != nullptr && example->boolean() != nullptr && *example->boolean();
    made_up_ = component == nullptr && sources_.empty();
    for (const Table::Entry& e : root.entries())
      if (e.key != "sources" && std::ranges::find(entry_keys, e.key) == std::end(entry_keys))
        visit(e.value, component != nullptr ? component->params->find(e.key) : nullptr, component == nullptr, e.key,
              false);
    for (const auto& [id, source] : sources_) check_source(id, *source);
    if (example_) return;
    if (made_up_ && unsourced_ > 0)
      add(Finding::Weight::warning, "sources", root.entries().front().where, "", "no source: somebody made it up",
          "a [sources.ID] for what has been built; example = true for what has not");
    if (rows_without_source_ && sources_.empty())
      add(Finding::Weight::error, "sources", *rows_without_source_, "",
          "rows of numbers in an entry without any source", "a [sources.ID] and a value that names it");
  }

 private:
  void add(Finding::Weight weight, std::string audit, const Where& where, std::string path, std::string what,
           std::string expected = {}) {
    report_.findings.push_back(
        {weight, entry_, std::move(audit), where, std::move(path), std::move(what), std::move(expected)});
  }

  /// `untyped`: no schema says what is a number. `in_row`: of a list or table of an array, which the sources of the
  /// entry cover as a whole.
  void visit(const Value& value, const Field* field, bool untyped, const std::string& path, bool in_row) {
    const Table* table = value.table();
    if (table != nullptr && is_sourced(*table)) return check_sourced(*table, value.where, field, path);
    if (table != nullptr) {
      const AnySchema* nested = field != nullptr && field->codec.nested != nullptr ? field->codec.nested() : nullptr;
      const Field* element = field != nullptr && field->codec.type == FieldType::map ? field : nullptr;
      for (const Table::Entry& e : table->entries())
        visit(e.value, nested != nullptr ? nested->find(e.key) : element, untyped, cat(path, ".", e.key), in_row);
    } else if (const Array* array = value.array()) {
      for (std::size_t i = 0; i < array->size(); ++i) visit((*array)[i], field, untyped, cat(path, "[", i, "]"), true);
    } else if (is_a_number(value, field, untyped)) {
      ++report_.numbers;
      if (in_row) {
        if (!rows_without_source_) rows_without_source_ = value.where;
      } else if (++unsourced_; !made_up_ && !example_) {
        add(untyped ? Finding::Weight::warning : Finding::Weight::error, "sources", value.where, path,
            cat(value.written(), " has no source"), cat("{ value = ", value.written(), ", source = \"ID\" }"));
      }
    }
  }

  static bool is_a_number(const Value& value, const Field* field, bool untyped) {
    if (field == nullptr) return untyped && (value.number() != nullptr || value.integer() != nullptr);
    const bool composed = field->codec.type == FieldType::list || field->codec.type == FieldType::map;
    return is_numeric(composed ? field->codec.element : field->codec.type) && value.boolean() == nullptr;
  }

  void check_sourced(const Table& table, const Where& where, const Field* field, const std::string& path) {
    const Value& value = *table.find("value");
    const std::string source = text_at(table, "source");
    if (is_a_number(value, field, field == nullptr)) ++report_.numbers;
    if (const auto declared = sources_.find(source); declared != sources_.end())
      used_[source] = true;
    else if (source.empty())
      add(Finding::Weight::error, "sources", where, path, "has no source", "source = \"ID\"");
    else
      check_title(source, table.find("source")->where, path);
    if (!sources_.contains(source) && !source.empty() && table.find("as_of") == nullptr)
      add(Finding::Weight::error, "dates", where, path, "its source has no date", "as_of = 2026-01-31");
    if (table.find("as_of") != nullptr) check_date(table, path);
    check_range(value, table, path);
  }

  void check_range(const Value& value, const Table& table, const std::string& path) {
    const std::optional<Measure> middle = measure_of(value);
    for (const bool is_low : {true, false}) {
      const char* key = is_low ? "low" : "high";
      const Value* end = table.find(key);
      if (end == nullptr) continue;
      const std::optional<Measure> bound = measure_of(*end);
      const std::string told = cat(key, " = ", end->written(), " for the value ", value.written());
      if (!middle || !bound || !(middle->dimension == bound->dimension))
        add(Finding::Weight::error, "ranges", end->where, path, told,
            middle ? cat("a ", name_of(middle->dimension)) : "a range of a number");
      else if (is_low ? bound->base > middle->base : bound->base < middle->base)
        add(Finding::Weight::error, "ranges", end->where, path, told, "low <= value <= high");
    }
  }

  void check_source(const std::string& id, const Table::Entry& source) {
    const Table& fields = *source.value.table();
    const std::string path = cat("sources.", id), url = text_at(fields, "url");
    if (!used_.contains(id))
      add(Finding::Weight::error, "sources", source.where, path, "no value names this source",
          "take it out, or name it");
    if (fields.find("as_of") == nullptr)
      add(Finding::Weight::error, "dates", source.where, path, "no date",
          "as_of = 2026-01-31: when it was published or read");
    else
      check_date(fields, path);
    const std::string title = text_at(fields, "title");
    if (url.empty() && !title.starts_with("An estimate") && !is_second_hand(title))
      add(Finding::Weight::warning, "sources", source.where, path, "no address",
          "url = \"https://...\", where it is public");
    else if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://") &&
             !url.ends_with(".md"))  // .md: of this repository
      add(Finding::Weight::error, "sources", source.where, path, cat("'", url, "' is no address"),
          "url = \"https://...\"");
    check_title(title, source.where, path);
  }

  void check_title(const std::string& title, const Where& where, const std::string& path) {
    if (is_second_hand(title)) add(Finding::Weight::second_hand, "second-hand", where, path, title);
  }

  void check_date(const Table& table, const std::string& path) {
    const Value& date = *table.find("as_of");
    const std::string text = text_at(table, "as_of");
    if (!is_date(text))
      add(Finding::Weight::error, "dates", date.where, path, cat("'", text, "' is no date"), "as_of = 2026-01-31");
    else if (text > today_)
      add(Finding::Weight::error, "dates", date.where, path, cat(text, " is in the future"), cat("at most ", today_));
  }

  const std::string& entry_;
  AuditReport& report_;
  std::string today_;
  std::map<std::string, const Table::Entry*, std::less<>> sources_;
  std::map<std::string, bool, std::less<>> used_;
  std::optional<Where> rows_without_source_;
  std::size_t unsourced_ = 0;
  bool made_up_ = false, example_ = false;
};

}  // namespace

void audit_sources(const Value& written, const Component* component, const std::string& entry, AuditReport& report) {
  if (written.table() != nullptr) SourceAudit(entry, report).run(*written.table(), component);
}

}  // namespace fleetline
