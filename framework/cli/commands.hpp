// The subcommands: plain options in, exit code out. main.cpp parses arguments; each command has a file of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "study/output.hpp"

namespace fleetline::cli {

/// 0 done, 1 bad input, 2 infeasible, 3 an expectation not met, 4 a plugin or the program failed.
enum ExitCode : int { done = 0, bad_input = 1, infeasible = 2, expectation_not_met = 3, program_failed = 4 };

/// Where data and plugins are looked for. Filled from flags, FLEETLINE_PLUGIN_PATH, FLEETLINE_REGISTRY and the places
/// relative to the program, in that order of precedence; never the working directory by accident.
struct Places {
  std::vector<std::filesystem::path> plugin_directories, registry_roots, template_roots;
  std::size_t flagged_registries = 0;  ///< how many of the registry roots, the last ones, are flags: they go before what a scenario names
  std::filesystem::path prefix;  ///< of an installed program; the build directory of one just built, which has the same layout
};
Places find_places(const std::vector<std::string>& plugin_flags, const std::vector<std::string>& registry_flags);

struct Common {
  Places places;
  OutputOptions output;
  std::string out_file;  ///< --out; empty: standard output
};

struct RunOptions : Common {
  std::string file;
  std::vector<std::string> sets;  ///< KEY=VALUE
  int jobs = 0;                   ///< 0: one per core
  std::uint64_t max_cases = 1'000'000;
  bool strict = false;            ///< refuse defaults marked `calibrate`
};
struct EvalOptions : RunOptions { std::string workload, hardware, solver = "roofline"; };
struct ExplainOptions : RunOptions { std::string metric; std::uint64_t case_number = 1; };
struct ListOptions : Common {
  std::string what;  ///< "", solvers, hardware, workloads, fabrics, records, plugins, units, formats
  // any of these: entries compared in one table
  bool compare = false;
  std::vector<std::string> columns, sort, where;  ///< names or expressions, comma separated; conditions
  bool reverse = false;
};
struct AuditOptions : Common {
  std::string what;  ///< a folder, an entry; "": everything
  bool all = false;  ///< second-hand sources one by one
  bool strict = false;  ///< warnings fail, too
};
struct DescribeOptions : Common { std::string name; };   ///< a component or registry entry
struct SchemaOptions : Common {};
struct ImportOptions : Common {
  std::string importer, file, name, source, as_of;
  bool list = false;   ///< the importers there are, instead
  bool force = false;  ///< replaces a file that is there
};
struct NewOptions : Common { std::string noun, name, directory; };
struct ValidateOptions : RunOptions {
  std::string name;                     ///< "training"
  std::string rows;                     ///< a CSV table; empty: the registry's own
  std::string predictions, scenario_of; ///< a file for every row; the id of a row whose scenario to print
  std::vector<std::string> constants;   ///< FIELD=VALUE
  double at_most = 0;                   ///< share; 0: no bar
};
struct CalibrateOptions : RunOptions {
  std::string name, rows, stack, write;  ///< `write`: a registry root for the fitted entries
  std::size_t folds = 5;
  int evaluations = 1500;
  double at_most = 0;  ///< bar for held-out rows; 0: none
  bool from_middle = false;
};
struct TopologyOptions : RunOptions {
  bool dot = false;   ///< a drawing in Graphviz's language instead of tables
  bool full = false;  ///< every vertex, however many
};
struct VerifyOptions : Common { std::string file; };

int run(const RunOptions&);
int check(const RunOptions&);
int eval(const EvalOptions&);
int explain(const ExplainOptions&);
int audit(const AuditOptions& options);
int list(const ListOptions&);
int describe(const DescribeOptions&);
int schema(const SchemaOptions&);
int import_file(const ImportOptions&);
int new_project(const NewOptions&);
int validate(const ValidateOptions&);
int calibrate(const CalibrateOptions&);
int topology(const TopologyOptions&);
int verify_plugin(const VerifyOptions&);
int version();

}  // namespace fleetline::cli
