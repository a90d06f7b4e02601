#include "arguments.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "fleetline/text.hpp"
#include "flags.hpp"
#include "help.hpp"
#include "mistakes.hpp"

namespace fleetline::cli {
namespace {

/// All commands, bound to one Arguments; after parsing, `chosen` runs the one that was named.
class CommandLine {
 public:
  CommandLine() : app_(std::string(help::summary), "fleetline") {
    app_.require_subcommand(0, 1);
    app_.get_formatter()->column_width(30);
    app_.get_formatter()->label("REQUIRED", "");
    app_.add_flag_callback("-V,--version", [this] { chosen_ = [] { return version(); }; },
                           "The same as the command 'version'");
    app_.footer(cat(help::first_steps, "\nExit codes: 0 done, 1 bad input, 2 infeasible, 3 an expectation was not met, ",
                    "4 a plugin or the program failed.\n"));
    add_studies();
    add_catalog();
    add_import();
    add_authoring();
  }

  CLI::App& app() { return app_; }
  const Arguments& arguments() const { return arguments_; }
  std::function<int()>& chosen() { return chosen_; }

 private:
  CLI::App& command(const std::string& name, const help::Page& page, std::function<int()> action) {
    CLI::App* command = app_.add_subcommand(name, std::string(page.description));
    command->footer(cat("Examples:\n", page.examples));
    command->callback([this, action = std::move(action)] { chosen_ = action; });
    return *command;
  }
  void positional(CLI::App& command, const char* name, std::string& value, const char* description, bool required = true) {
    command.add_option(name, value, description)->required(required)->type_name("");
  }

  void add_studies() {
    Arguments& a = arguments_;
    CLI::App& run_command = command("run", help::run, [&a] { return run(study<RunOptions>(a)); });
    positional(run_command, "FILE", a.file, "A scenario (.toml)");
    CLI::App& eval_command = command("eval", help::eval, [&a] {
      auto options = study<EvalOptions>(a);
      options.workload = a.workload;
      options.hardware = a.hardware;
      options.solver = a.solver;
      return eval(options);
    });
    positional(eval_command, "WORKLOAD", a.workload, "A registry name: see 'fleetline list workloads'");
    positional(eval_command, "HARDWARE", a.hardware, "A registry name: see 'fleetline list hardware'");
    eval_command.add_option("--solver", a.solver, "Which solver answers")->type_name("NAME")->capture_default_str();
    CLI::App& check_command = command("check", help::check, [&a] { return check(study<RunOptions>(a)); });
    positional(check_command, "FILE", a.file, "A scenario (.toml)");
    CLI::App& explain_command = command("explain", help::explain, [&a] {
      auto options = study<ExplainOptions>(a);
      options.metric = a.metric;
      options.case_number = a.case_number;
      return explain(options);
    });
    positional(explain_command, "FILE", a.file, "A scenario (.toml)");
    positional(explain_command, "METRIC", a.metric, "A column of its results: roofline.latency");
    explain_command.add_option("--case", a.case_number, "Which case of a sweep, counted from 1")
        ->type_name("N")->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 53).description(""))->capture_default_str();
    for (CLI::App* c : {&run_command, &eval_command, &check_command, &explain_command}) {
      add_scenario_flags(*c, a);
      add_place_flags(*c, a);
    }
    for (CLI::App* c : {&run_command, &eval_command}) add_output_flags(*c, a);
    add_output_flags(check_command, a, {{"table"}, "Write to a file", ""});
    add_output_flags(explain_command, a, {{"table", "json"}, "Write to a file; .json chooses the format", ""});
    add_jobs_flag(run_command, a);
    add_jobs_flag(eval_command, a);
    add_validate();
    add_calibrate();
    add_topology();
  }

  void add_topology() {
    Arguments& a = arguments_;
    CLI::App& topology_command = command("topology", help::topology, [&a] {
      refuse_pictures(a);
      Arguments other = a;
      const bool dot = a.format == "dot" || (a.format.empty() && (a.out.ends_with(".dot") || a.out.ends_with(".gv")));
      if (dot || a.format == "text") other.format = "table";
      auto options = study<TopologyOptions>(other);
      options.dot = dot;
      options.full = a.full;
      return topology(options);
    });
    positional(topology_command, "FILE", a.file, "A scenario (.toml) with a [fleet], or the name of a fleet of the registry");
    topology_command.add_option("--set", a.sets, "Override a value of the scenario, for example fleet.nodes=8; repeatable")
        ->type_name("KEY=VALUE")->allow_extra_args(false);
    add_place_flags(topology_command, a);
    add_drawing_flags(topology_command, a);
  }

  void add_validate() {
    Arguments& a = arguments_;
    CLI::App& validate_command = command("validate", help::validate, [&a] {
      auto options = study<ValidateOptions>(a);
      options.name = a.name;
      options.rows = a.rows;
      options.predictions = a.predictions;
      options.scenario_of = a.scenario_of;
      options.constants = a.constants;
      options.at_most = a.at_most / 100;
      return validate(options);
    });
    positional(validate_command, "NAME", a.name, "training, memory, collectives, serving, operations ...");
    validate_command.add_option("--rows", a.rows, "A table of measurements; otherwise the registry's own")->type_name("FILE");
    validate_command.add_option("--predictions", a.predictions, "Write every row's prediction here")->type_name("FILE");
    validate_command.add_option("--scenario", a.scenario_of, "Print the scenario behind this row instead")->type_name("ID");
    validate_command.add_option("--set", a.sets, "Override a value of every row's scenario; repeatable")
        ->type_name("KEY=VALUE")->allow_extra_args(false);
    validate_command.add_option("--constant", a.constants, "Replace a constant in every record that has it; repeatable")
        ->type_name("FIELD=VALUE")->allow_extra_args(false);
    validate_command.add_option("--at-most", a.at_most, "Exit with 3 when the mean error, over groups where there are some and else over sources, or the share of wrong answers exceeds this")
        ->type_name("PERCENT")->check(CLI::NonNegativeNumber.description(""));
    add_place_flags(validate_command, a);
    add_output_flags(validate_command, a);
    add_jobs_flag(validate_command, a);
  }

  void add_calibrate() {
    Arguments& a = arguments_;
    CLI::App& calibrate_command = command("calibrate", help::calibrate, [&a] {
      auto options = study<CalibrateOptions>(a);
      options.name = a.name;
      options.rows = a.rows;
      options.stack = a.stack;
      options.write = a.write_to;
      options.folds = a.folds;
      options.evaluations = a.evaluations;
      options.at_most = a.at_most / 100;
      options.from_middle = a.from_middle;
      return calibrate(options);
    });
    positional(calibrate_command, "NAME", a.name, "training, memory, serving ...: as for validate");
    calibrate_command.add_option("--rows", a.rows, "A table of measurements; otherwise the registry's own")->type_name("FILE");
    calibrate_command.add_option("--stack", a.stack, "Only this stack")->type_name("NAME");
    calibrate_command.add_option("--folds", a.folds, "Parts of the configurations that are held out in turn; 0: none")
        ->type_name("N")->check(whole_number)->capture_default_str();
    calibrate_command.add_option("--evaluations", a.evaluations, "Most evaluations of one fit")->type_name("N")
        ->check(CLI::Range(1, 1'000'000).description(""))->capture_default_str();
    calibrate_command.add_option("--at-most", a.at_most, "Exit with 3 when the held-out error, over groups where there are some, or the share of wrong answers exceeds this")
        ->type_name("PERCENT")->check(CLI::NonNegativeNumber.description(""));
    calibrate_command.add_flag("--from-middle", a.from_middle, "Begin fits in the middle of the bounds: an entry's values may have seen the rows that are held out now");
    calibrate_command.add_option("--write", a.write_to, "Write the entries with the fitted values below this registry root")->type_name("DIR");
    calibrate_command.add_option("--set", a.sets, "Override a value of every row's scenario; repeatable")
        ->type_name("KEY=VALUE")->allow_extra_args(false);
    add_place_flags(calibrate_command, a);
    add_output_flags(calibrate_command, a);
    add_jobs_flag(calibrate_command, a);
  }

  void add_catalog() {
    Arguments& a = arguments_;
    CLI::App& list_command = command("list", help::list, [&a] {
      auto options = common<ListOptions>(a);
      options.what = a.what;
      options.compare = a.compare;
      options.columns = a.columns;
      options.sort = a.sort;
      options.where = a.where;
      options.reverse = a.reverse;
      return list(options);
    });
    positional(list_command, "WHAT", a.what,
               "solvers, hardware, workloads, fabrics, stacks, sites, nodes or another folder of the registry, a kind of record, records, plugins, units or formats", false);
    const auto comparing = [&](const char* name, auto& value, const char* type, const char* description) {
      list_command.add_option(name, value, description)->type_name(type)->allow_extra_args(false)->group("Comparing entries");
    };
    comparing("--where", a.where, "CONDITION", "Only entries for which it holds, for example \"memory_capacity >= 80 GB\" or \"title contains 'sxm'\"; repeatable");
    comparing("--sort", a.sort, "FIELD", "By a field or an expression over fields: numbers from the largest, texts from A, what is not known last; --sort=-FIELD the other way");
    comparing("--columns", a.columns, "A,B,C", "Fields, or expressions over fields, to show; otherwise those that the kinds of entries choose");
    list_command.add_flag("--reverse", a.reverse, "Sort the other way")->group("Comparing entries");
    list_command.add_flag("--compare", a.compare, "A table of all entries, with the figures that their kinds choose")->group("Comparing entries");
    CLI::App& audit_command = command("audit", help::audit, [&a] {
      auto options = common<AuditOptions>(a);
      options.what = a.what;
      options.all = a.all;
      options.strict = a.strict;
      return audit(options);
    });
    positional(audit_command, "WHAT", a.what, "A folder of the registry or an entry; otherwise everything", false);
    audit_command.add_flag("--all", a.all, "Second-hand sources one by one");
    audit_command.add_flag("--strict", a.strict, "Exit with 1 for warnings, too");
    CLI::App& describe_command = command("describe", help::describe, [&a] {
      auto options = common<DescribeOptions>(a);
      options.name = a.name;
      return describe(options);
    });
    positional(describe_command, "NAME", a.name, "A component or registry entry; hardware/NAME where a name is both");
    CLI::App& schema_command = command("schema", help::schema, [&a] { return schema(common<SchemaOptions>(a)); });
    schema_command.add_option("--out", a.out, "Write to a file")->type_name("FILE");
    for (CLI::App* c : {&list_command, &audit_command, &describe_command, &schema_command}) add_place_flags(*c, a);
    add_output_flags(list_command, a);
    const OutputForms page{{"table", "json", "markdown"}, "Write to a file; .json and .md choose the format", ""};
    OutputForms findings = page;
    findings.max_rows = "More findings than this are counted, not shown; 0: all";
    add_output_flags(audit_command, a, findings);
    add_output_flags(describe_command, a, page);
  }

  void add_import() {
    Arguments& a = arguments_;
    CLI::App& import_command = command("import", help::import_file, [&a] {
      Arguments entry = a;
      entry.format = "table";  // an entry is TOML, whatever its file is called
      entry.out.clear();       // its folder may be made yet
      auto options = common<ImportOptions>(entry);
      options.out_file = a.out;
      options.force = a.force;
      options.importer = a.what;
      options.file = a.file;
      options.name = a.name;
      options.source = a.source;
      options.as_of = a.as_of;
      options.list = a.list_only;
      return import_file(options);
    });
    positional(import_command, "FORM", a.what, "Which importer: hf for Hugging Face; see --list", false);
    positional(import_command, "FILE", a.file, "What it reads: config.json", false);
    import_command.add_flag("--list", a.list_only, "The importers there are, and what they accept");
    import_command.add_option("--name", a.name, "Title of the entry; otherwise the name of --out, or what the file says")->type_name("NAME");
    import_command.add_option("--source", a.source, "Where the file was published")->type_name("URL");
    import_command.add_option("--as-of", a.as_of, "When that was read")->type_name("YYYY-MM-DD");
    add_out_flag(import_command, a,
                 "Write the entry to a file, whose folder is made: below workloads/ of a registry its stem is its name");
    import_command.add_flag("--force", a.force, "Replace the file of --out if it is there");
    add_place_flags(import_command, a);
  }

  void add_authoring() {
    Arguments& a = arguments_;
    CLI::App& new_command = command("new", help::new_project, [&a] {
      auto options = common<NewOptions>(a);
      options.noun = a.noun;
      options.name = a.name;
      options.directory = a.directory;
      return new_project(options);
    });
    positional(new_command, "NOUN", a.noun, "solver, hardware, workload or fabric");
    positional(new_command, "NAME", a.name, "Of the plugin: lower case, like my-solver");
    new_command.add_option("--directory", a.directory, "Where to write it; otherwise NAME below the working directory")
        ->type_name("DIR");
    CLI::App& verify_command = command("verify-plugin", help::verify, [&a] {
      auto options = common<VerifyOptions>(a);
      options.file = a.file;
      return verify_plugin(options);
    });
    positional(verify_command, "FILE", a.file, "A plugin library (.fleet.so)");
    command("version", help::version, [] { return version(); });
    add_place_flags(new_command, a);
    add_place_flags(verify_command, a);
  }

  CLI::App app_;
  Arguments arguments_;
  std::function<int()> chosen_;
};

// ---- answers to a command line that names no command

Invocation refuse(const std::string& command, const std::string& what) {
  const std::string who = command.empty() ? "fleetline" : "fleetline " + command;
  std::cerr << who << ": " << what << "\n  see '" << who << " --help'\n";
  return {.command = {}, .code = bad_input};
}

Invocation greet() {
  std::cout << help::summary << "\n\n" << help::first_steps << "\nAll commands: fleetline --help\n";
  return {};
}

}  // namespace

Invocation read_arguments(int argc, char** argv) {
  if (argc < 2) return greet();
  auto line = std::make_shared<CommandLine>();
  CLI::App& app = line->app();
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& e) {
    app.exit(e);
    return {};
  } catch (const CLI::ParseError& e) {
    const std::vector<CLI::App*> named = app.get_subcommands();
    if (named.empty()) return refuse({}, unknown_command(app.remaining().empty() ? argv[1] : app.remaining().front(), app));
    return refuse(named.front()->get_name(), mistake(e, *named.front()));
  }
  if (!line->chosen()) return greet();
  return {.command = [line] { return line->chosen()(); }, .code = done, .verbose = line->arguments().verbose};
}

}  // namespace fleetline::cli
