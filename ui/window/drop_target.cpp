// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/drop_target.h"

#include <QCoreApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QPointer>
#include <QRegularExpression>
#include <QThreadPool>
#include <QUrl>
#include <QWidget>
#include <filesystem>

#include "core/base/error.h"
#include "core/store/run_lock.h"
#include "core/store/workspace.h"
#include "ui/common/message_bar.h"
#include "ui/common/text_format.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

bool isRunFolder(const QString& folder) {
    return QFileInfo::exists(folder + QStringLiteral("/run.db"));
}

/// Where a dropped run lives in this workspace: its own name, with a number when that is taken.
std::filesystem::path freePlace(const std::filesystem::path& runs, const std::string& name) {
    std::filesystem::path place = runs / name;
    for (int number = 2; std::filesystem::exists(place); ++number) {
        place = runs / (name + "-" + std::to_string(number));
    }
    return place;
}

/// Copies beside the place first: a run is either there or not. Returns the id. Throws Error.
QString copied(const std::filesystem::path& from, const std::filesystem::path& runs) {
    if (lock_holder(from)) {
        throw Error("is still written by its worker", from.string(), "stop the run there first");
    }
    const std::filesystem::path place = freePlace(runs, from.filename().string());
    const std::filesystem::path half = runs / ("." + place.filename().string() + ".copy");
    try {
        std::filesystem::create_directories(runs);
        std::filesystem::copy(from, half, std::filesystem::copy_options::recursive);
        std::filesystem::rename(half, place);
    } catch (const std::filesystem::filesystem_error& failure) {
        std::error_code ignored;
        std::filesystem::remove_all(half, ignored);
        throw Error("cannot be copied (" + failure.code().message() + ")", from.string(),
                    "check permissions and disk space");
    }
    return fromPath(place.filename());
}

}  // namespace

DropTarget::DropTarget(Session& session, QWidget& window, MessageBar& messages)
    : QObject(&window), m_session(session), m_messages(messages) {
    window.setAcceptDrops(true);
    window.installEventFilter(this);
}

QString DropTarget::runFolder(const QString& path) {
    const QFileInfo info(path);
    QDir folder(info.isDir() ? info.absoluteFilePath() : info.absolutePath());
    for (int up = 0; up < 4; ++up) {
        if (isRunFolder(folder.path())) {
            return folder.path();
        }
        if (!folder.cdUp()) {
            break;
        }
    }
    return {};
}

DropTarget::Kind DropTarget::kindOf(const QString& path) {
    const QFileInfo info(path);
    if (info.isDir()) {
        return isRunFolder(path)                                         ? Kind::Run
               : QFileInfo::exists(path + QStringLiteral("/runs"))       ? Kind::Workspace
               : QFileInfo::exists(path + QStringLiteral("/catalog.db")) ? Kind::Workspace
                                                                         : Kind::None;
    }
    if (info.isFile() && info.suffix().compare(QLatin1String("tempera"), Qt::CaseInsensitive) == 0) {
        return Kind::Archive;
    }
    const bool picture = info.suffix().compare(QLatin1String("png"), Qt::CaseInsensitive) == 0;
    return picture && !runFolder(path).isEmpty() ? Kind::Picture : Kind::None;
}

bool DropTarget::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::DragMove && m_taking) {
        static_cast<QDropEvent*>(event)->acceptProposedAction();
        return true;
    }
    if (event->type() != QEvent::DragEnter && event->type() != QEvent::Drop) {
        return QObject::eventFilter(watched, event);
    }
    auto* drop = static_cast<QDropEvent*>(event);
    QStringList known;
    for (const QUrl& url : drop->mimeData()->urls()) {
        if (url.isLocalFile() && kindOf(url.toLocalFile()) != Kind::None) {
            known << url.toLocalFile();
        }
    }
    m_taking = !known.isEmpty();
    if (!m_taking) {
        return QObject::eventFilter(watched, event);
    }
    drop->setDropAction(Qt::CopyAction);
    drop->accept();
    if (event->type() == QEvent::Drop) {
        QStringList archives;
        for (const QString& path : known) {
            kindOf(path) == Kind::Archive ? archives.push_back(QFileInfo(path).absoluteFilePath()) : take(path);
        }
        if (!archives.isEmpty()) {
            Q_EMIT archivesDropped(archives);
        }
    }
    return true;
}

void DropTarget::take(const QString& path) {
    switch (kindOf(path)) {
        case Kind::Workspace:
            m_session.openWorkspace(QFileInfo(path).absoluteFilePath());
            break;
        case Kind::Run:
            takeRun(QFileInfo(path).canonicalFilePath());
            break;
        case Kind::Picture:
            takePicture(QFileInfo(path).canonicalFilePath());
            break;
        case Kind::Archive:
        case Kind::None:
            break;
    }
}

QString DropTarget::idHere(const QString& folder) const {
    const QFileInfo info(folder);
    const QString runs = QFileInfo(m_session.workspace() + QStringLiteral("/runs")).canonicalFilePath();
    return info.dir().path() == runs ? info.fileName() : QString();
}

void DropTarget::takeRun(const QString& folder) {
    const QString here = idHere(folder);
    here.isEmpty() ? copyRun(folder) : Q_EMIT showRun(here, -1, {});
}

void DropTarget::takePicture(const QString& file) {
    // "eval-0012-003.png": what was evaluated, epoch, place in the grid.
    static const QRegularExpression name(QStringLiteral("-(\\d+)-\\d+\\.png$"));
    const QString folder = runFolder(file);
    const QString here = idHere(folder);
    const auto match = name.match(file);
    if (!here.isEmpty()) {
        Q_EMIT showRun(here, match.hasMatch() ? match.captured(1).toLongLong() : -1, QStringLiteral("samples"));
        return;
    }
    m_messages.showMessage(
        MessageBar::Kind::Info,
        tr("This picture belongs to the run %1 of another workspace.").arg(QFileInfo(folder).fileName()),
        tr("Copy that run here"), [this, folder] { copyRun(folder); });
}

void DropTarget::copyRun(const QString& folder) {
    if (m_session.workspace().isEmpty()) {
        return;
    }
    m_messages.showMessage(MessageBar::Kind::Info,
                           tr("Copying %1 into this workspace…").arg(QFileInfo(folder).fileName()));
    QThreadPool::globalInstance()->start(
        [guard = QPointer<DropTarget>(this), from = toPath(folder), runs = toPath(m_session.workspace()) / "runs"] {
            QString id, problem;
            try {
                id = copied(from, runs);
            } catch (const std::exception& error) {
                problem = QString::fromUtf8(error.what());
            }
            QMetaObject::invokeMethod(
                qApp,
                [guard, id, problem] {
                    if (!guard) {
                        return;
                    }
                    if (!problem.isEmpty()) {
                        guard->m_messages.showMessage(MessageBar::Kind::Error, problem);
                        return;
                    }
                    Session& session = guard->m_session;
                    guard->m_messages.showMessage(MessageBar::Kind::Info, tr("%1 is in this workspace now.").arg(id),
                                                  tr("Undo"), [&session, id] { session.trash(id); });
                    session.rescan();
                    Q_EMIT guard->showRun(id, -1, {});
                },
                Qt::QueuedConnection);
        });
}

}  // namespace tempera::ui
