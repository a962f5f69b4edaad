// SPDX-License-Identifier: MIT
#pragma once
#include <string>

namespace sample {

/// A file with an id on each line, in the order of arrival. Several services may write to one: each
/// line is a write of its own at the end.
class Ledger {
public:
    /// An empty name keeps nothing. A file that cannot be written ends the process with 74.
    explicit Ledger(const std::string& file);

    void enter(const std::string& id) const;

private:
    int fd_ = -1; // open as long as the process
};

} // namespace sample
