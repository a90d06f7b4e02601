# cmake -DCOMPILER=... -DHEADER=fleetline/x.hpp -DROOTS=dir;dir -DDEPENDENCIES=file.d -P compile_alone.cmake
cmake_minimum_required(VERSION 3.25)

set(includes ${ROOTS})
list(TRANSFORM includes PREPEND -I)

string(TIMESTAMP before "%s%f" UTC)
execute_process(
  COMMAND ${COMPILER} -std=c++20 -Wall -Wextra -Wpedantic -Wno-missing-field-initializers -Werror ${includes}
          -include ${HEADER} -fsyntax-only -MD -MF ${DEPENDENCIES} -MT alone -x c++ /dev/null
  RESULT_VARIABLE result ERROR_VARIABLE errors)
string(TIMESTAMP after "%s%f" UTC)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${HEADER} does not compile alone:\n${errors}")
endif()

# Libraries that no plugin author should have to compile or install.
file(READ ${DEPENDENCIES} dependencies)
set(third_party "boost|fmt|spdlog|toml\\+\\+|nlohmann|CLI|tbb|oneapi|sqlite3")
string(REGEX MATCHALL "[^ \\\n]*/(${third_party})[/.][^ \\\n]*" foreign "${dependencies}")
if(foreign)
  list(GET foreign 0 first)
  message(FATAL_ERROR "${HEADER} includes ${first}; public headers take only the standard library")
endif()

math(EXPR milliseconds "(${after} - ${before}) / 1000")
message(STATUS "${HEADER} compiles alone in ${milliseconds} ms")
