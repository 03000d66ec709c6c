// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/config.h"
#include "core/config/values.h"

namespace tempera {

std::string reference_markdown() {
    std::string text = "# Configuration keys\n";
    std::string section = "none yet";
    for (const Field& field : schema()) {
        const auto dot = field.key.find('.');
        const std::string own_section = dot == std::string::npos ? "" : field.key.substr(0, dot);
        if (own_section != section) {
            section = own_section;
            text += "\n## " + (section.empty() ? "Run" : section) +
                    "\n\n| Key | Meaning | Default | Allowed | Methods |\n|---|---|---|---|---|\n";
        }
        std::string methods;
        for (const std::string& method : field.methods) {
            methods += (methods.empty() ? "" : ", ") + method;
        }
        text += "| `" + field.key + "` | " + field.doc + " | `" + toml_literal(field.default_value) + "` | " +
                allowed_values(field) + " | " + (methods.empty() ? "all" : methods) + " |\n";
    }
    return text;
}

}  // namespace tempera
