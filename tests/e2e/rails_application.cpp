// SPDX-License-Identifier: MIT
#include "e2e/rails_application.hpp"

namespace deploy::test {
namespace {
constexpr auto state_file = "/rails_state.json";
} // namespace

void give_rails(const std::string& container, const std::string& state) {
    const TemporaryFolder root;
    output_of({DEPLOY_TEST_RAILS_TREE, root.path().string()});
    docker({"cp", root.path().string() + "/.", container + ":/"});
    set_rails_state(container, state);
}

void set_rails_state(const std::string& container, const std::string& state) {
    const TemporaryFolder folder;
    write_file(folder.path() / "state", state);
    docker({"cp", (folder.path() / "state").string(), container + ":" + state_file});
}

std::string rails_state(const std::string& container) {
    const TemporaryFolder folder;
    const auto copy = folder.path() / "state";
    docker({"cp", container + ":" + state_file, copy.string()});
    return read_file(copy);
}

} // namespace deploy::test
