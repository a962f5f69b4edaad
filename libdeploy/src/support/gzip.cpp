// SPDX-License-Identifier: MIT
#include "support/compression.hpp"

#include <new>
#include <vector>
#include <zlib.h>

namespace deploy {
namespace {

constexpr std::size_t buffer_size = std::size_t{256} << 10U;
constexpr int gzip_window = 15 + 16;

/// zlib takes its input by a pointer that is not const and writes nothing there.
void set_input(z_stream& stream, std::string_view bytes) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast,cppcoreguidelines-pro-type-reinterpret-cast)
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
}

void set_output(z_stream& stream, std::vector<char>& buffer) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
}

std::string_view produced(const z_stream& stream, const std::vector<char>& buffer) {
    return {buffer.data(), buffer.size() - stream.avail_out};
}

class GzipCompressor final : public Compressor {
public:
    GzipCompressor() {
        if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, 8,
                         Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc{};
    }
    ~GzipCompressor() override { deflateEnd(&stream_); }
    GzipCompressor(const GzipCompressor&) = delete;
    GzipCompressor& operator=(const GzipCompressor&) = delete;

    Result<> feed(std::string_view bytes, const ByteSink& sink) override {
        set_input(stream_, bytes);
        return run(Z_NO_FLUSH, sink);
    }
    Result<> finish(const ByteSink& sink) override {
        set_input(stream_, {});
        return run(Z_FINISH, sink);
    }

private:
    Result<> run(int flush, const ByteSink& sink) {
        do {
            set_output(stream_, buffer_);
            if (deflate(&stream_, flush) == Z_STREAM_ERROR)
                return Error{Errc::io, "gzip: the compression failed"};
            if (const auto out = produced(stream_, buffer_); !out.empty())
                if (auto taken = sink(out); !taken)
                    return taken;
        } while (stream_.avail_out == 0);
        return {};
    }

    z_stream stream_{};
    std::vector<char> buffer_ = std::vector<char>(buffer_size);
};

class GzipDecompressor final : public Decompressor {
public:
    GzipDecompressor() {
        if (inflateInit2(&stream_, gzip_window) != Z_OK)
            throw std::bad_alloc{};
    }
    ~GzipDecompressor() override { inflateEnd(&stream_); }
    GzipDecompressor(const GzipDecompressor&) = delete;
    GzipDecompressor& operator=(const GzipDecompressor&) = delete;

    Result<> feed(std::string_view bytes, const ByteSink& sink) override {
        set_input(stream_, bytes);
        do {
            // A file may be several such streams, one after the other.
            if (ended_ && stream_.avail_in > 0) {
                inflateReset(&stream_);
                ended_ = false;
            }
            set_output(stream_, buffer_);
            const int code = inflate(&stream_, Z_NO_FLUSH);
            if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
                return Error{Errc::corrupt, std::string{"gzip: "} +
                                                (stream_.msg != nullptr ? stream_.msg : "damaged")};
            ended_ = code == Z_STREAM_END;
            if (const auto out = produced(stream_, buffer_); !out.empty())
                if (auto taken = sink(out); !taken)
                    return taken;
        } while (stream_.avail_in > 0 || stream_.avail_out == 0);
        return {};
    }
    Result<> finish() override {
        return ended_ ? Result<>{} : Error{Errc::corrupt, "gzip: the file is cut short"};
    }

private:
    z_stream stream_{};
    bool ended_ = false;
    std::vector<char> buffer_ = std::vector<char>(buffer_size);
};

} // namespace

std::unique_ptr<Compressor> make_gzip_compressor() { return std::make_unique<GzipCompressor>(); }
std::unique_ptr<Decompressor> make_gzip_decompressor() {
    return std::make_unique<GzipDecompressor>();
}

} // namespace deploy
