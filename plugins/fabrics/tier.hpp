// What all fabrics here do alike: weigh a few algorithms and take the cheapest.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "fleetline/fabric.hpp"
#include "model.hpp"

namespace fleetline::fabrics {

/// A handful of algorithms with their times, without allocation: this is asked in hot loops.
class Weighed {
 public:
  void add(Label algorithm, Time time) {
    if (count_ < options_.size()) options_[count_++] = {algorithm, time};
  }
  Cost cheapest() const;
  void append_to(std::vector<Offer>& offers) const;

 private:
  struct Option {
    Label algorithm;
    Time time;
  };
  std::array<Option, 8> options_;
  std::size_t count_ = 0;
};

/// Interned once: interning takes a lock.
struct Algorithms {
  Label ring{"ring"}, in_switch{"in-switch reduction"}, pairwise{"pairwise"}, chain{"chain"}, send{"send"}, one_shot{"one-shot"},
      two_shot{"two-shot"}, tree{"double binary tree"}, in_network{"in-network reduction"};
};

/// More things than there is room for: a sentence with the numbers.
[[noreturn]] void refuse(const std::string& key, const std::string& what, const std::string& expected);

}  // namespace fleetline::fabrics
