// What to say about a word that is not a unit.
#pragma once

#include <string>
#include <string_view>

namespace fleetline {

/// A sentence fragment that names the word, why it is refused, and what to write: "unit 'Gb' is ambiguous: write
/// 'GB' (bytes) or 'Gbit' (bits)". `word` is not in unit_words(). [any thread]
std::string refusal_of(std::string_view word);

}  // namespace fleetline
