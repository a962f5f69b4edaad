// SPDX-License-Identifier: MIT
// Every input kept in corpus/ goes once through its target, without libFuzzer: the targets keep
// compiling, and what once broke one of them stays mended.
#include "fuzz/targets.hpp"
#include "helpers/program.hpp"

#include <doctest/doctest.h>

namespace {

void replay(const std::string& target, void (*run)(std::string_view)) {
    int inputs = 0;
    const auto folder = std::filesystem::path{DEPLOY_FUZZ_CORPUS} / target;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        INFO("input ", entry.path().string());
        run(deploy::test::read_file(entry.path()));
        ++inputs;
    }
    CHECK_MESSAGE(inputs > 0, "the target has seeds");
}

} // namespace

#define DEPLOY_FUZZ_REPLAY(name)                                                                   \
    TEST_CASE("the kept inputs of " #name " pass" * doctest::description("keeps files open")) {    \
        replay(#name, deploy::fuzz::name);                                                         \
    }

DEPLOY_FUZZ_TARGETS(DEPLOY_FUZZ_REPLAY)
