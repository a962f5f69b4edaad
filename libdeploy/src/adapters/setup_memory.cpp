// SPDX-License-Identifier: MIT
#include "adapters/setup_memory.hpp"

#include "adapters/replace_file.hpp"

namespace deploy {
namespace {

constexpr std::size_t longest = 64;
constexpr std::string_view wanted = "seed wanted\n";
constexpr std::string_view done = "seed done\n";

} // namespace

SetupMemory::SetupMemory(const Config& config)
    : file_{config.state_directory / (config.service + ".setup")} {}

Result<std::optional<Seed>> SetupMemory::seed() const {
    const auto directory = open_state_directory(file_.parent_path(), IfMissing::fail);
    const auto opened = directory ? open_private_file(*directory, file_, IfMissing::fail)
                                  : Result<FileDescriptor>{directory.error()};
    if (!opened && opened.error().is(Errc::not_found))
        return std::optional<Seed>{};
    const auto text = opened ? read_all(*opened, file_, longest) : opened.error();
    if (!text)
        return text.error();
    if (*text != wanted && *text != done)
        return Error{Errc::corrupt, file_.string() + " does not say whether the seed was done",
                     "rm '" + file_.string() + "', after which no seed is run"};
    return std::optional{*text == wanted ? Seed::wanted : Seed::done};
}

Result<> SetupMemory::remember(Seed seed) const {
    const auto directory = open_state_directory(file_.parent_path(), IfMissing::create);
    if (!directory)
        return directory.error();
    return replace_private_file(*directory, file_, seed == Seed::wanted ? wanted : done,
                                Outlives::machine);
}

} // namespace deploy
