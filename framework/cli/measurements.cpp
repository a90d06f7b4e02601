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

/// What a table of the registry's measurements says of one validation; nothing where there is no such table.
template <class Item, class Make>
std::vector<Item> rows_of(const Registry& registry, const std::string& table_name, const std::string& validation, Make make) {
  const std::filesystem::path file = in_last_root(registry, table_name);
  std::vector<Item> items;
  if (file.empty()) return items;
  Problems problems;
  const CsvTable table = read_csv(file, problems);
  problems.raise();
  for (const auto& cells : table.rows)
    if (const MeasuredRow row(table.columns, cells); row["validation"] == validation) items.push_back(make(row));
  return items;
}

}  // namespace

std::filesystem::path measurements_file(const Registry& registry, const std::string& name, Problems& problems) {
  std::filesystem::path file = in_last_root(registry, name + ".csv");
  if (file.empty()) problems.add({}, "validate", cat("the registry has no measurements/", name, ".csv"), "a table of measurements: --rows FILE");
  return file;
}

std::vector<PeerError> peer_errors(const Registry& registry, const std::string& name) {
  return rows_of<PeerError>(registry, "peers.csv", name, [](const MeasuredRow& row) {
    return PeerError{std::string(row["source"]), std::string(row["figure"]), std::string(row["peer"]), std::string(row["error"]),
                     std::string(row["citation"])};
  });
}

std::vector<RowGroup> row_groups(const Registry& registry, const std::string& name) {
  return rows_of<RowGroup>(registry, "groups.csv", name, [](const MeasuredRow& row) {
    return RowGroup{std::string(row["group"]), std::string(row["source"]), std::string(row["column"]), std::string(row["text"])};
  });
}

}  // namespace fleetline::cli
