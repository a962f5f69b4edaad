// SPDX-License-Identifier: MIT
#pragma once
#include <chrono>
#include <cstdint>
#include <deploy/byte_stream.hpp>
#include <deploy/config.hpp>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace deploy {

struct StoredObject {
    std::string name; ///< Without the configured prefix.
    std::int64_t size = 0;
};

/// A storage of whole files by name, elsewhere. Every call is bounded in time and tried again where
/// that is safe. Memory stays flat whatever the size.
class ObjectStorage {
public:
    virtual ~ObjectStorage() = default;

    /// Stores the file; whole or not at all. Returns when the storage has told its size.
    virtual Result<> put(const std::string& name, const std::filesystem::path& file,
                         std::stop_token stop) = 0;
    /// Hands on its content; `not_found` where there is none. A sink that got a part only gets an
    /// error after it.
    virtual Result<> get(const std::string& name, const ByteSink& sink, std::stop_token stop) = 0;
    /// All of them below the prefix, in the order of their names; `refused` where there are more
    /// than a million.
    virtual Result<std::vector<StoredObject>> list() = 0;
    /// Gone already is success.
    virtual Result<> remove(const std::string& name) = 0;
};

/// The one of the configuration; nothing where none is configured. `invalid_input` where its
/// credentials cannot be read, or others can read them. What it is asked for fails with `timed_out`
/// when `limit` is over, which begins now.
Result<std::unique_ptr<ObjectStorage>> make_object_storage(const Config::Storage& config,
                                                           std::chrono::seconds limit);

} // namespace deploy
