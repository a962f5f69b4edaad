// SPDX-License-Identifier: MIT
#include "adapters/replace_file.hpp"

#include <cstdio>
#include <unistd.h>

namespace deploy {
namespace {

Result<> put_in_place(const FileDescriptor& directory, const std::filesystem::path& fresh,
                      const std::filesystem::path& file, std::string_view text, Outlives what) {
    auto opened = open_private_file(directory, fresh, IfMissing::create);
    if (!opened)
        return opened.error();
    if (auto written = write_at_end(*opened, fresh, 0, text, what); !written)
        return written;
    if (::renameat(directory.get(), fresh.filename().c_str(), directory.get(),
                   file.filename().c_str()) != 0)
        return system_error("replace", file);
    return what == Outlives::machine ? sync_directory(directory, file.parent_path()) : Result<>{};
}

} // namespace

Result<> replace_private_file(const FileDescriptor& directory, const std::filesystem::path& file,
                              std::string_view text, Outlives what) {
    const auto fresh = std::filesystem::path{file.string() + ".new"};
    ::unlinkat(directory.get(), fresh.filename().c_str(), 0);
    auto put = put_in_place(directory, fresh, file, text, what);
    if (!put)
        ::unlinkat(directory.get(), fresh.filename().c_str(), 0);
    return put;
}

} // namespace deploy
