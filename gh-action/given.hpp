// SPDX-License-Identifier: MIT
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace deploy::action {

/// The value of an environment variable; empty where there is none.
using Variables = std::function<std::string(std::string_view name)>;

/// The input as the runner gives it, in INPUT_…, be its name written as `ssh_key` or `ssh-key`.
[[nodiscard]] std::string given(const Variables& variables, const std::string& input);

/// Without the blanks and line ends around it.
[[nodiscard]] std::string trimmed(const std::string& text);

} // namespace deploy::action
