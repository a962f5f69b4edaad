// SPDX-License-Identifier: MIT
#include "operations/backup/dump_file.hpp"

#include "adapters/durable_file.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace deploy {
namespace {

constexpr std::size_t chunk = std::size_t{256} << 10U;

Result<> pass(std::string_view /*bytes*/) { return {}; }

/// Some bytes from the file's place on; 0 at its end.
Result<std::size_t> read_some(const FileDescriptor& file, std::span<char> buffer) {
    while (true) {
        const auto count = ::read(file.get(), buffer.data(), buffer.size());
        if (count >= 0)
            return static_cast<std::size_t>(count);
        if (errno != EINTR)
            return system_error("read", "the backup");
    }
}

} // namespace

DumpWriter::DumpWriter(const FileDescriptor& file, std::filesystem::path name,
                       std::string_view suffix)
    : file_{file},
      name_{std::move(name)},
      compressor_{suffix == ".sql.zst" ? make_zstd_compressor() : make_gzip_compressor()} {}

Result<> DumpWriter::write(std::string_view bytes) {
    digest_.update(bytes);
    size_ += static_cast<std::int64_t>(bytes.size());
    while (!bytes.empty()) {
        const auto count = ::write(file_.get(), bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR)
            return system_error("write", name_);
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return {};
}

Result<> DumpWriter::feed(std::string_view sql) {
    if (auto read = reader_.feed(sql, pass); !read)
        return read;
    return compressor_->feed(sql, [this](std::string_view bytes) { return write(bytes); });
}

Result<> DumpWriter::read_back() {
    ::posix_fadvise(file_.get(), 0, 0, POSIX_FADV_DONTNEED); // from the medium, not from memory
    if (::lseek(file_.get(), 0, SEEK_SET) != 0)
        return system_error("read back", name_);
    Sha256 digest;
    std::vector<char> buffer(chunk);
    while (true) {
        const auto count = read_some(file_, buffer);
        if (!count)
            return count.error();
        if (*count == 0)
            break;
        digest.update({buffer.data(), *count});
    }
    if (to_hex(digest.finish()) != sha256_)
        return Error{Errc::corrupt, name_.string() + " does not read back as it was written",
                     "check the disk"};
    return {};
}

Result<> DumpWriter::finish() {
    if (auto ended = reader_.finish(pass); !ended)
        return ended;
    if (auto ended = compressor_->finish([this](std::string_view bytes) { return write(bytes); });
        !ended)
        return ended;
    sha256_ = to_hex(digest_.finish());
    if (::fsync(file_.get()) != 0)
        return system_error("make durable", name_);
    return read_back();
}

DumpFile::DumpFile(FileDescriptor file, std::unique_ptr<Decompressor> decompressor,
                   DumpReader::Mode mode)
    : file_{std::move(file)}, decompressor_{std::move(decompressor)}, reader_{mode} {}

Result<DumpFile> DumpFile::open(const std::filesystem::path& path, DumpReader::Mode mode) {
    FileDescriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file)
        return system_error("open", path);
    std::array<unsigned char, 4> magic{};
    const auto count = ::pread(file.get(), magic.data(), magic.size(), 0);
    if (count == 4 && magic[0] == 0x1F && magic[1] == 0x8B)
        return DumpFile{std::move(file), make_gzip_decompressor(), mode};
    if (count == 4 && magic == std::array<unsigned char, 4>{0x28, 0xB5, 0x2F, 0xFD})
        return DumpFile{std::move(file), make_zstd_decompressor(), mode};
    return Error{Errc::corrupt, path.string() + " is neither a gzip nor a zstd file"};
}

Result<> DumpFile::refill() {
    ready_.clear();
    given_ = 0;
    const ByteSink keep = [this](std::string_view sql) -> Result<> {
        ready_ += sql;
        return {};
    };
    const ByteSink follow = [&](std::string_view sql) { return reader_.feed(sql, keep); };
    std::vector<char> buffer(chunk);
    const auto count = read_some(file_, buffer);
    if (!count)
        return count.error();
    if (*count > 0) {
        digest_.update({buffer.data(), *count});
        return decompressor_->feed({buffer.data(), *count}, follow);
    }
    if (auto whole = decompressor_->finish(); !whole)
        return whole;
    if (auto whole = reader_.finish(keep); !whole)
        return whole;
    sha256_ = to_hex(digest_.finish());
    ended_ = true;
    return {};
}

Result<std::size_t> DumpFile::read(std::span<char> buffer) {
    while (given_ == ready_.size() && !ended_)
        if (auto filled = refill(); !filled)
            return filled.error();
    const auto count = std::min(buffer.size(), ready_.size() - given_);
    std::copy_n(ready_.begin() + static_cast<std::ptrdiff_t>(given_), count, buffer.begin());
    given_ += count;
    return count;
}

} // namespace deploy
