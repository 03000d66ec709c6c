// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <vector>

#include "core/config/config.h"
#include "core/store/run_queue.h"
#include "ui/launch/launch_draft.h"

class QLabel;
class QListView;
class QPushButton;
class QTabWidget;
class QTimer;

namespace tempera::ui {

class CarriedEdits;
class ConfigForm;
class MessageBar;
class PreflightPanel;
class PresetModel;
class QueueRunner;
class Session;
class SweepForm;

/// New run: choose a preset or go out from a run, change what you like, vary what you like, start now or queue. The
/// same form changes a run that waits in the queue.
class LaunchDialog : public QDialog {
    Q_OBJECT

public:
    LaunchDialog(Session& session, QueueRunner& queue, QWidget* parent = nullptr);
    ~LaunchDialog() override;

    void choosePreset(const QString& name);
    /// Goes out from the configuration of a run instead of a preset. Nothing happens but a sentence when that can not
    /// be read.
    void beginFrom(const QString& toml, const QString& runName);
    /// Changes a run that waits instead of making new ones; no presets, no sweep, no draft.
    void edit(const QueuedRun& row);

    ConfigForm* form() const { return m_form; }
    SweepForm* sweep() const { return m_sweep; }
    PreflightPanel* preflight() const { return m_preflight; }
    QListView* presets() const { return m_presets; }
    QTabWidget* tabs() const { return m_tabs; }
    QPushButton* startButton() const { return m_start; }
    /// "Add to queue", or with a sweep the one that adds all of it.
    QPushButton* queueButton() const;
    QPushButton* saveButton() const { return m_save; }  ///< of edit()
    MessageBar* draftOffer() const { return m_offer; }
    /// Says which changes came along to another preset.
    CarriedEdits* carriedEdits() const { return m_carried; }

Q_SIGNALS:
    void startAsked(const tempera::Config& config);
    void queueAsked(const std::vector<tempera::QueuedRun>& runs);
    /// The row of edit() with its new name and configuration.
    void replaceAsked(const tempera::QueuedRun& row);

private:
    void buildLeft(QWidget* left);
    void onPreset();
    void setBase(const Config& config, const QString& title, const QString& description, const QString& name);
    void onForm();
    void onChanged();
    void openFile();
    void start();
    void enqueue();
    void save();
    void offerDraft();
    void applyDraft(const LaunchDraft& draft);
    void keepDraft();
    void leave();
    QString freshName(const QString& wanted) const;

    Session& m_session;
    QueueRunner& m_queue;
    PresetModel* m_model;
    QListView* m_presets;
    QPushButton* m_file;
    QLabel* m_title;
    QLabel* m_description;
    MessageBar* m_offer;
    ConfigForm* m_form;
    SweepForm* m_sweep;
    CarriedEdits* m_carried;
    PreflightPanel* m_preflight;
    QTabWidget* m_tabs;
    QPushButton* m_save;
    QPushButton* m_start;
    QPushButton* m_add;
    QPushButton* m_addAll;
    QTimer* m_draftSoon;
    QString m_baseToml;  ///< of the run that this began from; "" = a preset
    QString m_runName;
    QueuedRun m_row;             ///< that edit() changes; id 0 = none
    bool m_readable = true;      ///< the base could be read
    bool m_draftIsOurs = false;  ///< what is stored was written by this dialog
};

}  // namespace tempera::ui
