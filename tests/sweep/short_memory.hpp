// SPDX-License-Identifier: MIT
#pragma once

namespace deploy::test {

/// While it lives, one allocation of this thread fails (std::bad_alloc), or every one from there
/// on. The program that is linked with it has its own operator new.
class ShortMemory {
public:
    enum class Lasts { once, for_ever };
    /// The one that fails, counted from 0.
    ShortMemory(long at, Lasts lasts);
    ~ShortMemory();
    ShortMemory(const ShortMemory&) = delete;
    ShortMemory& operator=(const ShortMemory&) = delete;

    /// Whether it has come to that.
    [[nodiscard]] static bool struck();
};

} // namespace deploy::test
