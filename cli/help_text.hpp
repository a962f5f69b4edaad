// SPDX-License-Identifier: MIT
#pragma once
#include <string_view>

namespace deploy::cli::help_text {

// What stands below the options of each command's help.
inline constexpr std::string_view program = R"(Examples:
  psyfit-deploy                       put the newest commit of the branch live
  psyfit-deploy --ref v1.4.2          put that tag live
  psyfit-deploy plan                  what a deployment would do now
  psyfit-deploy rollback              put the version before back in service
  psyfit-deploy status --json | jq .  what serves, for programs

Without --config: the file that PSYFIT_DEPLOY_CONFIG names, else
/etc/psyfit-deploy.json where it exists, else the built-in defaults.

Exit codes:
    0  done
    1  internal error
    2  command line or configuration
    3  a condition does not hold, nothing was touched; status: nothing serves
    4  no image; the incumbent serves
    5  the candidate is not healthy; the incumbent serves
    6  switched and reverted; the incumbent serves
    7  stuck: needs a person
    8  another deployment holds the lock
    9  nobody answers, or the outcome is not known
  130  cancelled and undone)";

inline constexpr std::string_view deploy = R"(Examples:
  psyfit-deploy deploy --ref 3f2a9c1 --watch 30
  psyfit-deploy deploy --first --env-file /root/psyfit.env
  psyfit-deploy deploy --allow-env-change SMTP_PASSWORD --wait 600)";

inline constexpr std::string_view rollback =
    R"(The container comes back as it was, with its own environment. `status` lists
those that can.

Examples:
  psyfit-deploy rollback
  psyfit-deploy rollback psyfit-web-3f2a9c1-20261124-201500-9c04)";

inline constexpr std::string_view plan =
    R"(Nothing is changed; the remote is asked for its newest commits.

Example:
  psyfit-deploy plan --ref main)";

inline constexpr std::string_view status =
    R"(Exit code 0 when the service answers with success through the proxy, else 3.

Example:
  psyfit-deploy status --json | jq -r .container.name)";

inline constexpr std::string_view history = R"(Example:
  psyfit-deploy history --limit 50)";

inline constexpr std::string_view recover =
    R"(Every deployment does this first; nothing is changed when nothing is left.

Example:
  psyfit-deploy recover --wait 60)";

inline constexpr std::string_view abort =
    R"(It turns back by the rules of the lifecycle: before the switch the candidate is
removed, after it traffic moves back first. Once the incumbent is being
retired it is too late (exit code 3): use rollback.

Examples:
  psyfit-deploy abort
  psyfit-deploy abort 20261124-201500-3f9a --wait 30)";

inline constexpr std::string_view graph = R"(Example:
  psyfit-deploy graph > lifecycle.mmd)";

inline constexpr std::string_view config = R"(Examples:
  psyfit-deploy config check --config ./psyfit-deploy.json
  psyfit-deploy config show
  psyfit-deploy config schema > psyfit-deploy.schema.json)";

inline constexpr std::string_view config_check = R"(Example:
  psyfit-deploy config check --config ./psyfit-deploy.json)";

inline constexpr std::string_view config_show = R"(Values of environment.set are replaced by ***.

Example:
  psyfit-deploy config show)";

inline constexpr std::string_view config_schema = R"(Example:
  psyfit-deploy config schema > psyfit-deploy.schema.json)";

} // namespace deploy::cli::help_text
