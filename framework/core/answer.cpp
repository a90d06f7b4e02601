#include "fleetline/answer.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {

std::string Status::text() const {
  if (code == Code::ok) return "ok";
  const std::string numbers = amounts();
  return numbers.empty() ? std::string(reason.text()) : cat(reason.text(), " (", numbers, ")");
}

std::string Status::amounts() const {
  const bool both = !std::isnan(needed) && !std::isnan(limit);
  if (!both) return missing > 0 ? cat(write_short(missing, dimension), " missing") : std::string();
  // As many digits as tell the two apart: "needs 80.13 GB, limit 80 GB", never the same number twice.
  int digits = 4;
  while (digits < 17 && needed != limit && write_short(needed, dimension, digits) == write_short(limit, dimension, digits)) ++digits;
  return cat("needs ", write_short(needed, dimension, digits), ", limit ", write_short(limit, dimension, digits), ", ", write_short(missing, dimension), " missing");
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
