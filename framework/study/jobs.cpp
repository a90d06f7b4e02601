#include "jobs.hpp"

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

namespace fleetline {

// Without a limit of its own, TBB refuses more threads than cores with a warning on standard error.
struct JobLimit::Control {
  explicit Control(int threads) : control(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads)) {}
  tbb::global_control control;
};

JobLimit::JobLimit(int jobs)
    : threads_(jobs > 0 ? jobs : tbb::this_task_arena::max_concurrency()), control_(std::make_unique<Control>(threads_)) {}

JobLimit::~JobLimit() = default;

}  // namespace fleetline
