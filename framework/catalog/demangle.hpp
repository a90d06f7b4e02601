// Names of C++ symbols and types, as people write them.
#pragma once

#include <string>

namespace fleetline {

/// "_ZN3foo3barEi" -> "foo::bar(int)"; what is not mangled comes back as it is.
std::string demangled(const char* mangled);

}  // namespace fleetline
