// fleetline check FILE: everything `run` would refuse, without running; and what is in force.
#include <algorithm>
#include <iostream>

#include "fleetline/text.hpp"
#include "opened.hpp"
#include "out_file.hpp"
#include "study/runner.hpp"

namespace fleetline::cli {
namespace {

/// One parameter: its value, and who said so.
void print_parameters(const AnySchema& schema, const Box& box, const Value& table, const std::string& path, std::ostream& out) {
  for (const Field& f : schema.fields()) {
    const std::string text = f.codec.write(f.in(box.data()), f);
    if (text.empty()) continue;
    const Value* written = table.table()->find(f.name);
    out << "  " << path << '.' << f.name << " = " << text << "    # " << (written ? written->where.text() : std::string("default")) << '\n';
  }
}

void print_search(const Plan& plan, std::ostream& out) {
  for (const Objective& o : plan.search->objectives) out << "\n  " << (o.maximise ? "maximize " : "minimize ") << plan.slots[o.slot].name;
  for (const Constraint& c : plan.search->constraints) out << "\n  subject to " << c.text;
  for (std::size_t d = 0; d < plan.dimensions.size(); ++d)
    if (plan.search->over[d]) out << "\n  over " << plan.dimensions[d].label << " (" << plan.dimensions[d].size << " values)";
}

void print_plan(const Plan& plan, std::ostream& out) {
  if (!plan.variant.empty()) out << "variant \"" << plan.variant << "\"\n";
  out << "  cases: " << plan.cases;
  for (const PlanDimension& d : plan.dimensions) out << (&d == &plan.dimensions.front() ? " = " : " x ") << d.size << " (" << d.label << ')';
  if (plan.search) print_search(plan, out);
  out << "\n  stages:";
  for (const Stage& s : plan.stages) out << ' ' << s.name << (&s == &plan.stages.back() ? "" : " ->");
  out << '\n';
  for (const Subject& s : plan.subjects) {
    const SubjectInstance& first = s.instances.front();
    out << "  " << s.path << ": " << first.name << (s.instances.size() > 1 ? cat(" and ", s.instances.size() - 1, " more by sweep") : std::string()) << '\n';
  }
  for (const Stage& s : plan.stages) {
    print_parameters(*s.loaded.component->params, s.params, s.table, s.name, out);
    for (const Binding& b : s.bindings)
      out << "  " << s.name << ".inputs." << b.input->name << " <- " << plan.stages[b.stage].name << '.' << b.output->name << '\n';
  }
}

}  // namespace

int check(const RunOptions& options) {
  const Opened opened = open_scenario(options);
  Problems problems;
  rehearse(opened.scenario, problems);
  problems.raise();
  write_answer(options.out_file, [&](std::ostream& out) {
    out << options.file << ": ok\n";
    for (const Plan& plan : opened.scenario.plans) print_plan(plan, out);
  });
  return done;
}

}  // namespace fleetline::cli
