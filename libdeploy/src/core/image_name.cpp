// SPDX-License-Identifier: MIT
#include "core/image_name.hpp"

namespace deploy {
namespace {

std::size_t end_of_repository(std::string_view image) {
    const auto slash = image.rfind('/');
    return image.find(':', slash == std::string_view::npos ? 0 : slash);
}

} // namespace

std::string_view repository_of(std::string_view image) {
    return image.substr(0, end_of_repository(image));
}

std::string_view tag_of(std::string_view image) {
    const auto colon = end_of_repository(image);
    return colon == std::string_view::npos ? std::string_view{} : image.substr(colon + 1);
}

} // namespace deploy
