// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/output.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "core/base/clock.h"
#include "core/store/silence.h"

namespace tempera {

namespace {

/// Columns of a terminal that the text takes: code points, not bytes.
std::size_t columns(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

std::string exact_number(double value) {
    char buffer[64];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
    return std::string(buffer, result.ptr);
}

std::string short_number(double value) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.4g", value);
    return buffer;
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c;
        if (c == '"') {
            quoted += c;
        }
    }
    return quoted + "\"";
}

std::string printable(std::string text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        // U+0080 to U+009F are control characters, too.
        const bool c1 = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (byte < 0x20 || byte == 0x7F || c1) {
            text.replace(i, c1 ? 2 : 1, "?");
        }
    }
    return text;
}

void TextTable::add(std::vector<std::string> row) {
    for (std::string& cell : row) {
        cell = printable(std::move(cell));
    }
    rows_.push_back(std::move(row));
}

std::string TextTable::text() const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_) {
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], columns(row[i]));
        }
    }
    std::string text;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size()) {
                line += std::string(widths[i] - columns(row[i]) + 2, ' ');
            }
        }
        text += line + "\n";
    }
    return text;
}

void print_json(const nlohmann::ordered_json& value) {
    std::printf("%s\n", value.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

void print_json_line(const nlohmann::ordered_json& value) {
    std::printf("%s\n", value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
    std::fflush(stdout);
}

std::string state_text(const RunSummary& summary, RunState state) {
    const std::optional<double> silent = silence(summary, state, unix_seconds());
    return to_string(state) + (silent ? ", no progress for " + human_duration(*silent) : "");
}

std::string epochs_text(const Progress& progress) {
    return std::to_string(progress.epoch) + " / " + std::to_string(progress.num_epochs);
}

nlohmann::ordered_json to_json(const Progress& progress) {
    return {{"phase", progress.phase},
            {"epoch", progress.epoch},
            {"num_epochs", progress.num_epochs},
            {"fraction", progress.fraction},
            {"epoch_seconds", progress.epoch_seconds},
            {"eta_seconds",
             progress.eta_seconds < 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(progress.eta_seconds)},
            {"resident_mib", progress.resident_mib}};
}

nlohmann::ordered_json to_json(const RunSummary& summary, RunState state, const std::string& run_dir) {
    const RunInfo& info = summary.info;
    nlohmann::ordered_json attempts = nlohmann::ordered_json::array();
    for (const AttemptRow& attempt : summary.attempts) {
        attempts.push_back({{"started", attempt.started},
                            {"ended", attempt.ended > 0 ? nlohmann::ordered_json(attempt.ended) : nullptr},
                            {"from_epoch", attempt.from_epoch},
                            {"reason", attempt.reason},
                            {"command", attempt.command}});
    }
    return {{"id", std::filesystem::path(run_dir).filename().string()},
            {"folder", run_dir},
            {"name", info.name},
            {"state", to_string(state)},
            {"method", info.method},
            {"reward", info.reward},
            {"model", info.model},
            {"seed", info.seed},
            {"created", info.created},
            {"host", info.host},
            {"device", info.device},
            {"versions", info.versions},
            {"uuid", info.uuid},
            {"model_hash", info.model_hash},
            {"config_hash", info.config_hash},
            {"progress", to_json(summary.progress)},
            {"attempts", attempts}};
}

}  // namespace tempera
