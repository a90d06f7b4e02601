// Which algorithms a collective may run, what each would take, and the cheapest.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "fleetline/cost.hpp"
#include "fleetline/fabric.hpp"
#include "model.hpp"

namespace fleetline::fabrics {

enum class Algorithm : unsigned char { ring, tree, in_switch, hierarchical, direct };
std::string_view name_of(Algorithm algorithm);

struct Option {
  Algorithm algorithm = Algorithm::ring;
  Seconds time;
};

/// At most one of each; no allocation.
class Options {
 public:
  void add(Algorithm algorithm, Seconds time) { all_[count_++] = {algorithm, time}; }
  std::span<const Option> all() const { return {all_.data(), count_}; }
  /// The first of the cheapest.
  Option best() const;

 private:
  std::array<Option, 5> all_{};
  std::size_t count_ = 0;
};

/// A fabric that can say what it chose from.
class Priced : public Fabric {
 public:
  virtual Options options(const Collective& c, const GroupProfile& group, const Pricer& inner) const = 0;
  Cost price(const Collective& c, const GroupProfile& group, const Pricer& inner) const final;
};

}  // namespace fleetline::fabrics
