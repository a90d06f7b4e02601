// JSON texts, for every writer that needs one.
#pragma once

#include <string>
#include <string_view>

namespace fleetline {

/// `text` as a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD, so that the result always parses.
std::string json_string(std::string_view text);

}  // namespace fleetline
