// SPDX-License-Identifier: MIT
#include "host_keys.hpp"

#include "program_output.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace deploy::action {
namespace {

/// `256 SHA256:… host (ED25519)`, one a line.
std::string fingerprints(const std::string& lines) {
    auto name = (std::filesystem::temp_directory_path() / "offered.XXXXXX").string();
    const int fd = ::mkstemp(name.data());
    if (fd < 0)
        return {};
    ::close(fd);
    std::ofstream{name} << lines;
    auto out = output_of({"ssh-keygen", "-l", "-f", name}).out;
    std::filesystem::remove(name);
    return out;
}

} // namespace

Error with_offered_keys(Error error, const Inputs& inputs) {
    if (!error.is(Errc::refused) || error.message.find("host key") == std::string::npos)
        return error;
    const auto lines =
        output_of({"ssh-keyscan", "-T", "5", "-p", std::to_string(inputs.port), inputs.host}).out;
    if (lines.empty())
        return error;
    error.message += "\nThe server offers these keys:\n" + lines + "with these fingerprints:\n" +
                     fingerprints(lines);
    error.fix = "compare a fingerprint on the server itself (ssh-keygen -lf "
                "/etc/ssh/ssh_host_ed25519_key.pub); if it is the same, paste its line above into "
                "the input known_hosts. If it is not, somebody is in between: change nothing";
    return error;
}

} // namespace deploy::action
