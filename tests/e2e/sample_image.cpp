// SPDX-License-Identifier: MIT
#include "e2e/sample_image.hpp"

#include "e2e/fixture.hpp"

#include <filesystem>

namespace deploy::test {

std::string import_sample_image(const std::string& mark) {
    const auto image = "psyfit-test-" + mark + "-base:1";
    const std::filesystem::path sample{DEPLOY_TEST_SAMPLE};
    const TemporaryFolder folder;
    const auto archive = (folder.path() / "root.tar").string();
    output_of({"tar", "--create", "--file", archive, "--directory", sample.parent_path().string(),
               sample.filename().string()});
    docker({"import", "--change", "LABEL psyfit.test=" + mark, "--change",
            "ENV SAMPLE_DEFAULT=baked-in", "--change",
            "ENTRYPOINT [\"/" + sample.filename().string() + "\"]", archive, image});
    return image;
}

} // namespace deploy::test
