// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/example_runs.h"

#include <QPointer>
#include <algorithm>
#include <string>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/store/run_archive.h"
#include "ui/session/ask_for.h"
#include "ui/session/session.h"
#include "ui/session/store_feed.h"

namespace tempera::ui {

namespace {

namespace fs = std::filesystem;

struct Example {
    fs::path file;
    std::string uuid;
};

std::string uuidOf(const fs::path& archive) {
    try {
        return read_archive_card(archive).uuid;
    } catch (const Error&) {
        return "";  // importing it says what is wrong
    }
}

/// By file name; none where the installation has none.
std::vector<Example> listExamples() {
    std::vector<Example> examples;
    try {
        for (const fs::directory_entry& entry : fs::directory_iterator(resource_dir() / "demo")) {
            if (entry.path().extension() == ".tempera") {
                examples.push_back({entry.path(), uuidOf(entry.path())});
            }
        }
    } catch (const std::exception&) {
        return {};
    }
    std::sort(examples.begin(), examples.end(),
              [](const Example& left, const Example& right) { return left.file < right.file; });
    return examples;
}

}  // namespace

ExampleRuns::ExampleRuns(Session& session, QObject* parent) : QObject(parent), m_session(session) {}

void ExampleRuns::import() {
    if (m_busy || m_session.workspace().isEmpty()) {
        return;
    }
    m_busy = true;
    m_imported = 0;
    m_workspace = m_session.workspace();
    askFor(m_session, this, listExamples, [this](const std::vector<Example>& examples) {
        const std::vector<const RunData*> runs = m_session.runs();
        m_archives.clear();
        m_all = static_cast<int>(examples.size());
        for (const Example& example : examples) {
            const bool here = std::any_of(runs.begin(), runs.end(), [&](const RunData* run) {
                return run->head.summary.info.uuid == example.uuid;
            });
            if (!here) {
                m_archives.push_back(example.file);
            }
        }
        importNext();
    });
}

void ExampleRuns::importNext() {
    m_busy = m_busy && m_session.workspace() == m_workspace;
    if (!m_busy) {
        return;
    }
    if (m_archives.empty()) {
        m_busy = false;
        Q_EMIT finished(m_imported, m_all);
        return;
    }
    const fs::path archive = m_archives.back();
    m_archives.pop_back();
    m_session.ask([&session = m_session, guard = QPointer<ExampleRuns>(this), workspace = m_workspace, archive,
                   group = tr("Examples")](StoreFeed& feed) {
        const bool done = feed.importRun(workspace, archive, group);
        QMetaObject::invokeMethod(&session, [guard, done] {
            if (guard) {
                guard->m_imported += done ? 1 : 0;
                guard->m_busy = done;
                guard->importNext();
            }
        });
    });
}

}  // namespace tempera::ui
