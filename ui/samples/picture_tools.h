// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <vector>

#include "ui/session/batches.h"

class QLabel;
class QProgressBar;
class QWidget;

namespace tempera::ui {

class ExportJob;
class MessageBar;
class SamplesPage;
class Session;
struct AnimationSpec;
struct SheetSpec;

/// What can be done with the pictures of the Samples page: copied, opened, exported. Says on the page how it went.
class PictureTools : public QObject {
    Q_OBJECT

public:
    /// The page owns it.
    PictureTools(Session& session, SamplesPage& page);
    ~PictureTools() override;

    /// Progress and result, for the top of the page. The page's layout owns it.
    QWidget* progressRow() const { return m_row; }
    ExportJob& job() const { return *m_job; }
    MessageBar& messages() const { return *m_messages; }

    /// Chosen pictures, in the order shown.
    std::vector<const SampleItem*> selected() const;
    /// The selected pictures when there are several, else all that are shown.
    std::vector<const SampleItem*> toExport() const;
    bool canOpen() const;
    bool canExport() const;
    bool canAnimate() const;

    void copyPicture();  ///< full resolution; with several selected also all their files
    void copyPrompt();
    void openPicture();
    void showInFolder();
    void exportSheet();  ///< asks where to
    void exportSheetTo(const QString& file);
    void exportAnimation();
    void exportAnimationTo(const QString& file);

private:
    void buildRow();
    QString folder() const;
    QString fileOf(const SampleItem& item) const;
    QString askFile(const QString& title, const QString& name, const QString& suffix);
    bool fillSheet(SheetSpec& spec) const;
    bool fillAnimation(AnimationSpec& spec) const;
    QString subtitle() const;
    void onFinished(const QString& file);

    Session& m_session;
    SamplesPage& m_page;
    ExportJob* m_job;
    QThreadPool m_pool;
    QWidget* m_row;
    QWidget* m_progress;
    QLabel* m_what;
    QProgressBar* m_bar;
    MessageBar* m_messages;
};

}  // namespace tempera::ui
