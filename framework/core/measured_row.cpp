#include <algorithm>
#include <charconv>

#include "fleetline/validation.hpp"

namespace fleetline {

std::string_view MeasuredRow::operator[](std::string_view column) const {
  const auto at = std::find(columns_.begin(), columns_.end(), column);
  const auto index = static_cast<std::size_t>(at - columns_.begin());
  return index < cells_.size() ? std::string_view(cells_[index]) : std::string_view();
}

std::optional<double> MeasuredRow::number(std::string_view column) const {
  const std::string_view text = (*this)[column];
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return {};
  return value;
}

}  // namespace fleetline
