// SPDX-License-Identifier: MIT
#include <deploy/result.hpp>

namespace deploy {
namespace {

class Category final : public std::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "deploy"; }

    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
        case Errc::internal: return "internal error";
        case Errc::invalid_input: return "invalid input";
        case Errc::precondition: return "condition not met";
        case Errc::unreachable: return "no answer";
        case Errc::refused: return "refused";
        case Errc::not_found: return "not found";
        case Errc::conflict: return "name taken";
        case Errc::build_failed: return "build failed";
        case Errc::unhealthy: return "not healthy";
        case Errc::timed_out: return "timed out";
        case Errc::unknown_outcome: return "outcome unknown";
        case Errc::locked: return "locked";
        case Errc::cancelled: return "cancelled";
        case Errc::corrupt: return "damaged data";
        case Errc::io: return "input/output error";
        }
        return "unknown error";
    }
};

} // namespace

const std::error_category& error_category() noexcept {
    static const Category category;
    return category;
}

std::error_code make_error_code(Errc errc) noexcept {
    return {static_cast<int>(errc), error_category()};
}

Errc errc_from(std::string_view message) {
    for (auto kind = Errc::internal; kind <= Errc::io;
         kind = static_cast<Errc>(static_cast<int>(kind) + 1))
        if (error_category().message(static_cast<int>(kind)) == message)
            return kind;
    return Errc::internal;
}

} // namespace deploy
