// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <QByteArray>
#include <QJsonDocument>
#include <QMap>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

/// A temporary folder with a workspace, a random Stable Diffusion of a few thousand weights that
/// paints 16 x 16 pictures, a few winning pictures, a prompt list and a configuration whose epochs take a fraction of a
/// second; and the means to drive the real worker binary in it.
class TinyWorld {
public:
    /// What a finished command left.
    struct Result {
        int code = -1;
        QByteArray out;
        QByteArray err;
        QJsonDocument json() const { return QJsonDocument::fromJson(out); }
    };

    TinyWorld();

    std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    std::filesystem::path model() const { return folder() / "model"; }
    std::filesystem::path winners() const { return folder() / "winners"; }
    std::filesystem::path workspace() const { return folder() / "workspace"; }
    QString config() const { return m_folder.filePath("tiny.toml"); }

    /// Runs the worker to its end. A timeout kills it and gives code -1.
    Result run(const QStringList& arguments, int timeout_ms = 60000) const;

    /// Starts the worker, with more environment variables; it is killed when the process object dies.
    void start(QProcess& process, const QStringList& arguments, const QMap<QString, QString>& variables = {}) const;

    /// `train tiny.toml --name NAME` and more; to the end. Returns the run's folder.
    std::filesystem::path train(const QString& name, const QStringList& more = {}) const;

    /// Arguments of that command.
    QStringList trainArguments(const QString& name, const QStringList& more = {}) const;

    /// The run's folder below workspace/runs.
    std::filesystem::path runDir(const QString& name) const;

    /// "running", "interrupted", ... ; "" when there is no such run.
    QString state(const QString& run) const;

private:
    QTemporaryDir m_folder;
};

/// Reads lines until one holds `needle`; false when the process ended or the time is over.
bool waitForLine(QProcess& process, const QByteArray& needle, int timeout_ms = 30000);

/// Every stored value that must not depend on interruptions, as text: metrics (but for times, memory
/// and the wall clock), scores, neurons, resets and timestep statistics, with all digits.
std::vector<std::string> recordOf(const std::filesystem::path& run_dir);
