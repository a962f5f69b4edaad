// SPDX-License-Identifier: MIT
#pragma once
#include <string>

namespace deploy::test {

/// Name of an image with the program `sample`, which every image of the sample service is built on:
/// an instruction of a Dockerfile costs the classic builder almost a second. Made where the engine
/// that the docker client speaks to has none of this very program; stays, as the images of
/// cmake/bootstrap.sh do.
std::string sample_image();

/// An image of its own upon that one, with the label `psyfit.test=<mark>`, which all that is built
/// on it inherits. The classic builder looks through all images with the same parent for one to use
/// again, and fails where another test removes one of them just then.
std::string sample_image_of(const std::string& mark);

} // namespace deploy::test
