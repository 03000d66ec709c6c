// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/store/records.h"

namespace tempera {

/// Shortest text that reads back to exactly the same double.
std::string exact_number(double value);

/// Four significant digits, for people.
std::string short_number(double value);

/// One field of a CSV line, quoted when it has to be (RFC 4180).
std::string csv_field(const std::string& text);

/// Text of strangers, as names and prompts are, for a terminal: control characters, which could move its cursor or
/// worse, become "?".
std::string printable(std::string text);

/// Rows of text with aligned columns, two spaces apart, and printable; the first row is the heading.
class TextTable {
public:
    explicit TextTable(std::vector<std::string> heading) { rows_.push_back(std::move(heading)); }
    void add(std::vector<std::string> row);
    std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

/// Prints an indented JSON value and a newline on standard output.
void print_json(const nlohmann::ordered_json& value);

/// One JSON value on a line of its own, for streams of events.
void print_json_line(const nlohmann::ordered_json& value);

/// What people are told of a run: "paused"; "running, no progress for 12 min 05 s" when its worker says nothing.
std::string state_text(const RunSummary& summary, RunState state);

/// "3 / 100".
std::string epochs_text(const Progress& progress);

nlohmann::ordered_json to_json(const RunSummary& summary, RunState state, const std::string& run_dir);
nlohmann::ordered_json to_json(const Progress& progress);

}  // namespace tempera
