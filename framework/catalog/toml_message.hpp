// What toml++ says about a syntax error, said again for somebody who has never read the TOML grammar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fleetline {

struct SyntaxMessage {
  std::string what, expected;
};

/// `description` is toml++'s; `line` the line it points at, without its end.
SyntaxMessage explain_syntax_error(std::string_view description, std::string_view line);

/// Line `number` (from 1) of `text`.
std::string_view line_of(std::string_view text, std::uint32_t number);

}  // namespace fleetline
