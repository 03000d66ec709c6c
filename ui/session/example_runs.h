// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <filesystem>
#include <vector>

namespace tempera::ui {

class Session;

/// The finished runs that come with Tempera (resources/demo), for the open workspace. Unpacked in the reader thread,
/// one at a time, so that what the pages ask for comes between. GUI thread.
class ExampleRuns : public QObject {
    Q_OBJECT

public:
    explicit ExampleRuns(Session& session, QObject* parent = nullptr);

    /// Imports those that are not there, into the group "Examples"; those in the trash come back. Does nothing while
    /// it is at work.
    void import();
    bool busy() const { return m_busy; }

Q_SIGNALS:
    /// Not when it ended early: a problem, which Session::problem() tells, or another workspace was opened.
    void finished(int imported, int all);

private:
    void importNext();

    Session& m_session;
    QString m_workspace;
    std::vector<std::filesystem::path> m_archives;  ///< not imported yet, the next at the end
    int m_all = 0;
    int m_imported = 0;
    bool m_busy = false;
};

}  // namespace tempera::ui
