// at_boundary, the function every call into a plugin goes through.
#pragma once

namespace fleetline {

template <class Call>
auto at_boundary(const std::string& component, Call&& call) -> decltype(call()) {
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
