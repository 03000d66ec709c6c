// SPDX-License-Identifier: GPL-3.0-or-later
// The window.
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QSettings>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdio>
#include <set>
#include <string_view>

#include "core/base/files.h"
#include "ui/common/appearance.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/session/queue_runner.h"
#include "ui/session/session.h"
#include "ui/window/archive_commands.h"
#include "ui/window/drop_target.h"
#include "ui/window/grabber.h"
#include "ui/window/launch_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/single_instance.h"
#include "ui/window/window_host.h"

namespace {

using namespace tempera::ui;

int fail(const QString& sentence) {
    std::fprintf(stderr, "tempera: %s\n", qPrintable(sentence));
    return 1;
}

/// The folder of --workspace, else the one that was open last, else the user's own.
QString chooseWorkspace(const QCommandLineParser& arguments, const Settings& stored) {
    if (arguments.isSet(QStringLiteral("workspace"))) {
        return QDir(arguments.value(QStringLiteral("workspace"))).absolutePath();
    }
    const QString last = stored.value(settings::recentWorkspaces).value(0);
    const bool wanted = stored.value(settings::restoreWorkspace);
    return wanted && !last.isEmpty() && QDir(last).exists() ? last : fromPath(tempera::default_workspace());
}

QStringList archivesOf(const QCommandLineParser& arguments) {
    QStringList files;
    for (const QString& file : arguments.positionalArguments()) {
        files << QDir::current().absoluteFilePath(file);
    }
    return files;
}

int grab(Session& session, MainWindow& window, const QString& folder) {
    QString failure;
    QObject::connect(&session, &Session::workspaceFailed, &window, [&](const QString& text) { failure = text; });
    const QStringList files = Grabber(session, window).grabAll(folder);
    if (!failure.isEmpty()) {
        return fail(failure);
    }
    if (files.isEmpty()) {
        return fail(QStringLiteral("pictures can not be written to %1: check that the folder is writable").arg(folder));
    }
    for (const QString& file : files) {
        std::printf("%s\n", qPrintable(file));
    }
    return 0;
}

}  // namespace

/// --help and --version need no display, and --grab draws off screen.
bool needsNoDisplay(int argc, char** argv) {
    const std::set<std::string_view> words{"-h", "--help", "--help-all", "-v", "--version", "--grab"};
    return std::any_of(argv + 1, argv + argc, [&](const char* word) {
        const std::string_view text = word;
        return words.contains(text.substr(0, text.find('=')));
    });
}

int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY") &&
        !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        if (!needsNoDisplay(argc, argv)) {
            return fail(QStringLiteral("there is no display: set DISPLAY, or train with tempera-run"));
        }
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication app(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("tempera"));
    QApplication::setApplicationName(QStringLiteral("tempera"));
    QApplication::setApplicationVersion(QStringLiteral(TEMPERA_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("tempera"));

    QCommandLineParser arguments;
    arguments.setApplicationDescription(QStringLiteral("Fine-tunes diffusion models on rewards."));
    arguments.addHelpOption();
    arguments.addVersionOption();
    arguments.addPositionalArgument(QStringLiteral("archive"),
                                    QStringLiteral("Archives of runs (.tempera) to import into the workspace."),
                                    QStringLiteral("[archive...]"));
    arguments.addOptions({
        {QStringLiteral("workspace"), QStringLiteral("Folder of runs to open."), QStringLiteral("folder")},
        {QStringLiteral("open"),
         QStringLiteral("Run to show: id, beginning of an id, or name; repeated: several together."),
         QStringLiteral("run")},
        {QStringLiteral("demo"),
         QStringLiteral("Starts this preset if no run of it is there; a new workspace gets the example runs, too."),
         QStringLiteral("preset")},
        {QStringLiteral("grab"), QStringLiteral("Renders every page to PNG files in this folder and ends."),
         QStringLiteral("folder")},
        {QStringLiteral("size"), QStringLiteral("Size of the window."), QStringLiteral("WxH")},
        {QStringLiteral("theme"), QStringLiteral("light or dark; else as the system."), QStringLiteral("theme")},
        {QStringLiteral("language"), QStringLiteral("Language of the rendered pages, such as de."),
         QStringLiteral("language")},
    });
    arguments.process(app);

    const bool grabbing = arguments.isSet(QStringLiteral("grab"));
    QTemporaryDir ownSettings;
    if (grabbing) {
        // Pictures do not depend on what a user once hid or resized.
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, ownSettings.path());
    }
    Session session;
    Settings& stored = session.settings();
    if (grabbing && arguments.isSet(QStringLiteral("language"))) {
        stored.set(settings::language, arguments.value(QStringLiteral("language")));
    }
    const QString theme = arguments.isSet(QStringLiteral("theme")) ? arguments.value(QStringLiteral("theme"))
                                                                   : stored.value(settings::theme);
    const QString workspace = chooseWorkspace(arguments, stored);
    const QStringList runs = arguments.values(QStringLiteral("open"));
    const QStringList archives = archivesOf(arguments);
    for (const QString& archive : archives) {
        if (DropTarget::kindOf(archive) != DropTarget::Kind::Archive) {
            return fail(QStringLiteral("%1 is no archive of a run: name files that end in .tempera").arg(archive));
        }
    }
    if (grabbing && !archives.isEmpty()) {
        return fail(QStringLiteral("--grab draws the workspace as it is: import the archives before"));
    }
    SingleInstance instance;
    if (!grabbing && !instance.listen(workspace) && SingleInstance::handOver(workspace, runs, archives)) {
        return 0;  // the window that has this workspace open sees to them
    }
    applyAppearance(stored);
    applyTheme(themeModeFromText(theme));

    WindowHost host(session, themeModeFromText(theme));
    MainWindow& window = host.window();
    if (arguments.isSet(QStringLiteral("size"))) {
        const QStringList sides = arguments.value(QStringLiteral("size")).split(QLatin1Char('x'));
        const QSize size(sides.value(0).toInt(), sides.value(1).toInt());
        if (sides.size() != 2 || size.width() < 320 || size.height() < 240) {
            return fail(QStringLiteral("--size is a width and a height such as 1280x800, at least 320x240"));
        }
        window.resize(size);
    }
    if (!runs.isEmpty()) {
        window.openRuns(runs);
    }
    if (!archives.isEmpty()) {
        window.archives().import(archives);
    }
    if (arguments.isSet(QStringLiteral("demo"))) {
        window.startDemoWhenReady(arguments.value(QStringLiteral("demo")));
    }
    if (!grabbing) {
        host.beSingle(instance);
    }
    window.launch().queue().setMayStart(!grabbing);
    session.openWorkspace(workspace);
    if (grabbing) {
        return grab(session, window, arguments.value(QStringLiteral("grab")));
    }
    window.show();
    return QApplication::exec();
}
