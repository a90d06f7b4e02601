# Which lines the tests reach: run them, then `gcovr --root . build/coverage`.
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(FLEETLINE_COVERAGE ON CACHE BOOL "")
