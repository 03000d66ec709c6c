// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

class QMimeData;
class QWidget;

namespace tempera::ui {

class MessageBar;
class Session;

/// What can be dropped on the window: a workspace is opened, a run folder is shown or copied into this workspace, the
/// archive of a run is imported, a picture of a run is shown at its epoch. Anything else is refused while it is still
/// in the air.
class DropTarget : public QObject {
    Q_OBJECT

public:
    DropTarget(Session& session, QWidget& window, MessageBar& messages);

    enum class Kind { None, Workspace, Run, Archive, Picture };
    static Kind kindOf(const QString& path);
    /// Folder of the run that the path lies in or is; "" = none.
    static QString runFolder(const QString& path);

Q_SIGNALS:
    /// Runs to show (ids), and the page for it ("samples"), "" = the one that is open.
    void showRun(const QString& id, qint64 epoch, const QString& page);
    void archivesDropped(const QStringList& files);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void take(const QString& path);
    void takeRun(const QString& folder);
    void takePicture(const QString& file);
    void copyRun(const QString& folder);
    QString idHere(const QString& folder) const;

    Session& m_session;
    MessageBar& m_messages;
    bool m_taking = false;  ///< what is in the air over the window will be taken
};

}  // namespace tempera::ui
