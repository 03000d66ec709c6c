// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

namespace tempera::ui {

class Session;

/// Marks runs whose worker vanished as ended. Only the worker program writes to a run, so that is what does it
/// (tempera-run mark-ended, which takes the run's lock); the runs are read again when it is done.
class EndedMarker : public QObject {
    Q_OBJECT

public:
    explicit EndedMarker(Session& session, QObject* parent = nullptr);

    void mark(const QStringList& runIds);

Q_SIGNALS:
    void marked(const QStringList& runIds);
    void failed(const QString& sentence);

private:
    Session& m_session;
};

}  // namespace tempera::ui
