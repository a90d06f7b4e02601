// at_boundary, the function every call into a plugin goes through.
#pragma once

#include <utility>

namespace fleetline {

/// The component this thread is inside, for the message of a crash; nullptr outside.
extern thread_local const char* component_at_work;

struct AtWork {
  explicit AtWork(const std::string& component) : before(std::exchange(component_at_work, component.c_str())) {}
  ~AtWork() { component_at_work = before; }
  const char* before;
};

template <class Call>
auto at_boundary(const std::string& component, Call&& call) -> decltype(call()) {
  const AtWork at_work(component);
  std::string what;
  std::vector<Problem> problems;
  try {
    return call();
  } catch (const InputError& e) {
    problems = e.problems();
    what = "an InputError without any problem";
  } catch (...) {
    what = describe_current_exception();
  }
  // Thrown anew here, outside the handlers, so that no object made by the plugin is still in flight.
  if (!problems.empty()) throw InputError(std::move(problems));
  throw PluginError(component, what);
}

}  // namespace fleetline
