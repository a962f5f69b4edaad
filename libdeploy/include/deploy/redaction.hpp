// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <deploy/config.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace deploy {

/// Replaces known secrets by `***` and takes control bytes out of text that came from outside.
class Redactor {
public:
    /// Remembers a secret; shorter than 6 bytes is ignored, since it would blank ordinary words.
    /// Each line of a multi-line secret is remembered too, and each in the forms in which it may
    /// show itself: escaped for JSON, percent-encoded, inside Base64.
    void add(std::string_view secret);

    /// `text` with every remembered secret, and the userinfo of every URL, replaced by `***`.
    [[nodiscard]] std::string redact(std::string_view text) const;

    /// How many bytes at the front of `text` can be redacted now: what follows `text` cannot turn
    /// them into a part of a secret, and no character is cut in two.
    [[nodiscard]] std::size_t settled(std::string_view text) const;

    /// The longest remembered secret, in bytes.
    [[nodiscard]] std::size_t longest() const { return longest_; }

private:
    std::vector<std::string> secrets_;
    std::size_t longest_ = 0;
};

/// One that knows the values that the configuration sets and, where it can be read, the master key.
[[nodiscard]] Redactor redactor_for(const Config& config);

/// Redacts a stream that arrives in chunks: a secret split over two chunks is found all the same.
class StreamRedactor {
public:
    explicit StreamRedactor(const Redactor& redactor) : redactor_{redactor} {}
    /// The text that is safe to pass on now.
    [[nodiscard]] std::string feed(std::string_view chunk);
    /// The rest, at the end of the stream.
    [[nodiscard]] std::string finish();

private:
    const Redactor& redactor_;
    std::string pending_;
};

/// `text` with control bytes other than tab and line feed shown as `\xNN`, so that a terminal or
/// log cannot be driven by it; invalid UTF-8 becomes U+FFFD.
[[nodiscard]] std::string neutralise(std::string_view text);

} // namespace deploy
