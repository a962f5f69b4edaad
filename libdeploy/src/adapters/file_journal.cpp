// SPDX-License-Identifier: MIT
#include "adapters/file_journal.hpp"

#include "adapters/journal_line.hpp"
#include "adapters/replace_file.hpp"
#include "support/wall_time.hpp"
#include <boost/json/monotonic_resource.hpp>
#include <deploy/json.hpp>
#include <fcntl.h>
#include <ranges>
#include <set>
#include <sys/stat.h>
#include <utility>

namespace deploy {

namespace {

namespace json = boost::json;

constexpr std::size_t read_limit = std::size_t{64} << 20U;
constexpr std::size_t compact_above = std::size_t{256} << 10U;
constexpr std::size_t deployments_kept = 100;
constexpr std::size_t live_kept = 20; // however many have failed since

Result<Record> parse_record(std::string_view payload, const std::string& where) {
    json::monotonic_resource memory; // a record is copied out of it
    auto value = open_payload(payload, where, &memory);
    if (!value)
        return value.error();
    auto record = record_from_json(*value);
    if (!record)
        return record.error().within(where).as(Errc::corrupt);
    return record;
}

std::string line_name(std::string_view file, std::size_t index) {
    return std::string{file} + ":" + std::to_string(index + 1);
}

/// The last record of each of the newest deployments, and of the newest that went live: all that
/// recovery, rollback and history need.
std::string compacted(const std::vector<Record>& records) {
    std::set<std::string> seen;
    std::vector<std::size_t> kept; // newest first
    std::size_t live = 0;
    for (std::size_t i = records.size(); i-- > 0;) {
        if (!seen.insert(records[i].release.id).second)
            continue;
        const bool went_live = records[i].state == State::live;
        if (seen.size() <= deployments_kept || (went_live && live < live_kept))
            kept.push_back(i);
        live += went_live ? 1 : 0;
    }
    std::string bytes;
    for (const auto i : kept | std::views::reverse)
        bytes += journal_line(records[i]);
    return bytes;
}

} // namespace

std::string journal_line(const Record& record) { return seal_payload(to_json(record)); }

Result<JournalContent> parse_journal(std::string_view bytes, std::string_view file_name) {
    const auto lines = split_journal(bytes, file_name);
    if (!lines)
        return lines.error();
    JournalContent content;
    content.end = lines->end;
    for (std::size_t i = 0; i < lines->payloads.size(); ++i) {
        auto record = parse_record(lines->payloads[i], line_name(file_name, i));
        if (!record)
            return record.error();
        content.records.push_back(std::move(*record));
    }
    return content;
}

FileJournal::FileJournal(std::filesystem::path directory, std::string_view service, Clock& clock)
    : directory_{std::move(directory)},
      file_{directory_ / (std::string{service} + ".journal")},
      clock_{clock} {}

Result<std::vector<Record>> FileJournal::read() {
    auto directory = open_state_directory(directory_, IfMissing::fail);
    if (!directory && directory.error().is(Errc::not_found))
        return std::vector<Record>{};
    if (!directory)
        return directory.error();
    auto file = open_private_file(*directory, file_, IfMissing::fail);
    if (!file && file.error().is(Errc::not_found))
        return std::vector<Record>{};
    if (!file)
        return file.error();
    return read_from(*file);
}

Result<std::vector<Record>> FileJournal::read_from(const FileDescriptor& file) {
    const auto bytes = read_all(file, file_, read_limit);
    if (!bytes)
        return bytes.error();
    auto content = parse_journal(*bytes, file_.string());
    if (!content)
        return content.error();
    struct stat info {};
    if (!content->records.empty() && ::fstat(file.get(), &info) == 0)
        remember(info.st_ino, content->end, content->records.back());
    return std::move(content->records);
}

Result<FileDescriptor> FileJournal::open_at_end(const FileDescriptor& directory) {
    auto file = open_private_file(directory, file_, IfMissing::create);
    if (!file)
        return file.error();
    if (auto located = locate_end(*file); !located)
        return located.error();
    return file;
}

Result<> FileJournal::append(const Record& record) {
    auto directory = open_state_directory(directory_, IfMissing::create);
    if (!directory)
        return directory.error();
    auto file = open_at_end(*directory);
    if (file && over_ && end_ > compact_above) {
        if (auto shortened = compact(*directory, *file); !shortened)
            return shortened;
        file = open_at_end(*directory);
    }
    if (!file)
        return file.error();

    Record stamped = record;
    stamped.sequence = sequence_ + 1;
    stamped.at = rfc3339(clock_.wall());
    const auto line = journal_line(stamped);
    const auto inode = std::exchange(inode_, 0); // until the write is known to be whole
    const auto needed = only_looks(stamped.state) ? Outlives::process : Outlives::machine;
    if (auto written = write_at_end(*file, file_, end_, line, needed); !written)
        return written;
    remember(inode, end_ + line.size(), stamped);
    return {};
}

/// Finds the end of the last whole record, unless the file is as the last append left it.
Result<> FileJournal::locate_end(const FileDescriptor& file) {
    struct stat info {};
    if (::fstat(file.get(), &info) != 0)
        return system_error("inspect", file_);
    if (inode_ == info.st_ino && std::cmp_equal(info.st_size, end_))
        return {};
    const auto bytes = read_all(file, file_, read_limit);
    if (!bytes)
        return bytes.error();
    const auto lines = split_journal(*bytes, file_.string());
    if (!lines)
        return lines.error();
    Record last; // sequence 0, not terminal
    if (const auto count = lines->payloads.size(); count > 0) {
        auto parsed = parse_record(lines->payloads.back(), line_name(file_.string(), count - 1));
        if (!parsed)
            return parsed.error();
        last = std::move(*parsed);
    }
    remember(info.st_ino, lines->end, last);
    return {};
}

void FileJournal::remember(std::uint64_t inode, std::size_t end, const Record& last) {
    inode_ = inode;
    end_ = end;
    sequence_ = last.sequence;
    over_ = is_terminal(last.state);
}

/// Replaces the file by one that keeps the last record of each deployment. A crash leaves the old
/// file or the new one.
Result<> FileJournal::compact(const FileDescriptor& directory, const FileDescriptor& file) {
    const auto records = read_from(file);
    if (!records)
        return records.error();
    auto replaced = replace_private_file(directory, file_, compacted(*records), Outlives::machine);
    inode_ = 0;
    return replaced;
}

} // namespace deploy
