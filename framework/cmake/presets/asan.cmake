# Memory errors and undefined behaviour stop the program. float-cast-overflow: a double that its integer cannot hold; not part
# of `undefined`.
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1" CACHE STRING "")
set(FLEETLINE_SANITIZE "address,undefined,float-cast-overflow" CACHE STRING "")
