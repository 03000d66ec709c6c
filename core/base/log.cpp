// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <memory>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include "core/base/error.h"

namespace tempera {

namespace {

constexpr std::size_t log_file_bytes = 5 * 1024 * 1024;
constexpr std::size_t old_log_files = 3;

/// The message on one line: prompts and names in it can neither begin a line that looks like another message nor
/// command a terminal.
class OneLine : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& message, const std::tm& /*time*/, spdlog::memory_buf_t& line) override {
        for (const char letter : message.payload) {
            const auto byte = static_cast<unsigned char>(letter);
            line.push_back(byte < 0x20 || byte == 0x7f ? '?' : letter);
        }
    }
    std::unique_ptr<spdlog::custom_flag_formatter> clone() const override { return std::make_unique<OneLine>(); }
};

/// "%*" in the pattern is the message.
std::unique_ptr<spdlog::formatter> formatter(const char* pattern) {
    auto lines = std::make_unique<spdlog::pattern_formatter>();
    lines->add_flag<OneLine>('*').set_pattern(pattern);
    return lines;
}

void make_default(const spdlog::sinks_init_list& sinks, spdlog::level::level_enum level) {
    auto logger = std::make_shared<spdlog::logger>("tempera", sinks);
    logger->set_level(level);
    logger->flush_on(spdlog::level::info);  // the window and a person with tail read along
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace

void log_to_file(const std::filesystem::path& file) {
    try {
        auto file_sink =
            std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.string(), log_file_bytes, old_log_files);
        file_sink->set_formatter(formatter("%Y-%m-%d %H:%M:%S.%e %-7l %*"));
        auto error_sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
        error_sink->set_formatter(formatter("%^%l%$: %*"));
        error_sink->set_level(spdlog::level::warn);
        make_default({file_sink, error_sink}, spdlog::level::debug);
    } catch (const spdlog::spdlog_ex& failure) {
        throw Error(std::string("cannot be written (") + failure.what() + ")", file.string(),
                    "check the permissions and the disk space");
    }
}

void log_to_stderr(bool verbose) {
    auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
    sink->set_formatter(formatter("%^%l%$: %*"));
    make_default({sink}, verbose ? spdlog::level::debug : spdlog::level::info);
}

}  // namespace tempera
