#include "flags.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"

namespace fleetline::cli {
namespace {

using Formats = std::vector<std::pair<std::string, OutputFormat>>;
const Formats formats{{"table", OutputFormat::table}, {"json", OutputFormat::json},
                      {"csv", OutputFormat::csv}, {"markdown", OutputFormat::markdown}};

void add_format_flag(CLI::App& command, Arguments& a, const std::string& name, const std::string& description) {
  command.add_flag_callback("--" + name, [&a, name] {
    if (!a.format.empty() && a.format != name) throw CLI::ValidationError("--" + name, "contradicts --format " + a.format);
    a.format = name;
  }, description)->group("Output");
}

}  // namespace

OutputFormat choose_format(const Arguments& a) {
  for (const auto& [name, format] : formats)
    if (name == a.format) return format;
  if (a.out.ends_with(".json")) return OutputFormat::json;
  if (a.out.ends_with(".csv")) return OutputFormat::csv;
  if (a.out.ends_with(".md")) return OutputFormat::markdown;
  const std::string extension = std::filesystem::path(a.out).extension().string();
  if (extension.empty() || extension == ".txt" || extension == ".expected") return OutputFormat::table;
  Problems problems;
  problems.add(Where{Label("--out"), 0, 0}, "", cat("'", extension, "' does not say which format to write"), ".json, .csv, .md or .txt, or --format");
  problems.raise();
  return OutputFormat::table;
}

/// https://no-color.org; a pipe and a file get none.
bool wants_color(const Arguments& a) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool unwanted = a.no_color || (no_color != nullptr && *no_color != '\0');
  const bool unable = terminal != nullptr && std::string_view(terminal) == "dumb";
  return !unwanted && !unable && a.out.empty() && ::isatty(STDOUT_FILENO) == 1;
}

const CLI::Validator whole_number(
    [](std::string& text) {
      const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
      return digits ? std::string() : cat("'", text, "' is not a whole number");
    },
    "");

void add_place_flags(CLI::App& command, Arguments& a) {
  command.add_option("--plugin-path", a.plugin_paths, "Also look for plugins (*.fleet.so) here; also FLEETLINE_PLUGIN_PATH")
      ->type_name("DIR")->allow_extra_args(false)->group("Where to look");
  command.add_option("--registry", a.registries, "Registry entries here hide ours of the same name; also FLEETLINE_REGISTRY")
      ->type_name("DIR")->allow_extra_args(false)->group("Where to look");
  command.add_flag("-v,--verbose", a.verbose, "Say on standard error what is being done");
}

void add_scenario_flags(CLI::App& command, Arguments& a) {
  command.add_option("--set", a.sets, "Override a value of the scenario, for example roofline.batch=8; repeatable")
      ->type_name("KEY=VALUE")->allow_extra_args(false);
  command.add_flag("--strict", a.strict, "Refuse defaults that are guesses to be calibrated");
  command.add_option("--max-cases", a.max_cases, "Refuse sweeps of more cases")->type_name("N")
      ->check(whole_number)->capture_default_str();
}

void add_out_flag(CLI::App& command, Arguments& a, const std::string& description) {
  command.add_option("--out", a.out, description)
      ->type_name("FILE")->group("Output")->check(CLI::Validator([](std::string& file) { return file.empty() ? "wants a file name" : ""; }, ""));
}

void add_table_flags(CLI::App& command, Arguments& a, const std::string& max_rows) {
  if (!max_rows.empty())
    command.add_option("--max-rows", a.max_rows, max_rows)->type_name("N")->check(whole_number)->capture_default_str()->group("Output");
  command.add_flag("--no-color", a.no_color, "No colour on the terminal; also NO_COLOR")->group("Output");
}

void add_output_flags(CLI::App& command, Arguments& a, const OutputForms& forms) {
  add_out_flag(command, a, forms.out);
  if (const std::vector<std::string>& names = forms.formats; names.size() > 1) {
    std::string choices = names.front();
    for (std::size_t i = 1; i < names.size(); ++i) choices += cat(i + 1 == names.size() ? " or " : ", ", names[i]);
    command.add_option("--format", a.format, choices)->group("Output")->type_name("NAME")->check(CLI::IsMember(names).description(""));
    for (std::size_t i = 1; i < names.size(); ++i) add_format_flag(command, a, names[i], cat("The same as --format ", names[i]));
  }
  add_table_flags(command, a, forms.max_rows);
}

void refuse_pictures(const Arguments& a) {
  const std::string extension = std::filesystem::path(a.out).extension().string();
  if (extension != ".png" && extension != ".svg" && extension != ".pdf") return;
  Problems problems;
  problems.add(Where{Label("--out"), 0, 0}, "", cat("pictures are Graphviz's to draw, and '", extension, "' is one"),
               cat("a .dot file; then dot -T", extension.substr(1), " FILE.dot -o FILE", extension));
  problems.raise();
}

/// A drawing or tables.
void add_drawing_flags(CLI::App& command, Arguments& a) {
  add_out_flag(command, a, "Write to a file; .dot, .json and .md choose the format");
  command.add_option("--format", a.format, "table (or text), json, markdown or dot")->group("Output")
      ->type_name("NAME")->check(CLI::IsMember({"table", "text", "json", "markdown", "dot"}).description(""));
  for (const char* name : {"json", "markdown", "dot"}) add_format_flag(command, a, name, cat("The same as --format ", name));
  command.add_flag("--full", a.full, "Draw every vertex, not one for all that look alike")->group("Output");
  add_table_flags(command, a);
}

void add_jobs_flag(CLI::App& command, Arguments& a) {
  command.add_option("-j,--jobs", a.jobs, "Threads; 0: one per core")->type_name("N")
      ->check(CLI::Range(0, 4096).description(""))->capture_default_str();
}

}  // namespace fleetline::cli
