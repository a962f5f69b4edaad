// SPDX-License-Identifier: MIT
#include "adapters/control_group.hpp"
#include "helpers/program.hpp"

#include <doctest/doctest.h>

using namespace deploy;
using namespace deploy::test;

namespace {

/// A kernel that tells of process 42, in a group of container `c0ffee`.
struct Kernel {
    TemporaryFolder folder;
    KernelFiles files{folder.path() / "proc", folder.path() / "cgroup"};

    explicit Kernel(const std::string& groups) { put("proc/42/cgroup", groups); }
    void put(const std::string& file, const std::string& text) const {
        write_file(folder.path() / file, text);
    }
    [[nodiscard]] std::optional<std::int64_t> memory(std::int64_t process = 42) const {
        return memory_of_group(process, "c0ffee", files);
    }
};

} // namespace

TEST_CASE("memory is read from a control group of version 2") {
    const Kernel kernel{"0::/system.slice/docker-c0ffee.scope\n"};
    kernel.put("cgroup/system.slice/docker-c0ffee.scope/memory.current", "1000\n");
    CHECK(kernel.memory() == 1000);
    kernel.put("cgroup/system.slice/docker-c0ffee.scope/memory.stat",
               "anon 7\ninactive_file 300\n");
    CHECK(kernel.memory() == 700);
}

TEST_CASE("memory is read from a control group of version 1, also where both are mounted") {
    const Kernel kernel{"11:cpu,cpuacct:/docker/c0ffee\n4:memory:/docker/c0ffee\n"
                        "0::/docker/c0ffee\n"};
    kernel.put("cgroup/memory/docker/c0ffee/memory.usage_in_bytes", "1000\n");
    kernel.put("cgroup/memory/docker/c0ffee/memory.stat",
               "inactive_file 5\ntotal_inactive_file 400\n");
    CHECK(kernel.memory() == 600);
}

TEST_CASE("what is not certain to be the container's memory is nothing") {
    const Kernel other{"4:memory:/docker/another\n0::/\nnonsense\n"};
    other.put("cgroup/memory/docker/another/memory.usage_in_bytes", "1000\n");
    CHECK_FALSE(other.memory());
    CHECK_FALSE(other.memory(0));
    CHECK_FALSE(other.memory(43));
    CHECK_FALSE(memory_of_group(42, "", other.files));
    CHECK_FALSE(Kernel{"4:memory:/docker/c0ffee\n"}.memory());
}
