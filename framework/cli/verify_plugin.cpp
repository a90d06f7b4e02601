// `verify-plugin`: the conformance kit on one file, check by check.
#include <algorithm>
#include <ostream>

#include "catalog/conformance/conformance.hpp"
#include "catalog/toml.hpp"
#include "commands.hpp"
#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"
#include "out_file.hpp"
#include "study/output_json_string.hpp"

namespace fleetline::cli {
namespace {

using conformance::Finding;
using conformance::Outcome;
using conformance::Verification;

constexpr Finding::State states[] = {Finding::State::pass, Finding::State::fail, Finding::State::skip};

std::string_view word_of(Finding::State state) {
  return state == Finding::State::pass ? "pass" : state == Finding::State::fail ? "FAIL" : "skip";
}

std::string coloured(Finding::State state, bool color) {
  const std::string word(word_of(state));
  if (!color) return word;
  return cat(state == Finding::State::pass ? "\033[32m" : state == Finding::State::fail ? "\033[31m" : "\033[33m", word, "\033[0m");
}

std::string summary_of(const Verification& verification, const std::string& file) {
  std::string text = cat(verification.plugin.empty() ? file : verification.plugin, ": ");
  for (Finding::State state : states)
    if (const std::size_t n = verification.count(state); n > 0 || state != Finding::State::skip)
      text += cat(state == Finding::State::pass ? "" : ", ", n, state == Finding::State::pass   ? " passed"
                                                                  : state == Finding::State::fail ? " failed"
                                                                                                  : " skipped");
  return text;
}

/// One line per check; further reasons below, aligned.
void write_text(const Verification& verification, const std::string& file, bool color, std::ostream& out) {
  std::size_t width = 0;
  for (const Outcome& outcome : verification.outcomes) width = std::max(width, outcome.name.size());
  const std::string indent(4 + 2 + width + 2, ' ');
  for (const Outcome& outcome : verification.outcomes) {
    out << coloured(outcome.finding.state, color) << "  " << outcome.name << std::string(width - outcome.name.size() + 2, ' ');
    if (outcome.finding.state == Finding::State::pass) out << outcome.explanation;
    for (std::size_t i = 0; i < outcome.finding.reasons.size(); ++i)
      out << (i == 0 ? "" : "\n" + indent) << outcome.finding.reasons[i];
    out << '\n';
  }
  out << '\n' << summary_of(verification, file) << '\n';
}

void write_json(const Verification& verification, const std::string& file, std::ostream& out) {
  out << "{\n  \"file\": " << json_string(file) << ",\n  \"plugin\": " << json_string(verification.plugin);
  for (Finding::State state : states)
    out << ",\n  \"" << (state == Finding::State::pass ? "passed" : state == Finding::State::fail ? "failed" : "skipped")
        << "\": " << verification.count(state);
  out << ",\n  \"checks\": [";
  for (const Outcome& outcome : verification.outcomes) {
    out << (&outcome == verification.outcomes.data() ? "\n" : ",\n") << "    {\"name\": " << json_string(outcome.name)
        << ", \"result\": \"" << (outcome.finding.state == Finding::State::fail ? "fail" : word_of(outcome.finding.state))
        << "\", \"explanation\": " << json_string(outcome.explanation) << ", \"reasons\": [";
    for (std::size_t i = 0; i < outcome.finding.reasons.size(); ++i)
      out << (i == 0 ? "" : ", ") << json_string(outcome.finding.reasons[i]);
    out << "]}";
  }
  out << "\n  ]\n}\n";
}

}  // namespace

int verify_plugin(const VerifyOptions& options) {
  refuse_csv(options, "verify-plugin");
  if (std::error_code error; !std::filesystem::is_regular_file(options.file, error)) {
    Problems problems;
    problems.add({}, "verify-plugin", cat("'", options.file, "' is no file"), "a plugin library, NAME.fleet.so");
    problems.raise();
  }
  const std::string file = shown_path(options.file);
  const Verification verification = conformance::verify(options.file, options.places.registry_roots);
  write_answer(options.out_file, [&](std::ostream& out) {
    if (options.output.format == OutputFormat::json) write_json(verification, file, out);
    else write_text(verification, file, options.output.color, out);
  });
  return verification.count(Finding::State::fail) == 0 ? done : program_failed;
}

}  // namespace fleetline::cli
