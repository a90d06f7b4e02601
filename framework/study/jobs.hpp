// How many threads everything below may use, for as long as the object lives.
#pragma once

#include <memory>

namespace fleetline {

class JobLimit {
 public:
  explicit JobLimit(int jobs);  ///< 0: one per core
  ~JobLimit();
  int threads() const { return threads_; }

 private:
  struct Control;
  int threads_;
  std::unique_ptr<Control> control_;
};

}  // namespace fleetline
