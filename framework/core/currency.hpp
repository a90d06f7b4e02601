// Amounts that are not in US dollars, and what to write instead.
#pragma once

#include <string>
#include <string_view>

namespace fleetline {

/// "euros" of "EUR", "eur" and the sign; "" for what is no other currency. [any thread]
std::string_view currency_named(std::string_view word);

/// What to say of a text that was not read, where it is an amount in another currency or in cents: "'€0.10/kWh' is in euros, amounts of money
/// are in US dollars: convert it with the day's rate and write it like \"$0.10/kWh\""; "" where it is not. [any thread]
std::string refusal_of_money(std::string_view text);

}  // namespace fleetline
