// SPDX-License-Identifier: MIT
// The main function of every test program. A test case that leaves a file open in the program that
// it is in, the library's included, fails that program; one whose description is "keeps files open"
// may.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <string_view>

#ifdef __SANITIZE_THREAD__
/// A program that a second signal ends leaves its threads as they are; one that is forked for a
/// test starts threads of its own.
extern "C" const char* __tsan_default_options() { // NOLINT(bugprone-reserved-identifier)
    return "report_thread_leaks=0:die_after_fork=0";
}
#endif

namespace {

/// The files that this process has open: `7 -> /tmp/file`. A connection may be kept for the next
/// call, and does not count.
std::set<std::string> open_files() {
    namespace fs = std::filesystem;
    std::set<std::string> files;
    for (const auto& entry : fs::directory_iterator{"/proc/self/fd"}) {
        std::error_code closed;
        const auto target = fs::read_symlink(entry.path(), closed);
        if (!closed && fs::is_regular_file(entry.path(), closed))
            files.insert(entry.path().filename().string() + " -> " + target.string());
    }
    return files;
}

int left_open = 0;

/// Compares what is open after each test case with what was before.
class FilesAreClosed : public doctest::IReporter {
public:
    explicit FilesAreClosed(const doctest::ContextOptions&) {}
    void test_case_start(const doctest::TestCaseData& test) override {
        name_ = test.m_name;
        may_keep_ = test.m_description != nullptr &&
                    std::string_view{test.m_description} == "keeps files open";
        before_ = open_files();
    }
    void test_case_end(const doctest::CurrentTestCaseStats&) override {
        for (const auto& file : open_files())
            if (!may_keep_ && !before_.contains(file)) {
                std::cout << "ERROR: test case \"" << name_ << "\" leaves open " << file << "\n";
                ++left_open;
            }
    }

    void report_query(const doctest::QueryData&) override {}
    void test_run_start() override {}
    void test_run_end(const doctest::TestRunStats&) override {}
    void test_case_reenter(const doctest::TestCaseData&) override {}
    void test_case_exception(const doctest::TestCaseException&) override {}
    void subcase_start(const doctest::SubcaseSignature&) override {}
    void subcase_end() override {}
    void log_assert(const doctest::AssertData&) override {}
    void log_message(const doctest::MessageData&) override {}
    void test_case_skipped(const doctest::TestCaseData&) override {}

private:
    std::string name_;
    bool may_keep_ = false;
    std::set<std::string> before_;
};

REGISTER_LISTENER("files_are_closed", 1, FilesAreClosed);

} // namespace

int main(int argc, char** argv) {
    const int failed = doctest::Context{argc, argv}.run();
    return failed != 0 ? failed : (left_open == 0 ? 0 : 1);
}
