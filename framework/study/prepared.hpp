// Prepared results, made once per distinct combination and shared between threads.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "fleetline/solver.hpp"
#include "scenario/plan.hpp"

namespace fleetline {

/// What preparing gave: the result, or why there is none.
struct Preparation {
  std::vector<std::shared_ptr<const void>> uses;  ///< objects of other stages it points into; first made, last destroyed
  std::unique_ptr<const Prepared> made;
  std::string error;
  bool bad_input = false;  ///< the error is the input's (exit code 1), not the plugin's (4)
};

/// The preparations of one stage. Up to `shared_limit` distinct ones are kept and shared by all threads; beyond that each thread
/// keeps its latest, which the order of execution makes last as long as possible.
class PreparationTable {
 public:
  static constexpr std::size_t shared_limit = 65'536;

  explicit PreparationTable(std::size_t distinct);

  /// The preparation `index`, made by `make` if nobody has yet. `own` is the calling thread's latest.
  template <class Make>
  const Preparation* get(std::size_t index, std::pair<std::size_t, std::unique_ptr<Preparation>>& own, Make&& make) {
    if (slots_.empty()) {
      if (!own.second || own.first != index) own = {index, count(make())};
      return own.second.get();
    }
    Slot& slot = slots_[index];
    std::call_once(slot.once, [&] { slot.preparation = count(make()); });
    return slot.preparation.get();
  }

  std::uint64_t made() const { return made_.load(); }

 private:
  struct Slot {
    std::once_flag once;
    std::unique_ptr<Preparation> preparation;
  };
  std::unique_ptr<Preparation> count(Preparation p) {
    made_.fetch_add(1, std::memory_order_relaxed);
    return std::make_unique<Preparation>(std::move(p));
  }
  std::vector<Slot> slots_;
  std::atomic<std::uint64_t> made_{0};
};

inline PreparationTable::PreparationTable(std::size_t distinct) : slots_(distinct <= shared_limit ? distinct : 0) {}

}  // namespace fleetline
