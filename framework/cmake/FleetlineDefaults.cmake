# Flags and layout for the whole tree. The build tree mirrors the install tree (bin, lib/fleetline/plugins, share/fleetline),
# so the program finds its plugins and registry by the same relative paths in both.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

include(GNUInstallDirs)
set(FLEETLINE_PLUGIN_DIR ${CMAKE_INSTALL_LIBDIR}/fleetline/plugins)
set(FLEETLINE_DATA_DIR ${CMAKE_INSTALL_DATADIR}/fleetline)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${CMAKE_INSTALL_LIBDIR})
set(CMAKE_INSTALL_RPATH $ORIGIN/../${CMAKE_INSTALL_LIBDIR})
set(CMAKE_BUILD_WITH_INSTALL_RPATH OFF)

# fleetline_data_folder(NAME PATH): data that the build tree sees where an installed program would.
function(fleetline_data_folder name path)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/${FLEETLINE_DATA_DIR})
  file(CREATE_LINK ${path} ${CMAKE_BINARY_DIR}/${FLEETLINE_DATA_DIR}/${name} SYMBOLIC)
  install(DIRECTORY ${path}/ DESTINATION ${FLEETLINE_DATA_DIR}/${name})
endfunction()

# Numbers must not depend on the machine: no fused multiply-add behind our back, no fast-math, no -march=native.
# -Wno-restrict: g++ 12 sees overlaps in std::string that are not there (GCC bug 105651).
add_compile_options(-ffp-contract=off -Wall -Wextra -Wpedantic -Wno-missing-field-initializers $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

set(FLEETLINE_SANITIZE "" CACHE STRING "Comma-separated list for -fsanitize=, e.g. address,undefined or thread")
if(FLEETLINE_SANITIZE)
  add_compile_options(-fsanitize=${FLEETLINE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined,float-cast-overflow)
  add_link_options(-fsanitize=${FLEETLINE_SANITIZE})
endif()
option(FLEETLINE_COVERAGE "Instrument for gcov" OFF)
if(FLEETLINE_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

option(FLEETLINE_FUZZ "Build the libFuzzer programs (clang)" OFF)
if(FLEETLINE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without this sloppiness ccache passes over every file that uses a precompiled header: all tests.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
endif()
