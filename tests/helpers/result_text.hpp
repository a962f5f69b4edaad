// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/result.hpp>
#include <doctest/doctest.h>

namespace doctest {

/// What a failed CHECK of a Result shows: its error's text.
template <class T>
struct StringMaker<deploy::Result<T>> {
    static String convert(const deploy::Result<T>& result) {
        if (result)
            return "success";
        const auto& error = result.error();
        return (error.code.message() + ": " + error.message + " | " + error.fix).c_str();
    }
};

} // namespace doctest
