// Input text as a message shows it.
#pragma once

#include <string>
#include <string_view>

namespace fleetline {

/// 'text', cut after 48 bytes, with what could confuse a terminal (controls, broken UTF-8) as '?'.
std::string in_quotes(std::string_view text);

}  // namespace fleetline
