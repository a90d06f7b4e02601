# Memory errors and undefined behaviour stop the program.
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1" CACHE STRING "")
set(FLEETLINE_SANITIZE "address,undefined" CACHE STRING "")
