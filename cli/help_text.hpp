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
  psyfit-deploy --host deploy@app.example.com   the same from afar, through ssh

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

inline constexpr std::string_view logs =
    R"(Control bytes are shown as \xNN, values of secret variables as ***.

Examples:
  psyfit-deploy logs --lines 200
  psyfit-deploy logs psyfit-web-3f2a9c1-20261124-201500-9c04)";

/// This program's word for one that others have, behind a command or behind none; empty where it
/// has none.
constexpr std::string_view our_word_for(std::string_view word, std::string_view command) {
    if (word == "help")
        return "--help";
    if (word == "version")
        return "--version";
    const bool stops = word == "stop";
    if (command == "workers")
        return word == "start" ? "resume" : stops ? "pause" : "";
    if (command == "backup" || command == "schedule")
        return word != "list" ? "" : command == "backup" ? "restore --list" : "show";
    return command.empty() && (stops || word == "cancel") ? "abort" : "";
}

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

inline constexpr std::string_view attach =
    R"(Follows a run of deploy, rollback or recover, detached or not, and ends with its
exit code. Ctrl-C ends the following only: the run goes on.

Examples:
  psyfit-deploy deploy --detach
  psyfit-deploy attach 20261124-201500-3f9a
  psyfit-deploy attach 20261124-201500-3f9a --json --from 12)";

inline constexpr std::string_view serve =
    R"(For ~/.ssh/authorized_keys of the server. The key then calls this program and
nothing else, with the configuration that stands here:

  restrict,command="psyfit-deploy serve --config /etc/web.json" ssh-ed25519 …)";

inline constexpr std::string_view certificate =
    R"(Looks at what the host serves to the world, not at a file: names, chain, days
left. With one line of status first, as a monitoring plugin.

Exit codes of this command, which are those of a monitoring plugin:
  0  ok
  1  warning: fewer days left than --warn
  2  critical: expired, not valid yet, for another name, not trusted, no TLS, or
     fewer days left than --critical
  3  unknown: nobody answers, or it could not be looked at
A command line that is not understood is 2, as everywhere.

Of a certificate with a short lifetime a third of it counts as the warning, a
sixth as critical, where that is less than the days.

Examples:
  psyfit-deploy certificate
  psyfit-deploy certificate www.psytech.jp:443 --warn 21
  psyfit-deploy certificate intern.example --ca /etc/ssl/own-ca.pem --json)";

inline constexpr std::string_view backup =
    R"(The database is dumped through compression into a file of its own in
backup.directory, which is read back before it gets its name; a copy goes to
the storage that is configured. Then what is older than backup.keep_days goes,
but never the last backup.keep_last.

Examples:
  psyfit-deploy backup
  psyfit-deploy backup verify --all
  psyfit-deploy backup drill)";

inline constexpr std::string_view backup_verify =
    R"(Reads the whole file: checksum, decompression, last line, rows of each table.

Examples:
  psyfit-deploy backup verify
  psyfit-deploy backup verify psyfit_production_20261124_020000.sql.gz)";

inline constexpr std::string_view backup_drill =
    R"(Restores into a database of its own, compares tables and rows, and drops it.
The live database is only read for its owner and encoding.

Examples:
  psyfit-deploy backup drill
  psyfit-deploy backup drill --dry-run)";

inline constexpr std::string_view restore =
    R"(The live database is backed up first and stays, as <database>_before_restore.
The backup is loaded into a fresh database and its rows are counted; then the two
change names in one transaction. A <database>_before_restore of an earlier restore
is dropped for it. --latest takes the newest of those here and in the storage.

Examples:
  psyfit-deploy restore --list
  psyfit-deploy restore --latest
  psyfit-deploy restore psyfit_production_20261124_020000.sql.gz --yes)";

inline constexpr std::string_view monitor =
    R"(One pass, for a timer: health page, a page's keyword, containers, their restarts,
disks, the certificate of each host, newest backup, its copy in the storage,
workers, the folder of the state. Three failures in a row (or monitor.failures)
raise an alarm by mail and Slack, again every six hours (monitor.repeat); the
recovery is told with how long it lasted. Silent while a deployment runs.

Exit codes: 0 all is well, or a deployment runs; 3 something is not;
2 configuration; 8 another pass runs.

Examples:
  psyfit-deploy monitor
  psyfit-deploy monitor --dry-run --json
  psyfit-deploy monitor --test-alarm)";

inline constexpr std::string_view cleanup =
    R"(Stopped containers, images and build cache that `cleanup.*` of the configuration
does not keep. What serves, what it can be rolled back to, and what is not of
this service stays; images without a name go, whoever left them.
Exit code 3 when something could not be removed.

Examples:
  psyfit-deploy cleanup --dry-run
  psyfit-deploy cleanup --wait 600)";

inline constexpr std::string_view doctor =
    R"(One line a check: what it found, why it matters, the command that mends it.
Changes nothing without --fix. Exit code 3 when a check failed, with --strict
when there is a warning too.

Examples:
  psyfit-deploy doctor
  psyfit-deploy doctor --fix
  psyfit-deploy doctor --json | jq -r '.checks[] | select(.status == "fail") | .fix')";

inline constexpr std::string_view graph = R"(Example:
  psyfit-deploy graph > lifecycle.mmd)";

inline constexpr std::string_view workers = R"(Examples:
  psyfit-deploy workers status
  psyfit-deploy workers pause
  psyfit-deploy workers resume --queue mailers)";

inline constexpr std::string_view workers_status =
    R"(Asks Solid Queue in the container that serves. Waiting are the jobs that could
run now.

Example:
  psyfit-deploy workers status --json | jq -r '.queues[] | select(.paused).name')";

inline constexpr std::string_view workers_pause =
    R"(Jobs that run go on to their end; the others wait. Exit code 7 where a queue
could not be paused; the output names it.

Examples:
  psyfit-deploy workers pause
  psyfit-deploy workers pause --queue mailers --queue reports --dry-run)";

inline constexpr std::string_view workers_resume =
    R"(Exit code 7 where a queue could not be resumed; the output names it.

Example:
  psyfit-deploy workers resume)";

inline constexpr std::string_view schedule = R"(Examples:
  psyfit-deploy schedule show
  psyfit-deploy schedule install --dry-run
  psyfit-deploy schedule install --yes)";

inline constexpr std::string_view schedule_show =
    R"(Without a form: the one that is installed. Exit code 0 when every job of the
configuration is installed as it is there, and runs; else 3.

Example:
  psyfit-deploy schedule show --json | jq -r '.jobs[] | select(.state != "installed").name')";

inline constexpr std::string_view schedule_install =
    R"(Shows what changes, and changes it with --yes. Without a form: the one that is
installed, else systemd timers where systemd runs the host, else the crontab of
the user who runs this. Lines and units of others stay as they are.

Examples:
  psyfit-deploy schedule install --dry-run
  psyfit-deploy schedule install --yes
  psyfit-deploy schedule install --crontab --yes)";

inline constexpr std::string_view schedule_remove =
    R"(Takes away what schedule install wrote for this service, and nothing else.

Example:
  psyfit-deploy schedule remove --yes)";

inline constexpr std::string_view db = R"(Example:
  psyfit-deploy db rollback --dry-run)";

inline constexpr std::string_view db_rollback =
    R"(Backs up the database, has the application revert its newest migrations, and shows
their state before and after. Without --yes it only shows. The container goes on
to serve. Exit code 7 where it stopped half-way; the output tells what is applied.

Examples:
  psyfit-deploy db rollback --dry-run
  psyfit-deploy db rollback --step 2 --yes
  psyfit-deploy db rollback --to 20260301000000 --yes)";

inline constexpr std::string_view config = R"(Examples:
  psyfit-deploy config check --config ./psyfit-deploy.json
  psyfit-deploy config show
  psyfit-deploy config schema > psyfit-deploy.schema.json)";

inline constexpr std::string_view setup =
    R"(Makes what is missing, part by part, and proves each: secrets, network,
database, redis, proxy, nginx, release (the first version, migrated by
release.command, else by setup.migrate), tls (of --public), seed. What is there
is kept, also where it differs; nothing is replaced. An interrupted run is
finished by the next one; a second one changes nothing.

Examples:
  psyfit-deploy setup --dry-run
  psyfit-deploy setup
  psyfit-deploy setup --public --skip seed)";

inline constexpr std::string_view secrets = R"(Examples:
  psyfit-deploy secrets generate
  psyfit-deploy secrets check)";

inline constexpr std::string_view secrets_generate =
    R"(Makes the environment file of a new server, readable by its owner only, with
SECRET_KEY_BASE, ATTR_ENCRYPTED_KEY, BLIND_INDEX_KEY, POSTGRES_PASSWORD and
REDIS_PASSWORD. What a file has already stays as it is; no value is printed.

Examples:
  psyfit-deploy secrets generate
  psyfit-deploy secrets generate --out /root/web.env --dry-run)";

inline constexpr std::string_view secrets_check =
    R"(Looks at the environment of the container that serves, or, before the first
deployment, at the environment file. Logs in to the database and to Redis.
Exit code 3 when something is wrong; no value is printed.

Examples:
  psyfit-deploy secrets check
  psyfit-deploy secrets check --file /etc/psyfit/psyfit.env --json)";

inline constexpr std::string_view config_check = R"(Example:
  psyfit-deploy config check --config ./psyfit-deploy.json)";

inline constexpr std::string_view config_show = R"(Values of environment.set are replaced by ***.

Example:
  psyfit-deploy config show)";

inline constexpr std::string_view config_schema = R"(Example:
  psyfit-deploy config schema > psyfit-deploy.schema.json)";

} // namespace deploy::cli::help_text
