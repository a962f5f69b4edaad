// SPDX-License-Identifier: MIT
#pragma once
#include <iosfwd>
#include <string>
#include <string_view>

namespace deploy::action {

/// Text that came from outside as one line of the log that the runner cannot take for a command:
/// `::x::` works at the start of a line only, the older `##[x]` anywhere in it.
[[nodiscard]] std::string harmless(std::string_view text);

/// The commands of a GitHub runner, printed on its log.
/// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
class WorkflowCommands {
public:
    explicit WorkflowCommands(std::ostream& out) : out_{out} {}

    /// Has the runner hide the secret from now on: each line of it, and its Base64 form.
    void mask(std::string_view secret);
    void group(std::string_view title);
    void end_group();
    // At most ten of each kind are kept a step: the rest are plain lines.
    void notice(std::string_view title, std::string_view text) { annotate("notice", title, text); }
    void warning(std::string_view title, std::string_view text);
    void error(std::string_view title, std::string_view text) { annotate("error", title, text); }
    /// A line of the log, made harmless.
    void line(std::string_view text);

private:
    void annotate(std::string_view kind, std::string_view title, std::string_view text);

    std::ostream& out_;
    bool in_group_ = false;
    int warnings_ = 0;
};

} // namespace deploy::action
