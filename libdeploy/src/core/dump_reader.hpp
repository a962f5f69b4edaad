// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <deploy/backup.hpp>
#include <deploy/byte_stream.hpp>
#include <string>
#include <string_view>

namespace deploy {

/// Follows a plain SQL dump of `pg_dump` as it passes, in pieces of any size and in flat memory:
/// counts the rows of each table, and knows whether the dump came to its end.
class DumpReader {
public:
    /// Which lines go on to the sink.
    enum class Mode : std::uint8_t {
        all,       ///< Every byte, as it is.
        into_empty ///< Only what a fresh database takes: without what `--clean` and `--create` add.
    };

    explicit DumpReader(Mode mode = Mode::all) : mode_{mode} {}

    /// Hands on what passes. `precondition`: a line would leave the database that is loaded.
    Result<> feed(std::string_view bytes, const ByteSink& sink);
    /// Hands on what is left; `corrupt` where the dump did not come to its end.
    Result<> finish(const ByteSink& sink);

    [[nodiscard]] Mode mode() const { return mode_; }
    [[nodiscard]] const TableRows& rows() const { return rows_; }
    [[nodiscard]] std::int64_t size() const { return size_; }

private:
    Result<std::size_t> take_data(std::string_view bytes, const ByteSink& sink);
    Result<std::size_t> take_line(std::string_view bytes, const ByteSink& sink);
    Result<> end_line(const ByteSink& sink);
    Result<bool> wanted();

    Mode mode_;
    TableRows rows_{};
    std::uint64_t* table_ = nullptr; ///< Of the data that passes; null: statements pass.
    std::string line_{};             ///< What is here of a line.
    bool long_line_ = false;         ///< Its beginning is gone already.
    bool created_ = false;           ///< The first object was made.
    bool complete_ = false;
    std::int64_t size_ = 0;
};

} // namespace deploy
