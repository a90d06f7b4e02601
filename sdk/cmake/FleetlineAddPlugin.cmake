# fleetline_add_plugin(NAME SOURCES file.cpp ... [LIBS target ...] [SCENARIOS file.toml ...])
#
# One plugin library, NAME.fleet.so: hidden symbols, none unresolved, unloadable. Outside our tree it also gets tests:
# NAME.conformance runs `fleetline verify-plugin` on it, NAME.FILE runs each scenario with it.
function(fleetline_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBS;SCENARIOS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "fleetline_add_plugin(${ARGV}): expected NAME SOURCES file.cpp ... [LIBS ...] [SCENARIOS ...]")
  endif()
  add_library(${name} MODULE ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE fleetline::sdk ${arg_LIBS})
  # -fno-gnu-unique: unique symbols would pin the library in memory. -ffp-contract=off: same numbers on every machine.
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique> -ffp-contract=off)
  if(NOT FLEETLINE_SANITIZE)  # clang's sanitizers leave their run-time symbols to the program
    target_link_options(${name} PRIVATE -Wl,--no-undefined)
  endif()
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".fleet.so" CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  string(FIND "${CMAKE_CURRENT_SOURCE_DIR}" "${fleetline_SOURCE_DIR}/plugins/" in_plugins)
  if(NOT TARGET fleetline_core)
    _fleetline_place_outside(${name} "${arg_SCENARIOS}")
  elseif(in_plugins EQUAL 0)
    _fleetline_place_with_ours(${name})
  else()  # made for a test or a benchmark: kept away from the program and from the installation
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  endif()
endfunction()

# A plugin of this repository: in the folder the program searches, installed with it.
function(_fleetline_place_with_ours name)
  set_target_properties(${name} PROPERTIES
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${FLEETLINE_PLUGIN_DIR}
    BUILD_RPATH "$ORIGIN/../.." INSTALL_RPATH "$ORIGIN/../..")
  install(TARGETS ${name} LIBRARY DESTINATION ${FLEETLINE_PLUGIN_DIR})
  add_dependencies(fleetline_plugins ${name})
endfunction()

# A plugin of somebody else: at the top of their build folder, where their scenario's [plugins] path looks, with its tests.
function(_fleetline_place_outside name scenarios)
  set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    target_compile_options(${name} PRIVATE -O2)  # a fast plugin also from a plain `cmake -B build`
  endif()
  add_test(NAME ${name}.conformance COMMAND fleetline::program verify-plugin $<TARGET_FILE:${name}>)
  foreach(scenario IN LISTS scenarios)
    get_filename_component(stem ${scenario} NAME_WE)
    add_test(NAME ${name}.${stem}
             COMMAND fleetline::program run ${CMAKE_CURRENT_SOURCE_DIR}/${scenario}
                     --set plugins.path=${CMAKE_BINARY_DIR})  # whatever the build folder is called
  endforeach()
endfunction()
