// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace tempera {

/// Reads a model's config.json field by field. Every failure is an Error that names file and field.
class JsonFields {
public:
    /// Throws when `json` is not an object. Both arguments must outlive this.
    JsonFields(const nlohmann::json& json, const std::string& where);

    // An absent or null field gives the fallback; a value of another kind throws. Whole numbers are 0 to
    // kMaxInteger: no size in a model is larger, and products of three of them cannot overflow.
    static constexpr std::int64_t kMaxInteger = 1'000'000;
    std::int64_t integer(const char* key, std::int64_t fallback) const;
    double real(const char* key, double fallback) const;
    bool flag(const char* key, bool fallback) const;
    std::string text(const char* key, const std::string& fallback) const;
    std::vector<std::int64_t> integers(const char* key, const std::vector<std::int64_t>& fallback) const;
    std::vector<double> reals(const char* key) const;  ///< empty when absent
    std::vector<std::string> texts(const char* key, const std::vector<std::string>& fallback) const;

    /// A number (or flag) that holds for every block, or a list with one entry per block.
    std::vector<std::int64_t> integer_per_block(const char* key, std::int64_t fallback, std::size_t blocks) const;
    std::vector<bool> flag_per_block(const char* key, bool fallback, std::size_t blocks) const;

    /// Throws unless the field is absent, null or one of `allowed`: `what` names what is not supported.
    void require(const char* key, std::initializer_list<nlohmann::json> allowed, const std::string& what) const;

    /// There, and null: for fields where that means something else than the default.
    bool is_null(const char* key) const;

    /// Null when absent.
    const nlohmann::json& raw(const char* key) const;

    [[noreturn]] void fail(const char* key, const std::string& problem, const std::string& remedy) const;

private:
    const nlohmann::json& json_;
    const std::string& where_;
};

/// Throws Error at `where` when a configuration describes a model of more than 2^34 weights: it is
/// damaged, and trying would take the memory of the machine first. `weights` may be an estimate.
void refuse_huge_model(double weights, const std::string& where);

/// One number when all entries are equal, else the list: the form that diffusers writes.
nlohmann::json scalar_or_list(const std::vector<std::int64_t>& values);

}  // namespace tempera
