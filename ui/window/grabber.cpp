// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/grabber.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QPixmap>
#include <QTabWidget>
#include <QThread>

#include "ui/common/page.h"
#include "ui/launch/launch_dialog.h"
#include "ui/launch/preflight_panel.h"
#include "ui/launch/sweep_form.h"
#include "ui/session/session.h"
#include "ui/window/launch_commands.h"
#include "ui/window/main_window.h"

namespace tempera::ui {

void Grabber::settle() {
    // Quiet means: nothing is owed by the reader for a while, and everything queued has had its turns
    // (on a busy machine a while may pass within one turn).
    QElapsedTimer total;
    total.start();
    for (int turns = 0; turns < 30 && total.elapsed() < 20000; ++turns) {
        QCoreApplication::processEvents();
        if (m_session.busy()) {
            turns = 0;
        }
        QThread::msleep(5);
    }
}

QStringList Grabber::grabAll(const QString& folder) {
    if (!QDir().mkpath(folder)) {
        return {};
    }
    QStringList files;
    const auto write = [&](QWidget& widget, const QString& name) {
        const QString file = QDir(folder).filePath(name + QStringLiteral(".png"));
        if (widget.grab().save(file)) {
            files << file;
        }
    };
    m_window.show();
    settle();
    for (Page* page : m_window.pages()) {
        m_window.showPage(page);
        settle();
        write(m_window, page->id());
    }
    m_window.launch().showQueue();
    settle();
    write(m_window, QStringLiteral("queue"));
    LaunchDialog* dialog = m_window.launch().showDialog();
    QElapsedTimer patience;
    patience.start();
    while (!dialog->preflight()->settled() && patience.elapsed() < 5000) {
        settle();
    }
    write(*dialog, QStringLiteral("launch"));
    dialog->tabs()->setCurrentWidget(dialog->sweep());
    dialog->sweep()->setAxes({{QStringLiteral("seed"), QStringLiteral("1..3")},
                              {QStringLiteral("train.learning_rate"), QStringLiteral("1e-4..1e-2 times 10")}});
    while (!dialog->preflight()->settled() && patience.elapsed() < 10000) {
        settle();
    }
    write(*dialog, QStringLiteral("launch-sweep"));
    dialog->close();
    settle();
    return files.size() == static_cast<qsizetype>(m_window.pages().size()) + 3 ? files : QStringList();
}

}  // namespace tempera::ui
