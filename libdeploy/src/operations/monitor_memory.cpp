// SPDX-License-Identifier: MIT
#include "operations/monitor_memory.hpp"

#include <unistd.h>

namespace deploy {
namespace fs = std::filesystem;
namespace {

fs::path spare_folder() {
    return fs::path{"/dev/shm"} / ("psyfit-deploy-" + std::to_string(::geteuid()));
}

} // namespace

fs::path MonitorMemory::spare_file() const { return spare_folder() / (service_ + ".monitor"); }

Result<> MonitorMemory::open_spare() {
    auto spare = AlarmMemoryFile::open(spare_folder(), service_);
    if (!spare)
        return spare.error();
    spare_.emplace(std::move(*spare));
    return {};
}

Result<MonitorMemory> MonitorMemory::open(const Config& config) {
    MonitorMemory out{config.service};
    auto own = AlarmMemoryFile::open(config.state_directory, config.service);
    if (own)
        out.own_.emplace(std::move(*own));
    else
        out.trouble_ = own.error();
    if (!own && own.error().is(Errc::locked))
        return own.error();
    std::error_code unreadable;
    if (!own || fs::exists(out.spare_file(), unreadable))
        if (auto spare = out.open_spare(); !spare && !own)
            return own.error();
    return out;
}

Result<AlarmMemory> MonitorMemory::read() const { return spare_ ? spare_->read() : own_->read(); }

Result<> MonitorMemory::write(const AlarmMemory& memory) {
    if (own_) {
        auto written = own_->write(memory);
        std::error_code gone;
        if (written)
            fs::remove(spare_file(), gone); // or it would be taken for the newer one
        if (written)
            return written;
        trouble_ = written.error();
    }
    if (!spare_)
        if (auto opened = open_spare(); !opened)
            return *trouble_;
    return spare_->write(memory);
}

} // namespace deploy
