# SPDX-License-Identifier: MIT
# The target `tidy`: clang-tidy over every source of the library and the programs (not the tests),
# one command a source, so that it runs in parallel and only for what changed. Each waits for the
# source's object file and thereby for every header the compiler read.
include_guard()

find_program(DEPLOY_CLANG_TIDY NAMES clang-tidy-16)
if(NOT DEPLOY_CLANG_TIDY)
    add_custom_target(tidy COMMAND ${CMAKE_COMMAND} -E echo "clang-tidy-16 is not installed"
                           COMMAND ${CMAKE_COMMAND} -E false VERBATIM)
    return()
endif()

# Appends to `out` the stamps of the sources of `target`.
function(deploy_tidy_target target out)
    get_target_property(folder ${target} SOURCE_DIR)
    get_target_property(sources ${target} SOURCES)
    foreach(source IN LISTS sources)
        if(NOT source MATCHES "\\.cpp$")
            continue()
        endif()
        cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder} NORMALIZE)
        cmake_path(GET source FILENAME name)
        file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${source})
        set(stamp ${PROJECT_BINARY_DIR}/tidy/${target}/${path}.stamp)
        cmake_path(GET stamp PARENT_PATH stamp_folder)
        string(REGEX REPLACE "([][+.*^$()|?\\])" "\\\\\\1" pattern "/${name}.o")
        add_custom_command(
            OUTPUT ${stamp}
            COMMAND ${DEPLOY_CLANG_TIDY} --quiet -p ${PROJECT_BINARY_DIR} ${source}
            COMMAND ${CMAKE_COMMAND} -E make_directory ${stamp_folder}
            COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
            DEPENDS ${source} ${PROJECT_SOURCE_DIR}/.clang-tidy
                    "$<FILTER:$<TARGET_OBJECTS:${target}>,INCLUDE,${pattern}$>"
            COMMENT "clang-tidy ${path}"
            VERBATIM)
        list(APPEND ${out} ${stamp})
    endforeach()
    set(${out} ${${out}} PARENT_SCOPE)
endfunction()

# Appends to `out` the stamps of every target made in `folder` and below.
function(deploy_tidy_folder folder out)
    get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
    foreach(target IN LISTS targets)
        get_target_property(kind ${target} TYPE)
        if(kind MATCHES "^(OBJECT_LIBRARY|STATIC_LIBRARY|EXECUTABLE)$")
            deploy_tidy_target(${target} ${out})
        endif()
    endforeach()
    get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
    foreach(below IN LISTS folders)
        deploy_tidy_folder(${below} ${out})
    endforeach()
    set(${out} ${${out}} PARENT_SCOPE)
endfunction()

set(deploy_tidy_stamps "")
deploy_tidy_folder(${PROJECT_SOURCE_DIR}/libdeploy deploy_tidy_stamps)
if(DEPLOY_BUILD_CLI)
    deploy_tidy_folder(${PROJECT_SOURCE_DIR}/cli deploy_tidy_stamps)
    deploy_tidy_folder(${PROJECT_SOURCE_DIR}/gh-action deploy_tidy_stamps)
endif()
add_custom_target(tidy DEPENDS ${deploy_tidy_stamps})
