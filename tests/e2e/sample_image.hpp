// SPDX-License-Identifier: MIT
#pragma once
#include <string>

namespace deploy::test {

/// An image with the program `sample` and the label `psyfit.test=<mark>`, which all that is built
/// on it inherits. Imported, since each instruction of a Dockerfile costs the classic builder a
/// container; and of its own, since the builder looks through all images with the same parent for
/// one to use again, and fails where another test removes one of them just then.
std::string import_sample_image(const std::string& mark);

} // namespace deploy::test
