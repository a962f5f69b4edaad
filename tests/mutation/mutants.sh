# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The mistakes that tests must see. Sourced by run.sh: mutant NAME FILE PERL-SUBSTITUTION, on a file
# of libdeploy.

# Journal ---------------------------------------------------------------------------------------
mutant "a record is not synced" src/adapters/durable_file.cpp \
    's/what == Outlives::machine && ::fsync\(file\.get\(\)\) != 0/false/'
mutant "a new file's name is not synced" src/adapters/durable_file.cpp \
    's/if \(fd && ::fsync\(directory\.get\(\)\) != 0\)/if (false)/'
mutant "a new state folder's name is not synced" src/adapters/durable_file.cpp \
    's/if \(parent && ::fsync\(parent\.get\(\)\) != 0\)/if (false)/'
mutant "a replaced file's name is not synced" src/adapters/replace_file.cpp \
    's/what == Outlives::machine \? sync_directory\(directory, file\.parent_path\(\)\) : Result<>\{\}/Result<>{}/'
mutant "a replaced file is not synced before its name" src/adapters/replace_file.cpp \
    's/fresh, 0, text, what\)/fresh, 0, text, Outlives::process)/'
mutant "every record counts as one that only looks" src/adapters/file_journal.cpp \
    's/only_looks\(stamped\.state\)/true/'
mutant "a torn tail stays" src/adapters/durable_file.cpp \
    's/if \(::ftruncate\(file\.get\(\), end\) != 0\)/if (false)/'
mutant "a failed write stays in the file" src/adapters/durable_file.cpp \
    's/if \(!written && ::ftruncate\(file\.get\(\), end\) == 0\)/if (false)/'
mutant "a short write counts as whole" src/adapters/durable_file.cpp \
    's/bytes\.remove_prefix\(static_cast<std::size_t>\(written\)\);/return {};/'
mutant "a wrong checksum is taken" src/adapters/journal_line.cpp \
    's/line\.substr\(0, checksum_size\) == checksum\(line\.substr\(checksum_size \+ 1\)\)/true/'
mutant "damage in the middle counts as a torn tail" src/adapters/journal_line.cpp \
    's/if \(!is_whole\(line\) && !last\)/if (false)/'
mutant "the sequence stands still" src/adapters/file_journal.cpp \
    's/stamped\.sequence = sequence_ \+ 1;/stamped.sequence = sequence_;/'
mutant "compaction keeps the first record of each deployment" src/adapters/file_journal.cpp \
    's/for \(std::size_t i = records\.size\(\); i-- > 0;\)/for (std::size_t i = 0; i < records.size(); ++i)/'
mutant "compaction forgets what was live" src/adapters/file_journal.cpp \
    's/\|\| \(went_live && live < live_kept\)//'
mutant "the end is remembered of another file" src/adapters/file_journal.cpp \
    's/if \(inode_ == info\.st_ino && std::cmp_equal\(info\.st_size, end_\)\)/if (inode_ != 0)/'
mutant "a link in the journal's place is followed" src/adapters/durable_file.cpp \
    's/constexpr int common = O_NOFOLLOW \|/constexpr int common =/'
mutant "anybody may write to the state folder" src/adapters/durable_file.cpp \
    's/if \(\(info\.st_mode & writable_by_others\) != 0\)/if (false)/'

# Lifecycle -------------------------------------------------------------------------------------
mutant "the act comes before its record" src/core/deployer.cpp \
    's/if \(auto saved = record\(\); !saved\)\n\s+return unwritable\(saved\.error\(\)\);/if (state == State::live) (void)record();/'
mutant "a cancel is not seen between states" src/core/deployer.cpp \
    's/if \(stop\.stop_requested\(\) && !decided\)/if (false)/'
mutant "retiring can be cancelled" src/core/deployer.cpp \
    's/const bool decided = state == State::retiring;/const bool decided = false;/'
mutant "steps are undone first to last" src/core/deployer.cpp \
    's/ \| std::views::reverse\)/)/'
mutant "undoing goes on after a failure" src/core/deployer.cpp \
    's/return Event::failed;\n            \}\n        return Event::succeeded;/}\n        return Event::succeeded;/'
mutant "one step too few is undone" src/core/deployer.cpp \
    's/index\(reached\) \+ 1\)/index(reached))/'
mutant "an unwritable journal leaves the candidate" src/core/deployer.cpp \
    's/\(undoable && revert\(\) == Event::succeeded\)/undoable/'
mutant "a live deployment is undone when its end cannot be written" src/core/deployer.cpp \
    's/const bool undoable = state <= State::switching \|\| state == State::reverting;/const bool undoable = true;/'
mutant "watching goes forward after a failure" include/deploy/lifecycle.hpp \
    's/\{watching,   \{\{  retiring,     reverting,/{watching,   {{  retiring,     retiring,/'
mutant "a crash while switching reverts" include/deploy/lifecycle.hpp \
    's/\{switching,  \{\{  verifying,    reverting,   reverting,   switching/{switching,  {{  verifying,    reverting,   reverting,   reverting/'

# Steps -----------------------------------------------------------------------------------------
mutant "the proxy's operation is not written down" src/steps/switch.cpp \
    's/deployment\.release\.operation = operation;\n\s+return deployment\.save\(\);/return Result<>{};/'
mutant "a lost answer of the proxy is not read back" src/steps/switch.cpp \
    's/if \(!moved\.error\(\)\.is\(Errc::unknown_outcome\)\)/if (true)/'
mutant "a switch that nothing came of is not asked for again" src/steps/switch.cpp \
    's/if \(again \|\| /if (true || /'
mutant "the second lost answer is taken for a switch" src/steps/switch.cpp \
    's/return \*in_force \? done\(deployment\) : lost;/return done(deployment);/'
mutant "an earlier process's call is not waited for" src/steps/switch.cpp \
    's/if \(!deployment\.resumed_at && operation\.empty\(\)\)/if (true)/'
mutant "a dead candidate is switched to when resumed" src/steps/switch.cpp \
    's/if \(auto alive = living_candidate\(context_, deployment\.release, \{\}, stop\); !alive\)/if (auto alive = Result<>{}; !alive)/'
mutant "a route that somebody else moved is moved back" src/steps/switch.cpp \
    's/if \(!\*on_candidate && !lost\)/if (false)/'
mutant "a lost route is not given back on the way back" src/steps/switch.cpp \
    's/if \(!\*on_candidate && !lost\)/if (!*on_candidate)/'
mutant "the way back leads to the old address" src/steps/switch.cpp \
    's/if \(!named\)/if (true)/'
mutant "a stranger of the candidate's name is removed" src/steps/start.cpp \
    's/if \(owner == \(\*found\)->labels\.end\(\) \|\| owner->second != release\.id\)/if (false)/'
mutant "the way back is tried once" src/steps/retry.hpp \
    's/constexpr int attempts = 5;/constexpr int attempts = 1;/'
mutant "the incumbent is stopped though it is routed" src/steps/retire.cpp \
    's/if \(!\*ours\)/if (false)/'
mutant "the incumbent is stopped though nobody knows the route" src/steps/retire.cpp \
    's/if \(!route\)\n\s+return route\.error\(\);/if (!route) return context_.ports.engine.stop(release.incumbent->id, context_.config.container.stop_timeout);/'
mutant "a stopped incumbent comes back with the engine" src/steps/stop_for_good.hpp \
    's/auto kept_down = engine\.set_restart_policy\(id, "no"\)/Result<> kept_down/'
mutant "an incumbent that could not be stopped is forgotten" src/core/deployer.cpp \
    's/entry\.retire_failed = outcome\.retire_failed\(\)/entry.retire_failed = false/'
mutant "an incumbent that could not be stopped stays" src/operations/unfinished.cpp \
    's/if \(last\.retire_failed\)/if (false)/'
mutant "a third version is started beside two" src/operations/flow.cpp \
    's/runs && !variant\.goes_back/false/'
mutant "recover hides that what was replaced still runs" src/operations/flow.cpp \
    's/if \(auto runs = still_running\(\*recovery\)\)/if (std::optional<Error> runs; runs)/'
mutant "a crash and a lost route need two recoveries" src/operations/unfinished.cpp \
    's/if \(out\.finished->state == State::stuck\)/if (true)/'
mutant "the way back does not bear a proxy that is away" src/steps/retry.hpp \
    's/!error\.is\(Errc::conflict\)/!error.is(Errc::precondition)/'
mutant "the gate does not bear an engine that is away" src/steps/retry.hpp \
    's/return error\.is\(Errc::unreachable\);/return false;/'
mutant "who cancels waits for an engine that is away" src/steps/retry.hpp \
    's/if \(stop\.stop_requested\(\)\)/if (false)/'
mutant "a moved route is not seen while watching" src/steps/watch.cpp \
    's/if \(auto ours = still_routed\(release\); !ours\)/if (Result<> ours; !ours)/'
mutant "a restart is not seen while watching" src/steps/candidate_state.cpp \
    's/return since && \(now\.restarts != since->restarts \|\| now\.started_at != since->started_at\);/return false;/'
mutant "one pass is enough at the gate" src/steps/gate.cpp \
    's/progress\.passes >= context_\.config\.health\.passes/progress.passes >= 1/'
mutant "whoever answers is taken for the candidate" src/steps/verify.cpp \
    's/if \(target == deployment\.release\.route\.target\)/if (true)/'

# Recovery --------------------------------------------------------------------------------------
mutant "what is left over is not finished" src/operations/unfinished.cpp \
    's/const auto last = left_over\(\*records\);/const auto last = left_over({});/'
mutant "a stuck deployment is left alone" src/operations/unfinished.cpp \
    's/if \(last\.state == State::stuck\)/if (false)/'
mutant "recovery acts while the proxy is away" src/operations/unfinished.cpp \
    's/if \(last\.reached >= State::switching\)/if (false)/'
mutant "a container that comes late is left behind" src/steps/late_container.hpp \
    's/clock\.now\(\) >= took_over \+ grace/true/'
mutant "what comes after the recovery is left behind" src/operations/late_arrivals.cpp \
    's/last->state == State::reverted &&/false \&\&/'
mutant "what starts after the recovery runs on" src/operations/late_arrivals.cpp \
    's/newest\.release\.kind == Kind::rollback/false/'
mutant "a late candidate is removed though it serves" src/operations/late_arrivals.cpp \
    's/return serves && !\*serves;/return true;/'
mutant "another service's late candidate is removed" src/operations/late_arrivals.cpp \
    's/text_at\(label::service, container\) == service/true/'
mutant "a crash that was overcome is told as a cause" src/core/deployer.cpp \
    's/if \(state == State::live\)\n\s+cause\.clear\(\);//'
mutant "recovery acts while the engine is away" src/operations/unfinished.cpp \
    's/last\.reached >= State::releasing/false/'
mutant "what cannot be undone is forgotten" src/operations/flow.cpp \
    's/if \(needs_a_person\(\*settled\)\)/if (false)/'
mutant "a lost route stays lost" src/operations/lost_route.cpp \
    's/if \(live == nullptr\)\n\s+return false;/return false;/'
mutant "a lost route leads to what does not run" src/operations/lost_route.cpp \
    's/bool runs\(const std::optional<Container>& container\) \{ return [^}]+\}/bool runs(const std::optional<Container>&) { return true; }/'
mutant "what a dead process asked for a lost route comes late" src/operations/lost_route.cpp \
    's/if \(auto settled = proxy\.settle\(\{\}\); !settled\)/if (Result<> settled; !settled)/'
mutant "what starts only after its process has died runs on" src/steps/start.cpp \
    's/!stopped \|\| !deployment\.start_may_come/true/'
mutant "a running container's lost route is replaced" src/operations/lost_route.cpp \
    's/if \(runs\(\*container\)\)/if (false)/'
mutant "resuming forgets what was reached" src/core/deployer.cpp \
    's/next\(last\.state, Event::crashed\), last\.reached\}/next(last.state, Event::crashed), last.state}/'
mutant "nobody waits for the lock" src/adapters/host_lock.cpp \
    's/LOCK_EX \| LOCK_NB/LOCK_SH | LOCK_NB/'
