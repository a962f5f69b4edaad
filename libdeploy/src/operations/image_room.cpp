// SPDX-License-Identifier: MIT
#include "operations/image_room.hpp"

#include "operations/disk_places.hpp"

namespace deploy {

std::string ImageRoom::text() const {
    constexpr std::int64_t mebi = std::int64_t{1} << 20U;
    return std::to_string(needed / mebi) + " MiB needed for a second image, " +
           std::to_string(available / mebi) + " MiB free for Docker";
}

Result<ImageRoom> image_room(const Container& incumbent, Engine& engine, Machine& machine) {
    const auto space = machine.disk(existing(docker_files, machine));
    if (!space)
        return space.error();
    const auto image = engine.image(incumbent.image_id);
    if (!image)
        return image.error();
    return ImageRoom{.needed = *image ? (*image)->size : 0, .available = space->available};
}

std::string doubt_of_image_room(const Container& incumbent, Engine& engine, Machine& machine) {
    const auto space = machine.disk(existing(docker_files, machine));
    if (space && space->available >= space->total - space->available)
        return {};
    const auto room = image_room(incumbent, engine, machine);
    if (!room || room->fits())
        return {};
    return "the new image may not fit on Docker's disk: " + room->text() +
           "; psyfit-deploy cleanup makes room";
}

} // namespace deploy
