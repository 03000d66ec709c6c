// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace tempera {

/// Lower-case hexadecimal SHA-256 (OpenSSL).
std::string sha256_hex(std::string_view bytes);
std::string sha256_hex_of_file(const std::filesystem::path& file);

/// Seed of one named random stream, so that no draw depends on batch size, order or rank.
/// First 8 bytes (little-endian) of SHA-256 over seed, purpose, epoch and index.
std::uint64_t stream_seed(std::uint64_t seed, std::string_view purpose, std::uint64_t epoch, std::uint64_t index);

}  // namespace tempera
