// SPDX-License-Identifier: MIT
#pragma once
#include "core/dump_reader.hpp"
#include "support/compression.hpp"
#include "support/digest.hpp"
#include "support/file_descriptor.hpp"

#include <deploy/backup.hpp>
#include <memory>
#include <string>

namespace deploy {

/// Writes a dump through compression into a file, in flat memory.
class DumpWriter {
public:
    DumpWriter(const FileDescriptor& file, std::filesystem::path name, std::string_view suffix);
    Result<> feed(std::string_view sql);
    /// Returns when the file is complete, on the medium, and reads back as it was written.
    Result<> finish();

    [[nodiscard]] const DumpReader& reader() const { return reader_; }
    [[nodiscard]] std::int64_t size() const { return size_; }           ///< Bytes of the file.
    [[nodiscard]] const std::string& sha256() const { return sha256_; } ///< After `finish`.

private:
    Result<> write(std::string_view bytes);
    Result<> read_back();

    const FileDescriptor& file_;
    std::filesystem::path name_;
    std::unique_ptr<Compressor> compressor_;
    DumpReader reader_{};
    Sha256 digest_{};
    std::string sha256_;
    std::int64_t size_ = 0;
};

/// Reads such a file, or one of the guide's script, back as SQL.
class DumpFile {
public:
    /// `corrupt` where it begins like neither gzip nor zstd.
    static Result<DumpFile> open(const std::filesystem::path& file, DumpReader::Mode mode);

    /// The next bytes of SQL; 0 when the file is read and whole, `corrupt` when it is not.
    Result<std::size_t> read(std::span<char> buffer);
    [[nodiscard]] const DumpReader& reader() const { return reader_; }
    /// Of the bytes of the file, after the end.
    [[nodiscard]] const std::string& sha256() const { return sha256_; }

private:
    DumpFile(FileDescriptor file, std::unique_ptr<Decompressor> decompressor,
             DumpReader::Mode mode);
    Result<> refill();

    FileDescriptor file_;
    std::unique_ptr<Decompressor> decompressor_;
    DumpReader reader_;
    Sha256 digest_{};
    std::string sha256_{};
    std::string ready_{};
    std::size_t given_ = 0; ///< Bytes of `ready_` that were handed out.
    bool ended_ = false;
};

/// What was read to its end, held to the manifest of the backup; `corrupt` where they differ.
Result<> hold_to_manifest(const Backup& backup, const DumpFile& file);

} // namespace deploy
