// SPDX-License-Identifier: MIT
#include "steps/context.hpp"

namespace deploy {

Steps blue_green(const StepContext& context) {
    return {make_pull(context),    make_build(context),
            make_capture(context), make_release_command(context),
            make_start(context),   make_gate(context),
            make_switch(context),  make_verify(context),
            make_watch(context),   make_retire(context)};
}

} // namespace deploy
