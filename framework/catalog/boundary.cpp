// Exceptions of plugins, turned into text that the kernel owns.
#include <cxxabi.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <typeinfo>

#include "demangle.hpp"
#include "fleetline/text.hpp"
#include "plugins.hpp"

namespace fleetline {

thread_local const char* component_at_work = nullptr;

std::string demangled(const char* mangled) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(abi::__cxa_demangle(mangled, nullptr, nullptr, &status), std::free);
  return status == 0 ? text.get() : mangled;
}

namespace {

/// "std::runtime_error: outer, because of std::out_of_range: inner"
std::string with_nested(const std::exception& e) {
  std::string text = cat(demangled(typeid(e).name()), ": ", e.what());
  try {
    std::rethrow_if_nested(e);
  } catch (...) {
    text += cat(", because of ", describe_current_exception());
  }
  return text;
}

}  // namespace

std::string describe_current_exception() {
  try {
    throw;
  } catch (const std::exception& e) {
    return with_nested(e);
  } catch (int value) {
    return cat("an int: ", value);
  } catch (const char* text) {
    return cat("a text: ", text);
  } catch (const std::string& text) {
    return cat("a text: ", text);
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    return type == nullptr ? "an exception of an unknown type"
                           : cat("an exception of type ", demangled(type->name()), ", which is no std::exception");
  }
}

PluginError::PluginError(std::string component, std::string what)
    : std::runtime_error(cat(component, " failed: ", what)), component_(std::move(component)) {}

}  // namespace fleetline
