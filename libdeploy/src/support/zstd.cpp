// SPDX-License-Identifier: MIT
#include "support/compression.hpp"
#include "support/handle.hpp"

#include <new>
#include <vector>
#include <zstd.h>

namespace deploy {
namespace {

constexpr int level = 3;

class ZstdCompressor final : public Compressor {
public:
    ZstdCompressor() {
        if (!context_)
            throw std::bad_alloc{};
        ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, level);
        ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
    }
    Result<> feed(std::string_view bytes, const ByteSink& sink) override {
        return run(bytes, ZSTD_e_continue, sink);
    }
    Result<> finish(const ByteSink& sink) override { return run({}, ZSTD_e_end, sink); }

private:
    Result<> run(std::string_view bytes, ZSTD_EndDirective end, const ByteSink& sink) {
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        std::size_t left = 0;
        do {
            ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
            left = ZSTD_compressStream2(context_.get(), &out, &in, end);
            if (ZSTD_isError(left) != 0U)
                return Error{Errc::io, std::string{"zstd: "} + ZSTD_getErrorName(left)};
            if (out.pos > 0)
                if (auto taken = sink({buffer_.data(), out.pos}); !taken)
                    return taken;
        } while (in.pos < in.size || (end == ZSTD_e_end && left > 0));
        return {};
    }

    Handle<ZSTD_CCtx, ZSTD_freeCCtx> context_{ZSTD_createCCtx()};
    std::vector<char> buffer_ = std::vector<char>(ZSTD_CStreamOutSize());
};

class ZstdDecompressor final : public Decompressor {
public:
    ZstdDecompressor() {
        if (!context_)
            throw std::bad_alloc{};
    }
    Result<> feed(std::string_view bytes, const ByteSink& sink) override {
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        bool full = false;
        while (in.pos < in.size || full) {
            ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
            left_ = ZSTD_decompressStream(context_.get(), &out, &in);
            if (ZSTD_isError(left_) != 0U)
                return Error{Errc::corrupt, std::string{"zstd: "} + ZSTD_getErrorName(left_)};
            full = out.pos == out.size && left_ != 0;
            if (out.pos > 0)
                if (auto taken = sink({buffer_.data(), out.pos}); !taken)
                    return taken;
        }
        return {};
    }
    Result<> finish() override {
        return left_ == 0 ? Result<>{} : Error{Errc::corrupt, "zstd: the file is cut short"};
    }

private:
    Handle<ZSTD_DCtx, ZSTD_freeDCtx> context_{ZSTD_createDCtx()};
    std::size_t left_ = 1; // no frame has ended yet
    std::vector<char> buffer_ = std::vector<char>(ZSTD_DStreamOutSize());
};

} // namespace

std::unique_ptr<Compressor> make_zstd_compressor() { return std::make_unique<ZstdCompressor>(); }
std::unique_ptr<Decompressor> make_zstd_decompressor() {
    return std::make_unique<ZstdDecompressor>();
}

} // namespace deploy
