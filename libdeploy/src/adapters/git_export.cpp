// SPDX-License-Identifier: MIT
#include "adapters/git_export.hpp"
#include "support/file_descriptor.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace deploy::git {
namespace {

namespace fs = std::filesystem;

Error cannot(std::string_view action, const std::string& path) {
    return {Errc::io, "cannot " + std::string{action} + " " + path + ": " + std::strerror(errno)};
}

// Git itself never makes such names; only a forged tree has them.
bool safe_name(std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name != ".git" &&
           name.find('/') == name.npos;
}

/// Each directory is opened by its parent's descriptor and each file made new, so that no link,
/// not even one in the tree itself, can lead outside.
class Exporter {
public:
    explicit Exporter(git_repository* repository) : repository_{repository} {}

    Result<> directory(const git_tree* tree, int at, const std::string& prefix) {
        for (std::size_t i = 0; i < git_tree_entrycount(tree); ++i) {
            const auto* entry = git_tree_entry_byindex(tree, i);
            if (!safe_name(git_tree_entry_name(entry)))
                return Error{Errc::corrupt,
                             "the commit has a file with a forbidden name in /" + prefix};
            const auto path = prefix + git_tree_entry_name(entry);
            if (auto done = one(entry, at, path); !done)
                return done;
        }
        return {};
    }

private:
    Result<> one(const git_tree_entry* entry, int at, const std::string& path) {
        switch (git_tree_entry_filemode(entry)) {
        case GIT_FILEMODE_TREE: return subdirectory(entry, at, path);
        case GIT_FILEMODE_BLOB: return file(entry, at, path, 0644);
        case GIT_FILEMODE_BLOB_EXECUTABLE: return file(entry, at, path, 0755);
        case GIT_FILEMODE_LINK: return link(entry, at, path);
        case GIT_FILEMODE_COMMIT:
            return Error{Errc::precondition,
                         path + " is a git submodule, whose files the commit does not have",
                         "put its files into the repository itself"};
        case GIT_FILEMODE_UNREADABLE: break;
        }
        return Error{Errc::corrupt, path + " has an unknown file mode in the commit"};
    }

    Result<> subdirectory(const git_tree_entry* entry, int at, const std::string& path) {
        const auto* name = git_tree_entry_name(entry);
        const auto tree =
            make<git_tree, git_tree_free>(git_tree_lookup, repository_, git_tree_entry_id(entry));
        if (!tree)
            return failure(Errc::corrupt, "cannot read " + path + " of the commit");
        if (::mkdirat(at, name, 0755) != 0)
            return cannot("make", path);
        const FileDescriptor made{
            ::openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
        if (!made || ::fchmod(made.get(), 0755) != 0)
            return cannot("open", path);
        return directory(tree.get(), made.get(), path + "/");
    }

    Blob blob(const git_tree_entry* entry) {
        return make<git_blob, git_blob_free>(git_blob_lookup, repository_,
                                             git_tree_entry_id(entry));
    }

    Result<> file(const git_tree_entry* entry, int at, const std::string& path, mode_t mode) {
        const auto content = blob(entry);
        if (!content)
            return failure(Errc::corrupt, "cannot read " + path + " of the commit");
        const FileDescriptor made{::openat(at, git_tree_entry_name(entry),
                                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                           0600)};
        // fchmod, so that the umask of this process does not change the image.
        if (!made || ::fchmod(made.get(), mode) != 0)
            return cannot("make", path);
        const auto* data = static_cast<const char*>(git_blob_rawcontent(content.get()));
        auto left = static_cast<std::size_t>(git_blob_rawsize(content.get()));
        while (left > 0) {
            const auto written = ::write(made.get(), data, left);
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                return cannot("write", path);
            data += written;
            left -= static_cast<std::size_t>(written);
        }
        return {};
    }

    Result<> link(const git_tree_entry* entry, int at, const std::string& path) {
        const auto content = blob(entry);
        if (!content)
            return failure(Errc::corrupt, "cannot read " + path + " of the commit");
        const std::string target{static_cast<const char*>(git_blob_rawcontent(content.get())),
                                 static_cast<std::size_t>(git_blob_rawsize(content.get()))};
        if (::symlinkat(target.c_str(), at, git_tree_entry_name(entry)) != 0)
            return cannot("make", path);
        return {};
    }

    git_repository* repository_;
};

} // namespace

Result<> export_commit(git_repository* repository, const git_commit* commit,
                       const fs::path& directory) {
    const auto tree = tree_of(commit);
    if (!tree)
        return failure(Errc::corrupt, "cannot read the files of " + shown(*git_commit_id(commit)));
    std::error_code failed;
    fs::remove_all(directory, failed);
    if (failed)
        return Error{Errc::io, "cannot remove " + directory.string() + ": " + failed.message()};
    if (::mkdir(directory.c_str(), 0700) != 0)
        return cannot("make", directory.string());
    const FileDescriptor made{
        ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!made)
        return cannot("open", directory.string());
    return Exporter{repository}.directory(tree.get(), made.get(), "");
}

} // namespace deploy::git
