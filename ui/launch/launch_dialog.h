// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QListView;
class QPushButton;

namespace tempera::ui {

class ConfigForm;
class PresetModel;
class Session;

/// New run: choose a preset, change what you like, Start.
class LaunchDialog : public QDialog {
    Q_OBJECT

public:
    explicit LaunchDialog(Session& session, QWidget* parent = nullptr);

    void choosePreset(const QString& name);
    ConfigForm* form() const { return m_form; }
    QListView* presets() const { return m_presets; }
    QPushButton* startButton() const { return m_start; }
    QString note() const;

Q_SIGNALS:
    /// `source`: a preset's name or a file. `settings`: "key=value" beyond it.
    void startAsked(const QString& source, const QString& name, const QStringList& settings);

private:
    void onPreset();
    void onChanged();
    void openFile();
    void start();
    QString freshName(const QString& wanted) const;
    QString twin() const;

    Session& m_session;
    PresetModel* m_model;
    QListView* m_presets;
    QLabel* m_title;
    QLabel* m_description;
    ConfigForm* m_form;
    QLabel* m_note;
    QPushButton* m_start;
};

}  // namespace tempera::ui
