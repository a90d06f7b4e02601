# libFuzzer with address and undefined-behaviour sanitizers; needs clang. Used by `.ci/full fuzz`.
set(CMAKE_CXX_COMPILER clang++ CACHE STRING "")
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1" CACHE STRING "")
set(FLEETLINE_SANITIZE "address,undefined,float-cast-overflow" CACHE STRING "")
set(FLEETLINE_FUZZ ON CACHE BOOL "")
