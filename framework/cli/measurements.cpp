#include "measurements.hpp"

#include "fleetline/text.hpp"

namespace fleetline::cli {
namespace {

std::filesystem::path in_last_root(const Registry& registry, const std::string& file) {
  std::filesystem::path found;
  for (const std::filesystem::path& root : registry.roots())
    if (const auto path = root / "measurements" / file; std::filesystem::exists(path)) found = path;
  return found;
}

}  // namespace

std::filesystem::path measurements_file(const Registry& registry, const std::string& name, Problems& problems) {
  std::filesystem::path file = in_last_root(registry, name + ".csv");
  if (file.empty()) problems.add({}, "validate", cat("the registry has no measurements/", name, ".csv"), "a table of measurements: --rows FILE");
  return file;
}

std::vector<PeerError> peer_errors(const Registry& registry, const std::string& name) {
  const std::filesystem::path file = in_last_root(registry, "peers.csv");
  std::vector<PeerError> errors;
  if (file.empty()) return errors;
  Problems problems;
  const CsvTable table = read_csv(file, problems);
  problems.raise();
  for (const auto& cells : table.rows) {
    const MeasuredRow row(table.columns, cells);
    if (row["validation"] == name)
      errors.push_back({std::string(row["source"]), std::string(row["peer"]), std::string(row["error"]), std::string(row["citation"])});
  }
  return errors;
}

std::vector<RowGroup> row_groups(const Registry& registry, const std::string& name) {
  const std::filesystem::path file = in_last_root(registry, "groups.csv");
  std::vector<RowGroup> groups;
  if (file.empty()) return groups;
  Problems problems;
  const CsvTable table = read_csv(file, problems);
  problems.raise();
  for (const auto& cells : table.rows) {
    const MeasuredRow row(table.columns, cells);
    if (row["validation"] == name)
      groups.push_back({std::string(row["group"]), std::string(row["source"]), std::string(row["column"]), std::string(row["text"])});
  }
  return groups;
}

}  // namespace fleetline::cli
