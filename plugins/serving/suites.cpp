#include "suites.hpp"

#include <string>

#include "words.hpp"

namespace fleetline::serving {
namespace {

constexpr DataSet data_sets[] = {
    // As registry/datasets/OpenOrca-MLPerf.toml has it, with its source. No mean length of the prompts was found.
    {"Llama-2-70B", "OpenOrca", 0, 294.45, 1, "MLCommons inference, language/llama2-70b, README"},
    {"GPT-J-6B", "CNN/DailyMail", 0, 0, 4, "MLPerf inference rules: beam search of four"},
};

constexpr DrawnLengths drawn[] = {
    {"InferenceX", {"wip=", "workflow_run_id="}, 0.8, "InferenceMAX, README: RANDOM_RANGE_RATIO 0.8"},
};

struct Cache {
  std::string_view suite, engine, workload, family, format, reference;
};
constexpr Cache caches[] = {
    {"InferenceX", "sglang", "DeepSeek-V3", "blackwell", "fp8",
     "InferenceX, issue 135 on its B200 recipes: SGLang with trtllm_mla attention and an FP8 KV cache"},
};

/// Runs of a suite that its configurations describe and its results do not.
struct Unstated {
  std::string_view suite, engine, workload;
  std::string_view gpu;      ///< or how it begins; empty: any
  std::string_view version;  ///< or how it begins; empty: any
  std::string_view since;    ///< month from which it holds, of the notes' "measured="; empty: always
  std::string_view reason, reference;
};
constexpr Unstated unstated[] = {
    {"InferenceX", "", "DeepSeek-V3", "gb200", "", "", "prefill and decode on different devices",
     "InferenceX, perf-changelog.yaml: runs on GB200 are dsr1-*-gb200-dynamo-*, disaggregated (pull request 617)"},
    {"InferenceX", "trtllm", "DeepSeek-V3", "", "1.2.0rc6.post3", "",
     "run with multi-token prediction: how many guesses were accepted is not stated",
     "InferenceX, perf-changelog.yaml, pull requests 632 and 642: dsr1-*-b200-trt-mtp is what runs in this image"},
    {"InferenceX", "trtllm", "DeepSeek-V3", "", "1.1.0rc2.post2", "2026-01",
     "the suite ran this image with and without multi-token prediction, and the row does not say which",
     "InferenceX, nvidia-master.yaml at 525079ad: dsr1-*-trt and dsr1-*-trt-mtp share the image"},
};

}  // namespace

std::string_view suite_cache(std::string_view suite, std::string_view engine, std::string_view workload,
                             std::string_view family) {
  for (const Cache& c : caches)
    if (c.suite == suite && engine.starts_with(c.engine) && c.workload == workload && c.family == family)
      return c.format;
  return {};
}

std::string_view month_of(const MeasuredRow& row) {
  constexpr std::string_view field = "measured=2";  // a year: some notes leave the date blank
  const std::string_view notes = row["notes"];
  const std::size_t at = notes.find(field);
  return at == std::string_view::npos ? std::string_view() : notes.substr(at + field.size() - 1, 7);
}

bool sends_a_data_set(const MeasuredRow& row) {
  const std::string notes = lower_case(row["notes"]);
  return contains(notes, "; offline;") || contains(notes, "; server;");
}

const DataSet* data_set_of(const MeasuredRow& row, std::string_view workload) {
  if (!sends_a_data_set(row)) return nullptr;
  for (const DataSet& d : data_sets)
    if (d.model == workload) return &d;
  return nullptr;
}

const DrawnLengths* drawn_lengths_of(const MeasuredRow& row) {
  for (const DrawnLengths& d : drawn)
    for (const std::string_view field : d.fields)
      if (contains(row["notes"], field)) return &d;
  return nullptr;
}

std::string_view unstated_of(const MeasuredRow& row, std::string_view engine, std::string_view workload) {
  const DrawnLengths* suite = drawn_lengths_of(row);
  if (suite == nullptr) return {};
  const std::string_view month = month_of(row);
  for (const Unstated& u : unstated)
    if (u.suite == suite->suite && engine.starts_with(u.engine) && workload == u.workload &&
        row["gpu"].starts_with(u.gpu) && row["version"].starts_with(u.version) && (u.since.empty() || month >= u.since))
      return u.reason;
  return {};
}

}  // namespace fleetline::serving
