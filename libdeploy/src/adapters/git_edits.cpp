// SPDX-License-Identifier: MIT
#include "adapters/git_edits.hpp"
#include "adapters/git_checkout.hpp"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace deploy::git {
namespace {

namespace fs = std::filesystem;

/// What one place (a tree, the index, the disk) has at a path; nothing where it has no file.
struct Content {
    git_oid id{};
    unsigned mode = 0;

    bool operator==(const Content& other) const {
        return git_oid_equal(&id, &other.id) == 1 && mode == other.mode;
    }
};
using Place = std::optional<Content>;

Place in_tree(const git_tree* tree, const char* path) {
    const auto entry = make<git_tree_entry, git_tree_entry_free>(git_tree_entry_bypath, tree, path);
    if (!entry || git_tree_entry_type(entry.get()) == GIT_OBJECT_TREE)
        return std::nullopt;
    return Content{*git_tree_entry_id(entry.get()), git_tree_entry_filemode(entry.get())};
}

Place on_disk(git_repository* repository, const char* path) {
    const auto file = fs::path{git_repository_workdir(repository)} / path;
    std::error_code failed;
    const auto status = fs::symlink_status(file, failed);
    Content content;
    if (fs::is_symlink(status)) {
        const auto target = fs::read_symlink(file, failed).string();
        git_odb_hash(&content.id, target.data(), target.size(), GIT_OBJECT_BLOB);
        content.mode = GIT_FILEMODE_LINK;
        return content;
    }
    if (!fs::is_regular_file(status) ||
        git_repository_hashfile(&content.id, repository, path, GIT_OBJECT_BLOB, nullptr) != 0)
        return std::nullopt;
    const bool executable = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
    content.mode = executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
    return content;
}

Place in_index(git_index* index, const char* path) {
    const auto* entry = git_index_get_bypath(index, path, 0);
    if (entry == nullptr)
        return std::nullopt;
    return Content{entry->id, entry->mode};
}

const char* path_of(const git_status_entry& entry) {
    const auto* delta =
        entry.head_to_index != nullptr ? entry.head_to_index : entry.index_to_workdir;
    return delta->old_file.path != nullptr ? delta->old_file.path : delta->new_file.path;
}

StatusList status_of(git_repository* repository) {
    git_status_options options = GIT_STATUS_OPTIONS_INIT;
    options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
    options.flags = GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
    return make<git_status_list, git_status_list_free>(git_status_list_new, repository, &options);
}

class Judge {
public:
    Judge(git_repository* repository, const std::vector<const git_commit*>& targets)
        : repository_{repository} {
        git_index* index = nullptr;
        git_repository_index(&index, repository);
        index_.reset(index);
        const auto head = make<git_reference, git_reference_free>(git_repository_head, repository);
        git_object* tree = nullptr;
        if (head && git_reference_peel(&tree, head.get(), GIT_OBJECT_TREE) == 0)
            trees_.emplace_back(reinterpret_cast<git_tree*>(tree));
        for (const auto* target : targets)
            trees_.push_back(tree_of(target));
        if (const auto pending = commit_of(repository, pending_reference))
            pending_ = tree_of(pending.get());
    }

    [[nodiscard]] bool edited(const git_status_entry& entry) const {
        if ((entry.status & GIT_STATUS_CONFLICTED) != 0)
            return true;
        const auto* path = path_of(entry);
        if (!committed(in_index(index_.get(), path), path))
            return true;
        return !committed(on_disk(repository_, path), path) &&
               !(pending_ && is_begun(repository_, pending_.get(), path));
    }

private:
    // Whether HEAD or one of the targets has exactly this at the path.
    [[nodiscard]] bool committed(const Place& place, const char* path) const {
        return std::any_of(trees_.begin(), trees_.end(), [&](const Tree& tree) {
            return tree && in_tree(tree.get(), path) == place;
        });
    }

    git_repository* repository_;
    Handle<git_index, git_index_free> index_;
    std::vector<Tree> trees_; // of HEAD and of the targets
    Tree pending_;            // of an interrupted fast-forward
};

} // namespace

Result<std::vector<std::string>> edited_paths(git_repository* repository,
                                              const std::vector<const git_commit*>& targets) {
    const auto list = status_of(repository);
    if (!list)
        return failure(Errc::io, "cannot compare the checkout with its commit");
    const Judge judge{repository, targets};
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < git_status_list_entrycount(list.get()); ++i)
        if (const auto& entry = *git_status_byindex(list.get(), i); judge.edited(entry))
            paths.emplace_back(path_of(entry));
    return paths;
}

bool is_as_in(git_repository* repository, const git_tree* tree, const char* path) {
    const auto wanted = in_tree(tree, path);
    return wanted && wanted == on_disk(repository, path);
}

bool is_begun(git_repository* repository, const git_tree* tree, const char* path) {
    const auto wanted = in_tree(tree, path);
    const auto file = fs::path{git_repository_workdir(repository)} / path;
    std::error_code failed;
    if (!wanted || !fs::is_regular_file(fs::symlink_status(file, failed)))
        return false;
    const auto blob = make<git_blob, git_blob_free>(git_blob_lookup, repository, &wanted->id);
    if (!blob)
        return false;
    const std::string_view whole{static_cast<const char*>(git_blob_rawcontent(blob.get())),
                                 static_cast<std::size_t>(git_blob_rawsize(blob.get()))};
    if (fs::file_size(file, failed) >= whole.size())
        return false;
    std::ifstream stream{file, std::ios::binary};
    const std::string part{std::istreambuf_iterator<char>{stream}, {}};
    return stream && part.size() < whole.size() && whole.starts_with(part);
}

} // namespace deploy::git
