// SPDX-License-Identifier: MIT
#pragma once
#include "operations/doctor/examination.hpp"

namespace deploy {

/// How long one of the questions below may wait for an answer from elsewhere.
inline constexpr std::chrono::milliseconds patience_in_turn{400};

// One question each. These ask the ports, one after the other.
Said check_engine(const Examination& host);
Said check_engine_holes(const Examination& host);
Said check_shared_network(const Examination& host);
Said check_proxy(const Examination& host);
Said check_route(const Examination& host);
Said check_answer(const Examination& host);
Said check_journal(const Examination& host);
Said check_lock(const Examination& host);
Said check_memory(const Examination& host);
Said check_image_room(const Examination& host);
Said check_checkout(const Examination& host);
Said check_master_key(const Examination& host);
Said check_committed_secrets(const Examination& host);
Said check_protected_keys(const Examination& host);
Said check_grace_times(const Examination& host);
Said check_restart_policies(const Examination& host);
Said check_database(const Examination& host);
Said check_redis(const Examination& host);
Said check_served_certificate(const Examination& host);

/// What the checks below look at; they take their time, so all of them run at once.
struct Surroundings {
    const Config& config;
    Machine& machine;
    SchedulePorts schedule;
    const ScheduleRequest& scheduled;
    std::chrono::system_clock::time_point now;
};

/// How long one of them may wait for an answer.
inline constexpr std::chrono::milliseconds patience_at_once{800};

Said check_disk(const Surroundings& host);
Said check_inodes(const Surroundings& host);
Said check_nginx(const Surroundings& host);
/// Why no Nginx is in front of the proxy, whatever there is of it; empty where one may be.
std::string why_no_nginx(const Examination& host);
Said check_dns(const Surroundings& host);
Said check_timezone(const Surroundings& host);
Said check_schedule(const Surroundings& host);
Said check_alarms(const Surroundings& host);
Said check_backup(const Surroundings& host);
Said check_systemd(const Surroundings& host);
Said check_workflows(const Surroundings& host);

} // namespace deploy
