# SPDX-License-Identifier: MIT
# What makes a mistake with memory end the program rather than be used: tables that are read-only
# once it runs, and, in what is installed, checks of the stack, of buffers' sizes and of where calls
# may lead. That its addresses cannot be guessed is the compiler's default on Debian;
# tests/hardened.sh sees whether all of it is so.
if(NOT DEPLOY_SANITIZE)
    add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
    foreach(option IN ITEMS -fstack-protector-strong -fcf-protection -U_FORTIFY_SOURCE
                            -D_FORTIFY_SOURCE=3)
        add_compile_options($<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:${option}>)
    endforeach()
endif()
