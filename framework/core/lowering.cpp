#include "fleetline/lowering.hpp"

namespace fleetline {

void Lowering::clear() {
  blocks_.clear();
  ranges_.clear();
  operators_.clear();
  collectives_.clear();
  notes_.clear();
}

Block& Lowering::begin(Label label, double count, double layers) {
  Ranges& ranges = ranges_.emplace_back();
  const auto ops = static_cast<std::uint32_t>(operators_.size());
  const auto comm = static_cast<std::uint32_t>(collectives_.size());
  for (std::size_t pass = 0; pass < pass_count; ++pass) {
    ranges.ops[pass] = {ops, ops};
    ranges.comm[pass] = {comm, comm};
  }
  return blocks_.emplace_back(Block{.label = label, .count = count, .layers = layers});
}

void Lowering::note(Label sentence) { notes_.push_back(sentence); }

namespace {

/// Passes are appended in order, so a pass starts where the one before it ends.
template <class Range>
void extend(Range (&ranges)[pass_count], Pass pass, std::size_t size) {
  const auto end = static_cast<std::uint32_t>(size);
  ranges[static_cast<std::size_t>(pass)].end = end;
  for (std::size_t later = static_cast<std::size_t>(pass) + 1; later < pass_count; ++later) ranges[later] = {end, end};
}

}  // namespace

void Lowering::add(Pass pass, const Operator& op) {
  operators_.push_back(op);
  extend(ranges_.back().ops, pass, operators_.size());
}

void Lowering::add(Pass pass, const Collective& collective) {
  collectives_.push_back(collective);
  extend(ranges_.back().comm, pass, collectives_.size());
}

std::span<const Operator> Lowering::operators(std::size_t block, Pass pass) const {
  const Range r = ranges_[block].ops[static_cast<std::size_t>(pass)];
  return std::span(operators_).subspan(r.begin, r.end - r.begin);
}

std::span<const Collective> Lowering::collectives(std::size_t block, Pass pass) const {
  const Range r = ranges_[block].comm[static_cast<std::size_t>(pass)];
  return std::span(collectives_).subspan(r.begin, r.end - r.begin);
}

}  // namespace fleetline
