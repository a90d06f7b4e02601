// `new`: writes a plugin project of somebody's own from a template, ready to build and run.
//
// A template is a folder of share/fleetline/template. In its files and file names stand @name@ (my-solver), @name_snake@
// (my_solver), @Name@ (MySolver) and @prefix@ (where CMake finds fleetline).
#include <algorithm>
#include <array>
#include <cerrno>  // program_invocation_name, of glibc
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

#include "catalog/plugins.hpp"
#include "commands.hpp"
#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"

namespace fleetline::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::pair<std::string_view, Noun> nouns[] = {
    {"solver", Noun::solver}, {"hardware", Noun::hardware}, {"workload", Noun::workload}, {"fabric", Noun::fabric}};
constexpr std::array noun_names = {std::string_view("solver"), std::string_view("hardware"), std::string_view("workload"),
                                   std::string_view("fabric")};

// The build system has targets of these names already, or the package.
constexpr std::array reserved = {
    std::string_view("all"),  std::string_view("clean"),   std::string_view("edit_cache"), std::string_view("fleetline"),
    std::string_view("help"), std::string_view("install"), std::string_view("package"),    std::string_view("package_source"),
    std::string_view("rebuild_cache"), std::string_view("test")};

using Replacements = std::vector<std::pair<std::string, std::string>>;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string snake(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::string camel(std::string_view name) {
  std::string out;
  bool start = true;
  for (const char c : name) {
    const bool gap = c == '-' || c == '_';
    if (!gap) out.push_back(start ? upper(c) : c);
    start = gap;
  }
  return out;
}

/// The class ends in its noun, so that no name is taken: `status` gives StatusSolver, `my-solver` MySolver.
std::string class_name(std::string_view name, std::string_view noun) {
  const std::string own = camel(name), suffix = camel(noun);
  const bool ends = own.size() > suffix.size() && own.ends_with(suffix);
  return ends ? own : own + suffix;
}

bool is_project_name(std::string_view name) {
  const bool gaps_inside = !name.empty() && name.back() != '-' && name.back() != '_' &&
                           name.find("--") == name.npos && name.find("__") == name.npos;
  return is_name(name) && gaps_inside && name.size() <= 60;
}

/// What the name should have been: lower case, anything else a '-'.
std::string repaired(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (letter) out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    else if (digit && !out.empty()) out.push_back(c);
    else if (!out.empty() && out.back() != '-') out.push_back('-');
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return is_project_name(out) ? out : "";
}

void check_noun(const NewOptions& options, Problems& problems) {
  if (std::find(noun_names.begin(), noun_names.end(), options.noun) != noun_names.end()) return;
  problems.add(Where{Label{"new"}}, "NOUN", cat("there is no template for '", options.noun, "'"), one_of(noun_names),
               std::string(nearest(options.noun, noun_names)));
}

void check_name(const NewOptions& options, Problems& problems) {
  const Where where{Label{"new"}};
  if (!is_project_name(options.name))
    problems.add(where, "NAME", cat("'", options.name, "' cannot name a plugin"),
                 "a lower-case letter, then lower-case letters and digits with single '-' between words, for example my-solver",
                 repaired(options.name));
  else if (std::find(reserved.begin(), reserved.end(), options.name) != reserved.end())
    problems.add(where, "NAME", cat("'", options.name, "' is a name the build needs for itself"), "any other name",
                 cat("my-", options.name));
}

void check_folder(const fs::path& folder, Problems& problems) {
  std::error_code error;
  if (!fs::exists(folder, error)) return;
  const bool empty = fs::is_directory(folder, error) && fs::is_empty(folder, error);
  if (!empty)
    problems.add(Where{Label{"new"}}, "DIRECTORY", cat("'", folder.string(), "' exists and is not an empty folder"),
                 "a new folder, chosen with --directory; nothing is overwritten");
}

/// A component of this name would make both libraries be refused.
void check_not_taken(const NewOptions& options, Problems& problems) {
  const Plugins plugins(options.places.plugin_directories);
  for (const auto& [noun_name, noun] : nouns) {
    if (noun_name != options.noun) continue;
    if (const Loaded taken = plugins.find(noun, options.name))
      problems.add(Where{Label{"new"}}, "NAME", cat("there is a ", noun_name, " '", options.name, "' already, in ",
                   taken.library->file().string()), "any other name", cat("my-", options.name));
  }
}

fs::path find_template(const NewOptions& options) {
  for (const fs::path& root : options.places.template_roots)
    if (fs::is_directory(root / options.noun)) return root / options.noun;
  throw std::runtime_error(cat("no template for a ", options.noun, " is installed (share/fleetline/template/", options.noun, ")"));
}

std::string filled_in(std::string text, const Replacements& replacements) {
  for (const auto& [mark, value] : replacements)
    for (std::size_t at = 0; (at = text.find(mark, at)) != text.npos; at += value.size()) text.replace(at, mark.size(), value);
  return text;
}

std::vector<fs::path> files_in_order(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// Returns the name written.
std::string write_file(const fs::path& from, const fs::path& folder, const Replacements& replacements) {
  std::ifstream in(from, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::string name = filled_in(from.filename().string(), replacements);
  std::ofstream out(folder / name, std::ios::binary);
  out << filled_in(text, replacements) << std::flush;
  if (!in || !out) throw std::runtime_error(cat("cannot write ", (folder / name).string()));
  return name;
}

/// How this program was called, to be called again: the launcher says how it was itself.
std::string program() {
  const char* launcher = std::getenv("FLEETLINE_LAUNCHER");
  return launcher == nullptr ? program_invocation_name : launcher;
}

/// As a shell must be given it.
std::string quoted(const std::string& path) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("/._-+@").find(c) != std::string_view::npos;
  };
  if (std::all_of(path.begin(), path.end(), plain)) return path;
  return "'" + filled_in(path, {{"'", "'\\''"}}) + "'";
}

void print_commands(const fs::path& folder, const fs::path& prefix) {
  const std::string at = quoted(folder.string()), build = quoted((folder / "build").string());
  std::cout << "\n\nBuild it, test it, run it:\n"
            << "  cmake -S " << at << " -B " << build << " -G Ninja -DCMAKE_PREFIX_PATH=" << quoted(prefix.string()) << "\n"
            << "  cmake --build " << build << " && ctest --test-dir " << build << "\n"
            << "  " << quoted(program()) << " run " << quoted((folder / "scenario.toml").string()) << "\n";
}

}  // namespace

int new_project(const NewOptions& options) {
  const fs::path folder = options.directory.empty() ? fs::path(options.name) : fs::path(options.directory);
  Problems problems;
  check_noun(options, problems);
  check_name(options, problems);
  if (problems.empty()) check_not_taken(options, problems);
  if (!folder.empty()) check_folder(folder, problems);
  problems.raise();

  const fs::path from = find_template(options);
  const Replacements replacements = {{"@name@", options.name},
                                     {"@name_snake@", snake(options.name)},
                                     {"@Name@", class_name(options.name, options.noun)},
                                     {"@prefix@", quoted(options.places.prefix.string())}};
  fs::create_directories(folder);
  std::cout << "Wrote " << folder.string() << "/:";
  for (const fs::path& file : files_in_order(from)) std::cout << ' ' << write_file(file, folder, replacements);
  print_commands(folder, options.places.prefix);
  return done;
}

}  // namespace fleetline::cli
