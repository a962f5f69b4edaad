// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/alarm_memory_file.hpp"

#include <deploy/config.hpp>
#include <filesystem>
#include <optional>

namespace deploy {

/// What the monitor remembers from pass to pass: in the state directory, and where that cannot be
/// written to, in memory that ends with the machine. A disk that is full or read-only is what it
/// has to tell of, so it must not silence it.
class MonitorMemory {
public:
    /// `locked` where another pass runs.
    static Result<MonitorMemory> open(const Config& config);
    /// Only to read: makes and holds nothing.
    static MonitorMemory look(const Config& config);

    /// Why the state directory cannot be used; nothing where it can.
    [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }
    /// The newer of the two; `corrupt` where it is damaged: the next `write` mends that.
    [[nodiscard]] Result<AlarmMemory> read() const;
    /// An error where neither place takes it.
    [[nodiscard]] Result<> write(const AlarmMemory& memory);

private:
    explicit MonitorMemory(std::string service) : service_{std::move(service)} {}
    [[nodiscard]] std::filesystem::path spare_file() const;
    Result<> open_spare();

    std::string service_;
    std::optional<AlarmMemoryFile> own_{};
    std::optional<AlarmMemoryFile> spare_{}; ///< Where it is wanted, or holds something.
    std::optional<Error> trouble_{};
};

} // namespace deploy
