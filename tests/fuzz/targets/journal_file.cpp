// SPDX-License-Identifier: MIT
// The journal as a file, with whatever is in it at the beginning, under appends, crashes that tear
// the last record, and new processes: what was appended is read, in order, and nothing else comes
// or goes. The input: the acts, then, from the next line on, the first content.
#include "adapters/file_journal.hpp"
#include "adapters/system_clock.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "helpers/program.hpp"
#include "helpers/result_text.hpp"

#include <doctest/doctest.h>
#include <memory>

namespace deploy::fuzz {

namespace {

std::string told(const Record& record) {
    return record.release.id + " " + std::string{to_string(record.state)} + " " + record.cause;
}

/// One journal and what it must hold.
class Rehearsal {
public:
    Rehearsal(const std::filesystem::path& directory, std::string_view content)
        : directory_{directory} {
        std::filesystem::remove(file());
        test::write_file(file(), std::string{content});
        std::filesystem::permissions(file(), std::filesystem::perms::owner_read |
                                                 std::filesystem::perms::owner_write);
        restart();
        const auto read = journal_->read();
        readable_ = read.has_value();
        if (readable_)
            for (const auto& record : *read)
                expected_.push_back(told(record));
        else
            CHECK(read.error().is(Errc::corrupt));
    }

    void act(unsigned what) {
        if (what % 8 == 0)
            restart();
        else if (what % 8 == 1)
            tear(what / 8);
        else
            append(what);
        check();
    }

private:
    [[nodiscard]] std::filesystem::path file() const { return directory_ / "web.journal"; }

    void restart() { journal_ = std::make_unique<FileJournal>(directory_, "web", clock_); }

    void append(unsigned what) {
        Record record{.state = static_cast<State>(what % state_names.size()), .release = {}};
        record.release.id = std::to_string(expected_.size() / 4);
        record.release.service = "web";
        record.cause = std::string(std::size_t{what} % 3 * 40, 'c');
        const auto appended = journal_->append(record);
        if (readable_)
            REQUIRE_MESSAGE(appended, appended.error().message);
        if (appended) {
            expected_.push_back(told(record));
            whole_ = true;
        }
    }

    /// A crash amid the last write, then a new process.
    void tear(unsigned bytes) {
        const auto size = std::filesystem::file_size(file());
        if (!whole_ || bytes == 0 || bytes >= 100 || bytes >= size)
            return;
        std::filesystem::resize_file(file(), size - bytes);
        expected_.pop_back();
        whole_ = false;
        restart();
    }

    void check() {
        const auto read = journal_->read();
        REQUIRE(read.has_value() == readable_);
        if (!readable_)
            return;
        REQUIRE(read->size() == expected_.size());
        for (std::size_t i = 0; i < expected_.size(); ++i)
            CHECK(told((*read)[i]) == expected_[i]);
    }

    std::filesystem::path directory_;
    SystemClock clock_;
    std::unique_ptr<FileJournal> journal_;
    std::vector<std::string> expected_;
    bool readable_ = true;
    bool whole_ = false; // the last record is one of ours
};

} // namespace

void journal_file(std::string_view bytes) {
    static const test::TemporaryFolder scratch;
    Input input{bytes};
    const auto acts = input.line().substr(0, 16);
    Rehearsal rehearsal{scratch.path(), input.rest()};
    for (const char act : acts)
        rehearsal.act(static_cast<unsigned char>(act));
}

} // namespace deploy::fuzz
