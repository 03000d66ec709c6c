// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/digest.h"

#include <array>
#include <fstream>
#include <memory>
#include <vector>

#include <openssl/evp.h>

#include "core/base/error.h"

namespace tempera {

namespace {

using Digest = std::array<unsigned char, 32>;

class Sha256 {
public:
    Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
            throw Error("SHA-256 is not available", "OpenSSL", "check the installation of libssl");
        }
    }
    void add(const void* data, std::size_t size) { EVP_DigestUpdate(context_.get(), data, size); }
    Digest finish() {
        Digest digest{};
        EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
        return digest;
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::string to_hex(const Digest& digest) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : digest) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    Sha256 hash;
    hash.add(bytes.data(), bytes.size());
    return to_hex(hash.finish());
}

std::string sha256_hex_of_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw Error("cannot be read", file.string(), "check that the file exists and its permissions");
    }
    Sha256 hash;
    std::vector<char> buffer(1 << 20);
    while (stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || stream.gcount() > 0) {
        hash.add(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    }
    return to_hex(hash.finish());
}

std::uint64_t stream_seed(std::uint64_t seed, std::string_view purpose, std::uint64_t epoch, std::uint64_t index) {
    Sha256 hash;
    for (const std::uint64_t number : {seed, epoch, index}) {
        std::array<unsigned char, 8> bytes{};
        for (int i = 0; i < 8; ++i) {
            bytes[i] = static_cast<unsigned char>(number >> (8 * i));
        }
        hash.add(bytes.data(), bytes.size());
    }
    hash.add(purpose.data(), purpose.size());
    const Digest digest = hash.finish();
    std::uint64_t result = 0;
    for (int i = 0; i < 8; ++i) {
        result |= static_cast<std::uint64_t>(digest[i]) << (8 * i);
    }
    return result;
}

}  // namespace tempera
