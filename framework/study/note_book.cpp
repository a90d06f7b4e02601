#include "note_book.hpp"

#include <algorithm>

#include "fleetline/text.hpp"

namespace fleetline {

void NoteBook::add(std::string note, const std::string& variant) {
  auto known = std::find_if(notes_.begin(), notes_.end(), [&](const Note& n) { return n.text == note; });
  if (known == notes_.end()) known = notes_.insert(notes_.end(), Note{std::move(note), {}});
  ++known->cases[variant];
}

void NoteBook::looked_at(const std::string& variant) {
  const auto known = std::find_if(looked_.begin(), looked_.end(), [&](const auto& l) { return l.first == variant; });
  if (known != looked_.end()) ++known->second;
  else looked_.emplace_back(variant, 1);
}

/// "" for all; "nRF52840, fp16" for whole variants; "3 of 8 cases looked at" for the rest.
std::string NoteBook::reach(const Note& note) const {
  std::size_t all = 0, held = 0;
  bool whole_variants = true;
  std::string variants;
  for (const auto& [variant, looked] : looked_) {
    const auto it = note.cases.find(variant);
    const std::size_t n = it == note.cases.end() ? 0 : std::min(it->second, looked);
    all += looked;
    held += n;
    whole_variants &= n == 0 || n == looked;
    if (n == looked) variants += (variants.empty() ? "" : "; ") + variant;
  }
  if (held == all) return {};
  return whole_variants && looked_.size() > 1 ? variants : cat("in ", held, " of ", all, " cases looked at");
}

std::vector<std::string> NoteBook::sentences() const {
  constexpr std::size_t most_partial = 6;
  std::vector<std::string> out, partial;
  for (const Note& note : notes_) {
    const std::string where = reach(note);
    (where.empty() ? out : partial).push_back(where.empty() ? note.text : cat(note.text, " (", where, ")"));
  }
  const std::size_t shown = std::min(partial.size(), most_partial);
  out.insert(out.end(), partial.begin(), partial.begin() + static_cast<std::ptrdiff_t>(shown));
  if (partial.size() > shown) out.push_back(cat("and ", counted_as(partial.size() - shown, "more note"), " on some cases: run one of them alone to read its own"));
  return out;
}

}  // namespace fleetline
