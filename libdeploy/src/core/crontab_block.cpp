// SPDX-License-Identifier: MIT
#include "core/crontab_block.hpp"

#include <algorithm>
#include <array>

namespace deploy {
namespace {

constexpr std::string_view begin_mark = "# BEGIN psyfit-deploy ";
constexpr std::string_view end_mark = "# END psyfit-deploy ";

/// A line of a text, without its end.
struct Line {
    std::size_t number = 0;
    std::size_t offset = 0;
    std::size_t next = 0; ///< Offset of the line after it.
    std::string_view text{};
};

std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        out.push_back({.number = out.size() + 1,
                       .offset = at,
                       .next = std::min(end + 1, text.size()),
                       .text = text.substr(at, end - at)});
        at = end + 1;
    }
    return out;
}

Error damaged(std::string_view service, const std::string& how) {
    return {Errc::corrupt,
            "the block of psyfit-deploy for " + std::string{service} +
                " in the crontab is damaged: " + how,
            "mend those lines with `crontab -e`, then run this again"};
}

std::string at(const Line& line) { return "line " + std::to_string(line.number); }

/// Walks through a crontab and keeps the block.
class BlockReader {
public:
    explicit BlockReader(std::string_view service)
        : service_{service},
          begin_{std::string{begin_mark} + std::string{service}},
          end_{std::string{end_mark} + std::string{service}} {}

    Result<> take(const Line& line) {
        if (line.text == begin_)
            return open(line);
        if (line.text == end_)
            return close(line);
        if (!opened_ || closed_)
            return {};
        if (line.text.starts_with(begin_mark) || line.text.starts_with(end_mark))
            return damaged(service_,
                           at(line) + " is of another block, in the one of " + at(*opened_));
        block_.lines.emplace_back(line.text);
        return {};
    }

    Result<std::optional<CrontabBlock>> finish() {
        if (opened_ && !closed_)
            return damaged(service_, at(*opened_) + " begins it and nothing ends it");
        return opened_ ? std::optional{std::move(block_)} : std::nullopt;
    }

private:
    Result<> open(const Line& line) {
        if (opened_)
            return damaged(service_, at(line) + " begins it again after " + at(*opened_));
        opened_ = line;
        block_.begin = line.offset;
        return {};
    }

    Result<> close(const Line& line) {
        if (!opened_ || closed_)
            return damaged(service_, at(line) + " ends what nothing begins");
        closed_ = true;
        block_.end = line.next;
        return {};
    }

    std::string_view service_;
    std::string begin_, end_;
    std::optional<Line> opened_{};
    bool closed_ = false;
    CrontabBlock block_{};
};

std::string block_text(std::string_view service, const std::vector<std::string>& lines) {
    std::string out = std::string{begin_mark} + std::string{service} + '\n';
    for (const auto& line : lines)
        out += line + '\n';
    return out + std::string{end_mark} + std::string{service} + '\n';
}

} // namespace

Result<std::optional<CrontabBlock>> find_block(std::string_view crontab, std::string_view service) {
    BlockReader reader{service};
    for (const auto& line : lines_of(crontab))
        if (auto taken = reader.take(line); !taken)
            return taken.error();
    return reader.finish();
}

Result<std::string> with_block(std::string_view crontab, std::string_view service,
                               const std::vector<std::string>& lines) {
    const auto block = find_block(crontab, service);
    if (!block)
        return block.error();
    const auto text = block_text(service, lines);
    std::string out{crontab};
    if (*block)
        return out.replace((*block)->begin, (*block)->end - (*block)->begin, text);
    if (!out.empty() && out.back() != '\n')
        out += '\n';
    return out + text;
}

Result<std::string> without_block(std::string_view crontab, std::string_view service) {
    const auto block = find_block(crontab, service);
    if (!block)
        return block.error();
    std::string out{crontab};
    if (*block)
        out.erase((*block)->begin, (*block)->end - (*block)->begin);
    return out;
}

std::vector<std::string> former_jobs(std::string_view crontab) {
    constexpr std::array scripts{"bin/monitor.sh", "bin/backup.sh", "bin/restore.sh",
                                 "bin/worker-schedule", "bin/cleanup-docker.sh"};
    std::vector<std::string> out;
    for (const auto& line : lines_of(crontab)) {
        const auto first = line.text.find_first_not_of(" \t");
        if (first == std::string_view::npos || line.text[first] == '#')
            continue;
        for (const auto* script : scripts)
            if (line.text.find(script) != std::string_view::npos)
                out.push_back(at(line) + " runs " + script);
    }
    return out;
}

} // namespace deploy
