# SPDX-License-Identifier: MIT
# The warnings every target of this project is built with. They are an error where
# DEPLOY_WARNINGS_AS_ERRORS is on (every preset), and never part of what is exported.
option(DEPLOY_WARNINGS_AS_ERRORS "Treat warnings as errors" OFF)

add_library(deploy_warnings INTERFACE)
target_compile_options(
    deploy_warnings
    INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
              -Wsuggest-override -Wno-missing-field-initializers
              # GCC 12 sees ghosts in std::optional and <regex> when it optimises.
              $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
              $<$<BOOL:${DEPLOY_WARNINGS_AS_ERRORS}>:-Werror>
              # At -O3 GCC 12 also warns about its own std::string; shown, but no reason to stop.
              "$<$<CONFIG:Release>:-Wno-error=restrict;-Wno-error=stringop-overflow;-Wno-error=array-bounds>")
