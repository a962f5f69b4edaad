// SPDX-License-Identifier: MIT
#include <deploy/safe_text.hpp>

namespace deploy {

SafeText::SafeText(const Config& config) : redactor_{redactor_for(config)} {}

std::string SafeText::operator()(std::string_view text) const {
    return neutralise(redactor_.redact(text));
}

Error SafeText::operator()(const Error& error) const {
    return {error.code, (*this)(error.message), (*this)(error.fix)};
}

boost::json::value SafeText::json(boost::json::value value) const {
    if (auto* text = value.if_string())
        *text = (*this)(std::string_view{*text});
    else if (auto* list = value.if_array())
        for (auto& each : *list)
            each = json(std::move(each));
    else if (auto* object = value.if_object())
        for (auto&& member : *object)
            member.value() = json(std::move(member.value()));
    return value;
}

} // namespace deploy
