# SPDX-License-Identifier: MIT
# DEPLOY_SANITIZE: a comma-separated list for -fsanitize=, or empty.
set(DEPLOY_SANITIZE "" CACHE STRING "Sanitizers to build with, e.g. address,undefined")
option(DEPLOY_COVERAGE "Instrument for coverage" OFF)

if(DEPLOY_SANITIZE)
    add_compile_options(-fsanitize=${DEPLOY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${DEPLOY_SANITIZE})
    # GCC warns that the thread sanitizer does not see the fences of Boost.Asio.
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
endif()
if(DEPLOY_COVERAGE)
    add_compile_options(--coverage)
    add_link_options(--coverage)
endif()
