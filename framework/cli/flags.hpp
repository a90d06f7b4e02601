// The flags of all commands, and the options structs that commands take, made from them.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "commands.hpp"
#include "out_file.hpp"

namespace fleetline::cli {

/// Every flag of every command; each command binds the ones it has.
struct Arguments {
  std::string file, workload, hardware, metric, what, name, noun, directory, out, format, solver = "roofline", rows, predictions, scenario_of, stack, write_to, source, as_of;
  std::vector<std::string> sets, plugin_paths, registries, constants, columns, sort, where;
  int jobs = 0;
  std::uint64_t max_cases = 1'000'000, case_number = 1;
  double at_most = 0;
  std::size_t folds = 5;
  int evaluations = 1500;
  std::size_t max_rows = 100;
  bool strict = false, no_color = false, verbose = false, full = false, from_middle = false, compare = false, reverse = false, all = false, list_only = false, force = false;
};

/// By --format, or else by the extension of --out. Throws InputError for an extension that means nothing.
OutputFormat choose_format(const Arguments& a);
bool wants_color(const Arguments& a);
/// Throws InputError where --out names a picture, which another program draws from a .dot file.
void refuse_pictures(const Arguments& a);

/// The options every command shares, as its options struct.
template <class Options>
Options common(const Arguments& a) {
  Options options;
  require_writable(a.out);
  options.places = find_places(a.plugin_paths, a.registries);
  options.output = {.format = choose_format(a), .color = wants_color(a), .max_rows = a.max_rows};
  options.out_file = a.out;
  return options;
}

template <class Options>
Options study(const Arguments& a) {
  Options options = common<Options>(a);
  options.file = a.file;
  options.sets = a.sets;
  options.jobs = a.jobs;
  options.max_cases = a.max_cases;
  options.strict = a.strict;
  return options;
}

// ---- flags, by what they steer

/// Counts: without it, -1 would be read as the largest number there is.
extern const CLI::Validator whole_number;

void add_place_flags(CLI::App& command, Arguments& a);
void add_scenario_flags(CLI::App& command, Arguments& a);
void add_out_flag(CLI::App& command, Arguments& a, const std::string& description);
/// What an answer can be written as beside the text for a terminal, and what its rows are; "": it has none to count.
struct OutputForms {
  std::vector<std::string> formats{"table", "json", "csv", "markdown"};
  std::string out = "Write to a file; .json, .csv and .md choose the format";
  std::string max_rows = "More cases than this are summarised in tables; 0: never";
};
void add_table_flags(CLI::App& command, Arguments& a, const std::string& max_rows = OutputForms().max_rows);
void add_output_flags(CLI::App& command, Arguments& a, const OutputForms& forms = {});
void add_drawing_flags(CLI::App& command, Arguments& a);
void add_jobs_flag(CLI::App& command, Arguments& a);

}  // namespace fleetline::cli
