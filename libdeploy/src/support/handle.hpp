// SPDX-License-Identifier: MIT
#pragma once
#include <memory>

namespace deploy {

/// Calls `Free` on a pointer of a C library.
template <auto Free>
struct FreeWith {
    template <class T>
    void operator()(T* pointer) const noexcept {
        Free(pointer);
    }
};

/// Owns an object of a C library: `Handle<CURL, curl_easy_cleanup>`.
template <class T, auto Free>
using Handle = std::unique_ptr<T, FreeWith<Free>>;

} // namespace deploy
