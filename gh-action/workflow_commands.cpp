// SPDX-License-Identifier: MIT
#include "workflow_commands.hpp"

#include "base64.hpp"

#include <deploy/redaction.hpp>
#include <ostream>
#include <sstream>

namespace deploy::action {
namespace {

constexpr int kept_annotations = 9; // one is left for the end

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
    return text;
}

std::string escaped(std::string_view data) {
    auto out = replaced(std::string{data}, "%", "%25");
    out = replaced(std::move(out), "\r", "%0D");
    return replaced(std::move(out), "\n", "%0A");
}

std::string escaped_property(std::string_view data) {
    return replaced(replaced(escaped(data), ":", "%3A"), ",", "%2C");
}

} // namespace

std::string harmless(std::string_view text) {
    auto out = replaced(neutralise(text), "##[", "## [");
    out = replaced(std::move(out), "\n", "\n  ");
    const auto first = out.find_first_not_of(" \t");
    return first != std::string::npos && out.compare(first, 2, "::") == 0 ? "| " + out : out;
}

void WorkflowCommands::mask(std::string_view secret) {
    const auto hide = [this](const std::string& part) {
        constexpr std::size_t shortest = 4; // a shorter one would blank ordinary words
        if (part.size() >= shortest)
            out_ << "::add-mask::" << escaped(part) << '\n';
    };
    std::istringstream lines{std::string{secret}};
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with('\r'))
            line.pop_back();
        hide(line);
    }
    hide(to_base64(secret));
    out_ << std::flush;
}

void WorkflowCommands::group(std::string_view title) {
    end_group();
    out_ << "::group::" << escaped(title) << std::endl;
    in_group_ = true;
}

void WorkflowCommands::end_group() {
    if (in_group_)
        out_ << "::endgroup::" << std::endl;
    in_group_ = false;
}

void WorkflowCommands::warning(std::string_view title, std::string_view text) {
    if (++warnings_ <= kept_annotations)
        annotate("warning", title, text);
    else
        line("warning: " + std::string{text});
}

void WorkflowCommands::annotate(std::string_view kind, std::string_view title,
                                std::string_view text) {
    out_ << "::" << kind << " title=" << escaped_property(neutralise(title))
         << "::" << escaped(neutralise(text)) << std::endl;
}

void WorkflowCommands::line(std::string_view text) {
    std::istringstream lines{harmless(text)};
    for (std::string each; std::getline(lines, each);)
        out_ << harmless(each) << '\n';
    out_ << std::flush;
}

} // namespace deploy::action
