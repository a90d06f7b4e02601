#include "suites.hpp"

#include <string>

#include "words.hpp"

namespace fleetline::serving {
namespace {

// As registry/datasets/OpenOrca-MLPerf.toml has it, with its source: 294.45 tokens an answer. No mean length of the
// prompts was found; they are taken to be as long.
constexpr DataSet data_sets[] = {
    {"Llama-2-70B", "OpenOrca", 294.45, 294.45, 1, "MLCommons inference, language/llama2-70b, README"},
    {"GPT-J-6B", "CNN/DailyMail", 0, 0, 4, "MLPerf inference rules: beam search of four"},
};

}  // namespace

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

}  // namespace fleetline::serving
