// SPDX-License-Identifier: MIT
#pragma once
#include <deploy/byte_stream.hpp>
#include <deploy/result.hpp>
#include <memory>
#include <string_view>

namespace deploy {

/// Compresses a stream in flat memory. Every error is `io`, or the sink's own.
class Compressor {
public:
    virtual ~Compressor() = default;
    virtual Result<> feed(std::string_view bytes, const ByteSink& sink) = 0;
    /// Hands on the rest.
    virtual Result<> finish(const ByteSink& sink) = 0;
};
std::unique_ptr<Compressor> make_gzip_compressor();
std::unique_ptr<Compressor> make_zstd_compressor();

/// The way back. What is not such a stream, or damaged, is `corrupt`.
class Decompressor {
public:
    virtual ~Decompressor() = default;
    virtual Result<> feed(std::string_view bytes, const ByteSink& sink) = 0;
    /// `corrupt` where the stream is cut short.
    virtual Result<> finish() = 0;
};
std::unique_ptr<Decompressor> make_gzip_decompressor();
std::unique_ptr<Decompressor> make_zstd_decompressor();

} // namespace deploy
