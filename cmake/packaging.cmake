# SPDX-License-Identifier: MIT
# What `cmake --install` and `cpack` put where: components dev and cli
# (cli/CMakeLists.txt). There is no component lib, for the library is static.
include_guard()
include(CMakePackageConfigHelpers)

set(deploy_config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/deploy)

install(TARGETS deploy EXPORT deploy ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/libdeploy/include/ TYPE INCLUDE COMPONENT dev)
install(EXPORT deploy FILE deploy-targets.cmake NAMESPACE deploy:: DESTINATION
        ${deploy_config_folder} COMPONENT dev)

configure_package_config_file(
    ${CMAKE_CURRENT_LIST_DIR}/deploy-config.cmake.in ${PROJECT_BINARY_DIR}/deploy-config.cmake
    INSTALL_DESTINATION ${deploy_config_folder})
# Before 1.0 a minor version may break what the one before promised.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/deploy-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/deploy-config.cmake
              ${PROJECT_BINARY_DIR}/deploy-config-version.cmake
        DESTINATION ${deploy_config_folder} COMPONENT dev)

# Relative, so that the folder it is installed in may be moved. Only a static library is installed:
# whoever links it links what it stands on as well, hence no `private` lines.
file(RELATIVE_PATH deploy_prefix_from_pc /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${CMAKE_CURRENT_LIST_DIR}/deploy.pc.in ${PROJECT_BINARY_DIR}/deploy.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/deploy.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT dev)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME psyfit-deploy)
set(CPACK_PACKAGE_CONTACT "PsyFit <deploy@psytech.jp>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_CLI_PACKAGE_NAME psyfit-deploy)
set(CPACK_DEBIAN_CLI_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libdeploy-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
    "libboost1.81-dev, libboost-json1.81-dev, libboost-system1.81-dev, libboost-filesystem1.81-dev, libcurl4-openssl-dev, libssl-dev, libgit2-dev, zlib1g-dev, libzstd-dev")
set(CPACK_DEBIAN_DEV_PACKAGE_SHLIBDEPS OFF)
include(CPack)
