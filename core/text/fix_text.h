// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tempera {

/// The repairs of ftfy.fix_text (rspeer/python-ftfy, default settings) that prompts meet, repeated
/// until nothing changes: HTML entities (numeric and the common named ones, only when the text has
/// no '<'), terminal escapes, Latin ligatures, full- and half-width forms, curly quotes, line breaks
/// to \n, control characters dropped, NFC. Left out: repair of wrongly decoded text (mojibake) and
/// the rare named entities. Input UTF-8 (wrong bytes become U+FFFD), output UTF-8.
std::string fix_text(const std::string& text);

/// NFC alone: what tokenizers do that know nothing of ftfy. UTF-8 as above.
std::string compose(const std::string& text);

/// HTML entities replaced once, also in text with '<': Python's html.unescape for the entities that
/// fix_text knows, each with its semicolon. UTF-8 as above.
std::string unescape_html(const std::string& text);

}  // namespace tempera
