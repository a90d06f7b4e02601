#include "fleetline/answer.hpp"

#include <algorithm>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {

std::string Status::text() const {
  if (code == Code::ok) return "ok";
  std::string out(reason.text());
  if (missing > 0) out += cat(" (", write_short(missing, dimension), " missing)");
  return out;
}

DetailColumn& DetailTable::add(std::string column, Dimension dimension, std::string unit) {
  return columns.emplace_back(DetailColumn{std::move(column), std::move(unit), dimension, {}, {}});
}

DetailColumn& DetailTable::add_text(std::string column) { return add(std::move(column), dimensionless, {}); }

std::size_t DetailTable::rows() const {
  return columns.empty() ? 0 : std::max(columns.front().numbers.size(), columns.front().texts.size());
}

DetailTable& Detail::table(std::string_view table_name, std::string_view table_doc) {
  for (DetailTable& t : tables)
    if (t.name == table_name) return t;
  return tables.emplace_back(DetailTable{std::string(table_name), std::string(table_doc), {}});
}

}  // namespace fleetline
