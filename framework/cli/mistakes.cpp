#include "mistakes.hpp"

#include <algorithm>

#include "fleetline/text.hpp"

namespace fleetline::cli {
namespace {

std::string meant(std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  const std::string_view best = nearest(word, views);
  return best.empty() ? "" : cat("\n  did you mean '", best, "'?");
}

std::vector<std::string> command_names(CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> flag_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

}  // namespace

std::string mistake(const CLI::ParseError& error, const CLI::App& command) {
  const std::vector<std::string> left = command.remaining();
  const auto flag = std::find_if(left.begin(), left.end(), [](const std::string& word) { return word.starts_with('-'); });
  if (flag != left.end()) {
    const std::string name = flag->substr(0, flag->find('='));
    return cat("unknown flag '", name, "'", meant(name, flag_names(command)));
  }
  if (!left.empty()) return cat("unexpected argument '", left.front(), "'");
  return error.what();
}

std::string unknown_command(const std::string& word, CLI::App& app) {
  if (word.starts_with('-')) return cat("unknown flag '", word, "'", meant(word, flag_names(app)));
  if (word.ends_with(".toml")) return cat("unknown command '", word, "'\n  did you mean 'fleetline run ", word, "'?");
  const std::vector<std::string> names = command_names(app);
  if (const std::string hint = meant(word, names); !hint.empty()) return cat("unknown command '", word, "'", hint);
  const std::vector<std::string_view> views(names.begin(), names.end());
  return cat("unknown command '", word, "'\n  expected ", one_of(views, views.size()));
}

}  // namespace fleetline::cli
