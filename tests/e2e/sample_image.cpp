// SPDX-License-Identifier: MIT
#include "e2e/sample_image.hpp"

#include "e2e/fixture.hpp"
#include "helpers/provided.hpp"

#include <boost/interprocess/sync/file_lock.hpp>
#include <boost/interprocess/sync/scoped_lock.hpp>
#include <functional>
#include <sstream>

namespace deploy::test {
namespace fs = std::filesystem;
namespace ipc = boost::interprocess;
namespace {

constexpr const char* dockerfile = "FROM scratch\n"
                                   "ENV SAMPLE_DEFAULT=baked-in\n"
                                   "COPY sample /sample\n"
                                   "ENTRYPOINT [\"/sample\"]\n";

std::string name_of_this_program() {
    std::ostringstream name;
    name << "psyfit-deploy/test-sample:" << std::hex
         << std::hash<std::string>{}(read_file(DEPLOY_TEST_SAMPLE) + dockerfile);
    return name.str();
}

bool there_is(const std::string& image) {
    return run({"docker", "image", "inspect", image}).exit_code == 0;
}

void build(const std::string& image) {
    const TemporaryFolder context;
    write_file(context.path() / "Dockerfile", dockerfile);
    fs::copy_file(DEPLOY_TEST_SAMPLE, context.path() / "sample");
    docker({"build", "--quiet", "--force-rm", "--tag", image, context.path().string()});
}

} // namespace

std::string sample_image() {
    static const auto image = name_of_this_program();
    if (there_is(image))
        return image;
    // Two that build at once would leave the image of the first without a name.
    const auto file = cache_folder() / "sample-image.lock";
    if (!fs::exists(file))
        write_file(file, "");
    ipc::file_lock lock{file.c_str()};
    const ipc::scoped_lock<ipc::file_lock> held{lock};
    if (!there_is(image))
        build(image);
    return image;
}

std::string sample_image_of(const std::string& mark) {
    const auto image = "psyfit-test-" + mark + "-base:1";
    const TemporaryFolder context;
    write_file(context.path() / "Dockerfile",
               "FROM " + sample_image() + "\nLABEL psyfit.test=" + mark + "\n");
    docker(
        {"build", "--quiet", "--force-rm", "--no-cache", "--tag", image, context.path().string()});
    return image;
}

} // namespace deploy::test
