// The process's locale, remembered: a plugin that changes it would change how every number is read and written.
#pragma once

#include <clocale>
#include <locale>
#include <string>

namespace fleetline {

class LocaleGuard {
 public:
  LocaleGuard() : c_(std::setlocale(LC_ALL, nullptr)), cpp_() {}
  LocaleGuard(const LocaleGuard&) = delete;
  LocaleGuard& operator=(const LocaleGuard&) = delete;
  ~LocaleGuard() { restore(); }

  bool changed() const { return now_c() != c_ || !(std::locale() == cpp_); }
  /// "C", or "C.UTF-8 (C++: C)": what is in force at this moment.
  std::string now() const {
    const std::string name = std::locale().name();
    return name == now_c() ? name : now_c() + " (C++: " + (name == "*" ? "one without a name" : name) + ")";
  }
  void restore() {
    if (!changed()) return;
    std::locale::global(cpp_);
    std::setlocale(LC_ALL, c_.c_str());
  }

 private:
  static std::string now_c() { return std::setlocale(LC_ALL, nullptr); }
  std::string c_;
  std::locale cpp_;
};

}  // namespace fleetline
