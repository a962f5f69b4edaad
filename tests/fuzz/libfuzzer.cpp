// SPDX-License-Identifier: MIT
// Gives what libFuzzer thinks up to the one target that DEPLOY_FUZZ_TARGET names. A failed check
// ends the process, which libFuzzer takes for a crash and keeps the input.
#define DOCTEST_CONFIG_IMPLEMENT
#include "fuzz/targets.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <doctest/doctest.h>

namespace {

void give_up(const doctest::AssertData& failed) {
    std::fprintf(stderr, "\n%s:%d: CHECK(%s) failed: %s\n", failed.m_file, failed.m_line,
                 failed.m_expr, failed.m_decomp.c_str());
    const auto* const* contexts = doctest::IReporter::get_active_contexts();
    for (int i = 0; i < doctest::IReporter::get_num_active_contexts(); ++i) {
        std::ostringstream text;
        contexts[i]->stringify(&text);
        std::fprintf(stderr, "  %s\n", text.str().c_str());
    }
    std::abort();
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
    static doctest::Context context;
    context.setAssertHandler(give_up);
    context.setAsDefaultForAssertsOutOfTestCases();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    deploy::fuzz::DEPLOY_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
    return 0;
}
