// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/single_instance.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalServer>
#include <QLocalSocket>
#include <QLockFile>
#include <QStandardPaths>
#include <QThread>

namespace tempera::ui {

namespace {
constexpr int arrival = 1000;        // ms between the lock of a window and its socket, at most
constexpr int answerTimeout = 5000;  // ms: a window that starts answers when it is there
constexpr int oftenEnough = 20;      // ms
constexpr qint64 longestMessage = 64 * 1024;
const QByteArray taken("taken\n");

QStringList textsOf(const QJsonValue& list) {
    QStringList texts;
    for (const QJsonValue& text : list.toArray()) {
        texts << text.toString();
    }
    return texts;
}

}  // namespace

SingleInstance::SingleInstance(QObject* parent) : QObject(parent), m_server(new QLocalServer(this)) {
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server, &QLocalServer::newConnection, this, &SingleInstance::answer);
}

SingleInstance::~SingleInstance() = default;

QString SingleInstance::socketOf(const QString& workspace) {
    const QDir folder(workspace);
    const QString real = folder.canonicalPath().isEmpty() ? folder.absolutePath() : folder.canonicalPath();
    const QByteArray hash = QCryptographicHash::hash(real.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + QStringLiteral("/tempera-") +
           QString::fromLatin1(hash);
}

bool SingleInstance::handOver(const QString& workspace, const QStringList& runs, const QStringList& archives) {
    QLocalSocket socket;
    for (QDeadlineTimer patience(arrival);;) {
        socket.connectToServer(socketOf(workspace));
        if (socket.waitForConnected(arrival)) {
            break;
        }
        if (patience.hasExpired()) {
            return false;
        }
        QThread::msleep(oftenEnough);
    }
    const QJsonObject message{{QStringLiteral("open"), QJsonArray::fromStringList(runs)},
                              {QStringLiteral("import"), QJsonArray::fromStringList(archives)}};
    socket.write(QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n');
    // Another program that hangs does not keep this one from starting.
    while (!socket.canReadLine()) {
        if (!socket.waitForReadyRead(answerTimeout)) {
            return false;
        }
    }
    return socket.readLine() == taken;
}

bool SingleInstance::listen(const QString& workspace) {
    const QString file = socketOf(workspace);
    if (m_server->isListening() && m_server->fullServerName() == file) {
        return true;
    }
    m_server->close();
    m_lock = std::make_unique<QLockFile>(file + QStringLiteral(".lock"));
    m_lock->setStaleLockTime(0);  // held for hours; that of a process that is gone is replaced all the same
    if (!m_lock->tryLock(0)) {
        m_lock.reset();
        return false;
    }
    // A socket that is there now is what a crash left.
    return QLocalServer::removeServer(file) && m_server->listen(file);
}

void SingleInstance::answer() {
    while (QLocalSocket* socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        const auto read = [this, socket] {
            if (!socket->canReadLine()) {
                if (socket->bytesAvailable() > longestMessage) {
                    socket->abort();
                }
                return;
            }
            const QJsonDocument message = QJsonDocument::fromJson(socket->readLine());
            if (!message.isObject()) {
                socket->abort();
                return;
            }
            socket->write(taken);
            socket->flush();
            socket->disconnectFromServer();
            Q_EMIT asked(textsOf(message[QLatin1String("open")]), textsOf(message[QLatin1String("import")]));
        };
        connect(socket, &QLocalSocket::readyRead, this, read);
        read();
    }
}

}  // namespace tempera::ui
