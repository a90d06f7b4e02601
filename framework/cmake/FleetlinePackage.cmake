# find_package(fleetline) for the install tree and, with the same files, for the build tree: students need not install. The
# two have the same layout, so the paths in the package are relative to itself.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/fleetline)
set(package_files
  ${CMAKE_BINARY_DIR}/${package_dir}/fleetline-config.cmake
  ${CMAKE_BINARY_DIR}/${package_dir}/fleetline-config-version.cmake
  ${PROJECT_SOURCE_DIR}/sdk/cmake/FleetlineAddPlugin.cmake)

configure_package_config_file(${PROJECT_SOURCE_DIR}/sdk/cmake/fleetline-config.cmake.in
  ${CMAKE_BINARY_DIR}/${package_dir}/fleetline-config.cmake INSTALL_DESTINATION ${package_dir}
  PATH_VARS CMAKE_INSTALL_BINDIR)
# The plugin API is 0.x: only the same minor version fits.
write_basic_package_version_file(${CMAKE_BINARY_DIR}/${package_dir}/fleetline-config-version.cmake
  COMPATIBILITY SameMinorVersion)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/sdk/cmake/FleetlineAddPlugin.cmake
  ${CMAKE_BINARY_DIR}/${package_dir}/FleetlineAddPlugin.cmake SYMBOLIC)
export(EXPORT fleetline-targets NAMESPACE fleetline:: FILE ${CMAKE_BINARY_DIR}/${package_dir}/fleetline-targets.cmake)

install(FILES ${package_files} DESTINATION ${package_dir})
install(EXPORT fleetline-targets NAMESPACE fleetline:: DESTINATION ${package_dir})

# `cpack -G DEB` in the build folder makes a Debian package.
set(CPACK_PACKAGE_CONTACT "The fleetline authors <fleetline@invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
include(CPack)
