#include "fleetline/entry.hpp"

namespace fleetline {

EntryView::~EntryView() = default;
Findings::~Findings() = default;

}  // namespace fleetline
