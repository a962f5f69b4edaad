// SPDX-License-Identifier: MIT
#pragma once
#include <cstdint>
#include <deploy/container.hpp>
#include <deploy/engine.hpp>
#include <deploy/machine.hpp>
#include <string>

namespace deploy {

/// Whether another image fits on Docker's disk. Bytes; `needed` is 0 where nobody knows.
struct ImageRoom {
    std::int64_t needed = 0; ///< The image of the incumbent, layers that both have included.
    std::int64_t available = 0;

    [[nodiscard]] bool fits() const { return needed == 0 || needed <= available; }
    /// `812 MiB needed for a second image, 300 MiB free for Docker`
    [[nodiscard]] std::string text() const;
};

/// The engine's error, or the disk's, where either cannot be asked.
Result<ImageRoom> image_room(const Container& incumbent, Engine& engine, Machine& machine);

/// Why the image of a new version may not fit beside that of the incumbent, and what makes room;
/// empty where it fits, or nobody knows. The engine is asked only where more than half of the disk
/// is used: what fits there once would fit again.
[[nodiscard]] std::string doubt_of_image_room(const Container& incumbent, Engine& engine,
                                              Machine& machine);

} // namespace deploy
