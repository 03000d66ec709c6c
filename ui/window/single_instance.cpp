// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/single_instance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalServer>
#include <QLocalSocket>
#include <QStandardPaths>

namespace tempera::ui {

namespace {
constexpr int connectTimeout = 500;  // ms
constexpr int answerTimeout = 1000;
constexpr qint64 longestMessage = 64 * 1024;
const QByteArray taken("taken\n");
}  // namespace

SingleInstance::SingleInstance(QObject* parent) : QObject(parent), m_server(new QLocalServer(this)) {
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server, &QLocalServer::newConnection, this, &SingleInstance::answer);
}

QString SingleInstance::socketOf(const QString& workspace) {
    const QDir folder(workspace);
    const QString real = folder.canonicalPath().isEmpty() ? folder.absolutePath() : folder.canonicalPath();
    const QByteArray hash = QCryptographicHash::hash(real.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + QStringLiteral("/tempera-") +
           QString::fromLatin1(hash);
}

bool SingleInstance::handOver(const QString& workspace, const QStringList& runs) {
    QLocalSocket socket;
    socket.connectToServer(socketOf(workspace));
    if (!socket.waitForConnected(connectTimeout)) {
        return false;
    }
    const QJsonObject message{{QStringLiteral("open"), QJsonArray::fromStringList(runs)}};
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
    // A server with access options moves its socket over one that is there, so listen() alone would not tell.
    QLocalSocket probe;
    probe.connectToServer(file);
    if (probe.waitForConnected(connectTimeout)) {
        return false;  // another window has it open
    }
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
            QStringList runs;
            for (const QJsonValue& run : message[QLatin1String("open")].toArray()) {
                runs << run.toString();
            }
            socket->write(taken);
            socket->flush();
            socket->disconnectFromServer();
            Q_EMIT asked(runs);
        };
        connect(socket, &QLocalSocket::readyRead, this, read);
        read();
    }
}

}  // namespace tempera::ui
