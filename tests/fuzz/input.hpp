// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace deploy::fuzz {

/// Takes an input apart from front to back. Past its end there are zeros and empty texts. The parts
/// are lines, so that a seed is a text that a person can write and a mutation moves no others.
class Input {
public:
    explicit Input(std::string_view bytes) : rest_{bytes} {}

    [[nodiscard]] bool empty() const { return rest_.empty(); }
    /// The next byte.
    unsigned char byte();
    /// A number made of the next two bytes, below `limit`, which must not be 0.
    std::size_t below(std::size_t limit);
    /// To the end of the line.
    std::string_view line();
    /// To the next line that is `%%`.
    std::string_view part();
    std::string_view rest() const { return rest_; }

private:
    std::string_view until(std::string_view end);

    std::string_view rest_;
};

/// The texts between the separators; at least one.
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);

/// `text` cut into pieces whose lengths the bytes of `cuts` tell, over and over; whole without any.
[[nodiscard]] std::vector<std::string_view> pieces(std::string_view text, std::string_view cuts);

} // namespace deploy::fuzz
