// SPDX-License-Identifier: MIT
#pragma once
#include "helpers/program.hpp"

#include <boost/json/object.hpp>
#include <optional>
#include <string>

namespace deploy::test {

/// True, with one line that says why, where there is no S3 server.
bool no_storage();

/// A real S3-compatible server (versitygw, on a folder) on a loopback port, with one bucket.
class StorageServer {
public:
    StorageServer();
    /// The section `storage` of a configuration for it.
    [[nodiscard]] boost::json::object config() const;
    /// The same with a key that may store, read and list, and not remove.
    [[nodiscard]] boost::json::object config_without_removal() const;
    /// Puts an object there behind the server's back.
    void store(const std::string& name, std::string_view content) const;
    /// What the server keeps of an object, as it is in its file.
    [[nodiscard]] std::string content(const std::string& name) const;
    /// Its tag, as S3 gives it: of one that was joined it ends with `-` and the number of its
    /// parts.
    [[nodiscard]] std::string tag(const std::string& name) const;
    /// Names in the bucket, in order.
    [[nodiscard]] Words objects() const;
    void stop() { server_.reset(); }
    /// It takes connections and answers nobody, until it is thawed.
    void freeze();
    void thaw();

    static constexpr auto secret = "storage-s3cret-0123456789";

private:
    TemporaryFolder folder_;
    int port_ = 0;
    std::optional<Program> server_;
};

} // namespace deploy::test
