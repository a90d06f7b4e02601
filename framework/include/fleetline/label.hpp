// Labels: interned strings named by a small id, so that hot structs carry four bytes, not text.
//
// Ids live as long as the process and compare by value; the text never moves. Interning takes a lock
// (do it while preparing); reading the text of an id does not. [any thread]
#pragma once

#include <cstdint>
#include <string_view>

namespace fleetline {

struct Label {
  std::uint32_t id = 0;  ///< 0 is the empty label

  Label() = default;
  explicit Label(std::string_view text);
  std::string_view text() const;
  explicit operator bool() const { return id != 0; }
  friend bool operator==(Label, Label) = default;
};

}  // namespace fleetline
