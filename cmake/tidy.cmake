# SPDX-License-Identifier: MIT
# The target `tidy`: clang-tidy over every source of the library and the programs (not the tests), in
# batches of one target's sources: what costs is not the sources but the headers they share, and a
# batch reads them once. (A check that looks at the main file alone, as misc-unused-using-decls does,
# sees nothing in a batch.) The batches run in parallel, and again only for what changed: each waits for
# its target's object files and thereby for every header the compiler read.
include_guard()

find_program(DEPLOY_CLANG_TIDY NAMES clang-tidy-16)
if(NOT DEPLOY_CLANG_TIDY)
    add_custom_target(tidy COMMAND ${CMAKE_COMMAND} -E echo "clang-tidy-16 is not installed"
                           COMMAND ${CMAKE_COMMAND} -E false VERBATIM)
    return()
endif()

# The size of the batches of CMakePresets.json, so that what compiles there compiles here.
set(deploy_tidy_batch 12)

# The absolute paths of the C++ sources of `target`.
function(deploy_tidy_sources target out)
    get_target_property(folder ${target} SOURCE_DIR)
    get_target_property(sources ${target} SOURCES)
    set(found "")
    foreach(source IN LISTS sources)
        if(source MATCHES "\\.cpp$")
            cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder} NORMALIZE)
            list(APPEND found ${source})
        endif()
    endforeach()
    set(${out} ${found} PARENT_SCOPE)
endfunction()

# Appends to `out` the stamps of the batches of `target`.
function(deploy_tidy_target target out)
    deploy_tidy_sources(${target} sources)
    if(NOT sources)
        return()
    endif()
    set(folder ${PROJECT_BINARY_DIR}/tidy/${target})
    list(LENGTH sources count)
    math(EXPR last "${count} - 1")
    foreach(first RANGE 0 ${last} ${deploy_tidy_batch})
        list(SUBLIST sources ${first} ${deploy_tidy_batch} batch)
        list(JOIN batch "\"\n#include \"" text)
        set(unit ${folder}/from_${first}.cpp)
        file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"${text}\"\n")
        set(property "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
        add_custom_command(
            OUTPUT ${unit}.stamp
            COMMAND
                ${DEPLOY_CLANG_TIDY} --quiet ${unit} -- -std=c++20
                "$<$<BOOL:${property}>:-I$<JOIN:$<REMOVE_DUPLICATES:${property}>,;-I>>"
                "-D$<JOIN:$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>,;-D>"
            COMMAND ${CMAKE_COMMAND} -E touch ${unit}.stamp
            DEPENDS ${unit} ${batch} ${PROJECT_SOURCE_DIR}/.clang-tidy "$<TARGET_OBJECTS:${target}>"
            COMMENT "clang-tidy ${target} from ${first}"
            COMMAND_EXPAND_LISTS VERBATIM)
        list(APPEND ${out} ${unit}.stamp)
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
