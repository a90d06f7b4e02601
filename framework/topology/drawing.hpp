// A fleet graph as Graphviz reads it.
#pragma once

#include <iosfwd>
#include <string_view>

#include "fleet_report.hpp"

namespace fleetline {

/// Up to this many vertices, a drawing shows each.
constexpr std::size_t drawn_in_full = 32;

/// One `graph` in the DOT language. What fails with a vertex that no link reaches (a host, a rack, a site) is drawn in a box.
/// Unless `full`, vertices that look alike are drawn once, with how many there are: in each box, or of all. At either end of a
/// line stands how many such links one vertex there has, where that is not 1.
void draw(const TopologyView& graph, std::string_view title, bool full, std::ostream& out);

}  // namespace fleetline
