// SPDX-License-Identifier: MIT
#include "sweep/short_memory.hpp"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

struct Ration {
    bool counts = false;
    bool for_ever = false;
    bool struck = false;
    long left = 0;
};
constinit thread_local Ration ration;

bool refuses() {
    if (!ration.counts || ration.left-- > 0)
        return false;
    ration.struck = true;
    ration.counts = ration.for_ever;
    return true;
}

void* allocate(std::size_t size) {
    void* const memory = refuses() ? nullptr : std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr)
        throw std::bad_alloc{};
    return memory;
}

} // namespace

namespace deploy::test {

ShortMemory::ShortMemory(long at, Lasts lasts) {
    ration = {.counts = true, .for_ever = lasts == Lasts::for_ever, .struck = false, .left = at};
}

ShortMemory::~ShortMemory() { ration.counts = false; }

bool ShortMemory::struck() { return ration.struck; }

} // namespace deploy::test

// The forms for arrays, and those that do not throw, end in these.
void* operator new(std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
