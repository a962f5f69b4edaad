// SPDX-License-Identifier: MIT
#pragma once
#include "adapters/durable_file.hpp"
#include <cstddef>
#include <cstdint>
#include <deploy/clock.hpp>
#include <deploy/journal.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// The journal as a file of checked JSON lines; docs/journal-format.md has its bytes. One writer at
/// a time (the host lock sees to it), any number of readers beside it. Between two appends it keeps
/// only the length and the last sequence, and checks the length before it trusts them.
class FileJournal : public Journal {
public:
    /// The journal of `service` in the directory. Nothing is touched before the first call.
    FileJournal(std::filesystem::path directory, std::string_view service, Clock& clock);

    Result<> append(const Record& record) override;
    Result<std::vector<Record>> read() override;

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

private:
    Result<FileDescriptor> open_at_end(const FileDescriptor& directory);
    Result<> locate_end(const FileDescriptor& file);
    void remember(std::uint64_t inode, std::size_t end, const Record& last);
    Result<> compact(const FileDescriptor& directory, const FileDescriptor& file);
    Result<std::vector<Record>> read_from(const FileDescriptor& file);

    std::filesystem::path directory_;
    std::filesystem::path file_;
    Clock& clock_;
    std::uint64_t inode_ = 0;    // 0: the end is not known
    std::size_t end_ = 0;        // of the last whole record
    std::uint64_t sequence_ = 0; // of the last whole record
    bool over_ = false;          // the last record is terminal
};

/// One record as the journal's bytes, line end included.
[[nodiscard]] std::string journal_line(const Record& record);

/// The records of a journal's bytes and where they end; what follows is a torn tail. Damage before
/// the last line, or a checked line that is no record, is `corrupt` and names the line.
struct JournalContent {
    std::vector<Record> records;
    std::size_t end = 0;
};
Result<JournalContent> parse_journal(std::string_view bytes, std::string_view file_name);

} // namespace deploy
