// SPDX-License-Identifier: MIT
#include "operations/monitor_memory.hpp"

#include "adapters/durable_file.hpp"

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

MonitorMemory MonitorMemory::look(const Config& config) {
    MonitorMemory out{config.service};
    if (auto own = AlarmMemoryFile::look(config.state_directory, config.service))
        out.own_.emplace(std::move(*own));
    else if (!own.error().is(Errc::not_found)) // it will be made
        out.trouble_ = own.error();
    if (out.own_ && ::access(config.state_directory.c_str(), W_OK) != 0)
        out.trouble_ = system_error("write to", config.state_directory);
    std::error_code unreadable;
    if (fs::exists(out.spare_file(), unreadable))
        if (auto spare = AlarmMemoryFile::look(spare_folder(), config.service))
            out.spare_.emplace(std::move(*spare));
    return out;
}

Result<AlarmMemory> MonitorMemory::read() const {
    if (spare_)
        return spare_->read();
    return own_ ? own_->read() : AlarmMemory{};
}

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
