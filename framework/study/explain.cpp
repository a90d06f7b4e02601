#include "explain.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <set>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"
#include "search.hpp"

namespace fleetline {
namespace {

std::string shown(const Field& field, const void* object) {
  if (!field.numeric()) return field.codec.write(field.in(object), field);
  const double v = field.codec.get(field.in(object));
  if (std::isnan(v)) return "none";
  const bool number = field.codec.type == FieldType::number;
  return number ? write_short(v, field.dimension, 6) : field.codec.write(field.in(object), field);
}

/// "file:line:col", and who published it.
std::string origin_of(const Value& value) {
  std::string out = value.where.text();
  if (!value.provenance) return out;
  const Provenance& p = *value.provenance;
  if (!p.title.empty()) out += cat("; ", p.title);
  if (!p.url.empty()) out += cat(", ", p.url);
  if (!p.as_of.empty()) out += cat(", as of ", p.as_of);
  if (!p.low.empty() && !p.high.empty()) out += cat(" (", p.low, " to ", p.high, ")");
  else if (!p.low.empty() || !p.high.empty()) out += p.low.empty() ? cat(" (up to ", p.high, ")") : cat(" (from ", p.low, ")");
  if (!p.note.empty()) out += cat("; ", p.note);
  return out;
}

/// Everything about one case of one plan.
class Explainer {
 public:
  Explainer(const Plan& plan, PlanRun& run, std::uint64_t row) : plan_(plan), worker_(run) {
    worker_.place_row(row);
    outcome_ = worker_.solve();
  }

  const Outcome& outcome() const { return outcome_; }

  std::optional<Explanation> name(const std::string& text) {
    const std::size_t dot = text.find('.');
    for (std::size_t i = 0; i < plan_.stages.size(); ++i)
      if (dot != std::string::npos && plan_.stages[i].name == text.substr(0, dot)) return in_stage(i, text.substr(dot + 1));
    for (const Subject& s : plan_.subjects)
      if (text.starts_with(s.path + ".")) return in_subject(s, text.substr(s.path.size() + 1));
    for (std::uint32_t i = 0; i < plan_.slots.size(); ++i)
      if (plan_.slots[i].name == text && plan_.slots[i].kind == Slot::Kind::derived) return derived(i);
    for (std::size_t i = 0; dot == std::string::npos && i < plan_.stages.size(); ++i)
      if (auto e = in_stage(i, text)) return e;
    return {};
  }

  /// "variant ResNet-50, roofline.batch = 1".
  std::string case_text() const {
    std::string out = plan_.variant.empty() ? std::string() : cat("variant ", plan_.variant);
    for (std::size_t i = 0; i < plan_.slots.size(); ++i) {
      const Slot& s = plan_.slots[i];
      const double v = worker_.slots()[i];
      if (!s.axis || std::isnan(v)) continue;
      const auto label = s.labels.find(static_cast<int>(v));
      out += cat(out.empty() ? "" : ", ", s.name, " = ", label != s.labels.end() ? label->second : write_short(v, s.dimension));
    }
    return out;
  }

  std::vector<std::string> all() const {
    std::vector<std::string> out;
    for (const Slot& s : plan_.slots) out.push_back(s.name);
    for (const Stage& s : plan_.stages)
      for (const Field& f : s.outputs().fields()) out.push_back(cat(s.name, ".", f.name));
    return out;
  }

 private:
  std::optional<Explanation> in_stage(std::size_t i, std::string_view field) {
    const Component& c = *plan_.stages[i].loaded.component;
    if (const Field* f = c.outputs->find(field)) return output(i, *f);
    if (const Field* f = c.params->find(field)) return param(i, *f);
    if (const Field* f = c.inputs ? c.inputs->find(field) : nullptr) return input(i, *f);
    return {};
  }

  Explanation output(std::size_t i, const Field& f) {
    const Stage& stage = plan_.stages[i];
    Explanation e{cat(stage.name, ".", f.name), shown(f, worker_.outputs(i)), std::string(f.doc), std::string(f.options.equation), {}, {}, {}};
    e.origin = cat("solver '", stage.loaded.component->name, "' of ", stage.loaded.library->file().filename().string());
    if (!f.options.source.empty()) e.origin += cat("; ", f.options.source);
    if (!told_.insert(e.name).second) {  // what equations mention again, or within themselves, is explained once
      e.doc.clear(), e.equation.clear();
      e.origin = "as told above";
      return e;
    }
    std::string_view uses = f.options.uses;
    while (!uses.empty()) {
      const std::size_t comma = std::min(uses.find(','), uses.size());
      std::string_view one = uses.substr(0, comma);
      uses.remove_prefix(std::min(comma + 1, uses.size()));
      while (one.starts_with(' ')) one.remove_prefix(1);
      while (one.ends_with(' ')) one.remove_suffix(1);
      if (auto from = used(i, std::string(one))) e.from.push_back(std::move(*from));
    }
    return e;
  }

  std::optional<Explanation> used(std::size_t i, const std::string& name) {
    const Stage& stage = plan_.stages[i];
    for (const auto& [key, source] : {std::pair{"workload", stage.workload}, std::pair{"hardware", stage.hardware}}) {
      if (!name.starts_with(cat(key, "."))) continue;
      if (source.kind == SubjectSource::Kind::subject) return in_subject(plan_.subjects[source.index], name.substr(std::string_view(key).size() + 1));
      if (source.kind == SubjectSource::Kind::object)
        return Explanation{name, "", "", "", cat("object made by stage '", plan_.stages[source.index].name, "'"), {}, {}};
    }
    return in_stage(i, name);
  }

  Explanation param(std::size_t i, const Field& f) {
    const Stage& stage = plan_.stages[i];
    Explanation e{cat(stage.name, ".", f.name), shown(f, worker_.params(i)), std::string(f.doc), {}, {}, {}, {}};
    const Value* written = stage.table.table()->find(f.name);
    e.origin = written ? origin_of(*written) : cat("default of solver '", stage.loaded.component->name, "'");
    if (!written && !f.options.source.empty()) e.origin += cat("; ", f.options.source);
    for (const StageAxis& a : stage.axes)
      if (a.field == &f && !a.input) e.origin = cat("sweep at ", plan_.dimensions[a.dimension].where.text());
    return e;
  }

  Explanation input(std::size_t i, const Field& f) {
    const Stage& stage = plan_.stages[i];
    Explanation e{cat(stage.name, ".inputs.", f.name), shown(f, worker_.inputs(i)), std::string(f.doc), {}, {}, {}, {}};
    for (const Binding& b : stage.bindings)
      if (b.input == &f) {
        e.origin = cat("stage '", plan_.stages[b.stage].name, "'");
        e.from.push_back(output(b.stage, *b.output));
        return e;
      }
    const Value* written = stage.input_table.table()->find(f.name);
    e.origin = written ? origin_of(*written) : cat("default of solver '", stage.loaded.component->name, "'");
    return e;
  }

  /// "peak.fp16" of a hardware: the field and, below it, the value as written.
  std::optional<Explanation> in_subject(const Subject& subject, const std::string& name) {
    const SubjectInstance& s = subject.instances[subject.selector.index(worker_.digits())];
    if (!s.loaded) return {};
    const std::size_t dot = std::min(name.find('.'), name.size());
    const Field* f = s.loaded.component->params->find(std::string_view(name).substr(0, dot));
    if (f == nullptr) return {};
    Explanation e{cat(subject.path, ".", name), shown(*f, s.params.data()), std::string(f->doc), {}, {}, {}, {}};
    const Value* written = s.table.table()->find(f->name);
    e.origin = written ? origin_of(*written) : cat("default of ", subject.path, " kind '", s.loaded.component->name, "'");
    if (written && written->table()) {  // a table is its entries, each as it was written
      e.value.clear();
      for (const Table::Entry& entry : written->table()->entries()) {
        Explanation one{cat(subject.path, ".", f->name, ".", entry.key), entry.value.text() ? *entry.value.text() : entry.value.written(), std::string(f->doc), {}, origin_of(entry.value), {}, {}};
        if (dot < name.size() && entry.key == std::string_view(name).substr(dot + 1)) return one;
        one.doc.clear();
        e.from.push_back(std::move(one));
      }
      if (dot < name.size()) return {};
    }
    if (written) add_overridden(s, *f, *written, e);
    return e;
  }

  static void add_overridden(const SubjectInstance& s, const Field& f, const Value& written, Explanation& e) {
    if (!s.entry) return;
    const Value* own = s.entry->root.table()->find(f.name);
    if (own && own->where != written.where) e.overrides = cat(own->text() ? *own->text() : own->written(), " at ", origin_of(*own));
    else if (own && !s.entry->overlays.empty() && own->where.file == s.entry->root.where.file) e.overrides = cat("the entry of the same name in ", s.entry->overlays.back().string());
  }

  Explanation derived(std::uint32_t slot) {
    const Slot& s = plan_.slots[slot];
    const Expression& expression = plan_.derived[s.derived];
    const double v = worker_.slots()[slot];
    Explanation e{s.name, std::isnan(v) ? "none" : write_short(v, s.dimension, 6), {}, cat(s.name, " = ", expression.text()), "[derive] of the scenario", {}, {}};
    for (int used : expression.slots())
      if (auto from = name(plan_.slots[static_cast<std::size_t>(used)].name)) e.from.push_back(std::move(*from));
    return e;
  }

  const Plan& plan_;
  Worker worker_;
  Outcome outcome_;
  std::set<std::string> told_;
};

}  // namespace

Explanation explain(const Scenario& scenario, const std::string& metric, std::uint64_t row, Problems& problems) {
  const Where here{Label("the command line"), 0, 0};
  const std::uint64_t number = row + 1;
  std::uint64_t rows = 0;
  std::deque<PlanRun> runs;
  std::vector<std::vector<Chosen>> chosen;  // of a search, the rows that `run` shows
  for (const Plan& plan : scenario.plans) {
    chosen.push_back(plan.search ? search(runs.emplace_back(plan)).chosen : (runs.emplace_back(plan), std::vector<Chosen>()));
    rows += plan.search ? chosen.back().size() : plan.cases;
  }
  for (std::size_t p = 0; p < scenario.plans.size(); ++p) {
    const Plan& plan = scenario.plans[p];
    const std::uint64_t own = plan.search ? chosen[p].size() : plan.cases;
    if (row >= own) {
      row -= own;
      continue;
    }
    PlanRun& run = runs[p];
    if (plan.search) row = chosen[p][row].row;
    Explainer explainer(plan, run, row);
    if (auto e = explainer.name(metric)) {
      if (!explainer.outcome().ok()) e->overrides = cat("this case is not ok: ", explainer.outcome().reason());
      if (rows > 1 || plan.search) e->of_case = cat(plan.search ? "row " : "case ", number, " of ", rows, plan.search ? " of the search: " : ": ", explainer.case_text());
      return std::move(*e);
    }
    const std::vector<std::string> names = explainer.all();
    const std::vector<std::string_view> views(names.begin(), names.end());
    problems.add(here, "METRIC", cat("nothing here is called '", metric, "'"), "STAGE.OUTPUT, STAGE.PARAMETER or a [derive] name",
                 std::string(nearest(metric, views)));
    return {};
  }
  problems.add(here, "--case", "there are fewer cases", cat("a number from 1 to ", rows));
  return {};
}

}  // namespace fleetline
