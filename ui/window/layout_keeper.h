// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

class QWidget;

namespace tempera::ui {

class Settings;

/// Sizes of the splitters and of the columns of the tables of a window, kept from one start to the next. Each has a
/// name: its own objectName, else its place among its kind on its page. Columns that follow the data (their number
/// changes) begin anew when their number is another.
class LayoutKeeper {
public:
    /// Remembers how everything is now, to bring it back, and then gives it the sizes of last time.
    LayoutKeeper(QWidget& window, Settings& settings);

    void save() const;
    /// As it was at first.
    void restoreDefault();

private:
    static void apply(QWidget* part, const QByteArray& state);
    QMap<QString, QWidget*> parts() const;

    QWidget& m_window;
    Settings& m_settings;
    QMap<QString, QByteArray> m_first;
};

}  // namespace tempera::ui
