// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/picture_tools.h"

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QUrl>
#include <algorithm>

#include "ui/common/message_bar.h"
#include "ui/common/text_format.h"
#include "ui/samples/export_job.h"
#include "ui/samples/picture_grid.h"
#include "ui/samples/sample_model.h"
#include "ui/samples/samples_page.h"
#include "ui/samples/strip_model.h"
#include "ui/samples/strip_view.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

constexpr double sheetPixels = 48e6;       // of a contact sheet: 190 MB while it is painted
constexpr double animationPixels = 1.2e6;  // of a frame
constexpr int leastSheetSide = 48;
constexpr int leastAnimationSide = 32;
constexpr int widestGrid = 24;  // columns

int pictureSide(const std::vector<const SampleItem*>& items) {
    int side = 1;
    for (const SampleItem* item : items) {
        side = item ? std::max({side, item->row.width, item->row.height}) : side;
    }
    return std::min(side, 512);
}

}  // namespace

PictureTools::PictureTools(Session& session, SamplesPage& page)
    : QObject(&page),
      m_session(session),
      m_page(page),
      m_job(new ExportJob(this)),
      m_row(new QWidget),
      m_progress(new QWidget),
      m_what(new QLabel),
      m_bar(new QProgressBar),
      m_messages(new MessageBar) {
    m_pool.setMaxThreadCount(1);
    buildRow();
    connect(m_job, &ExportJob::progressed, this, [this](int done, int total) {
        m_bar->setMaximum(total);
        m_bar->setValue(done);
    });
    connect(m_job, &ExportJob::finished, this, &PictureTools::onFinished);
    connect(m_job, &ExportJob::cancelled, m_progress, &QWidget::hide);
    connect(m_job, &ExportJob::failed, this, [this](const QString& sentence) {
        m_progress->hide();
        m_messages->showMessage(MessageBar::Kind::Error, sentence);
    });
}

PictureTools::~PictureTools() {
    m_pool.waitForDone();
}

void PictureTools::buildRow() {
    auto* cancel = new QPushButton(tr("Cancel"));
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of the export"));
    auto* progress = new QHBoxLayout(m_progress);
    progress->setContentsMargins(12, 6, 12, 6);
    progress->addWidget(m_what);
    progress->addWidget(m_bar, 1);
    progress->addWidget(cancel);
    m_progress->hide();
    m_messages->hide();
    auto* layout = new QVBoxLayout(m_row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_progress);
    layout->addWidget(m_messages);
    connect(cancel, &QPushButton::clicked, m_job, &ExportJob::cancel);
}

QString PictureTools::folder() const {
    const RunData* run = m_session.run(m_page.table().runId());
    return run ? fromPath(run->head.dir) : QString();
}

QString PictureTools::fileOf(const SampleItem& item) const {
    return pictureRequest(m_page.table().runId(), folder(), item, 0).file;
}

std::vector<const SampleItem*> PictureTools::selected() const {
    std::vector<const SampleItem*> items;
    if (m_page.bar().view() == SampleView::Prompts) {
        return items;
    }
    const bool strip = m_page.bar().view() == SampleView::Strip;
    const QItemSelectionModel* chosen = strip ? m_page.strip()->selectionModel() : m_page.grid()->selectionModel();
    QModelIndexList indexes = chosen->selectedIndexes();
    std::sort(indexes.begin(), indexes.end());
    for (const QModelIndex& index : indexes) {
        const SampleItem* item = strip ? m_page.stripModel()->item(index) : m_page.model()->item(index.row());
        if (item) {
            items.push_back(item);
        }
    }
    return items;
}

std::vector<const SampleItem*> PictureTools::toExport() const {
    const auto chosen = selected();
    return chosen.size() > 1 || m_page.bar().view() != SampleView::Grid ? chosen : m_page.model()->arrangement()->items;
}

bool PictureTools::canOpen() const {
    const SampleItem* item = m_page.chosen();
    return item && !item->row.image.empty();
}

bool PictureTools::canExport() const {
    switch (m_page.bar().view()) {
        case SampleView::Grid:
            return m_page.model()->rowCount() > 0;
        case SampleView::Strip:
            return m_page.stripModel()->rowCount() > 0;
        case SampleView::Prompts:
            break;
    }
    return false;
}

bool PictureTools::canAnimate() const {
    const bool manyAtOnce = m_page.bar().view() == SampleView::Grid && m_page.bar().allEpochs();
    return canExport() && !manyAtOnce && m_page.table().epochs().size() > 1;
}

void PictureTools::copyPicture() {
    const SampleItem* item = m_page.chosen();
    if (!item) {
        return;
    }
    QList<QUrl> urls;
    for (const SampleItem* one : selected()) {
        if (const QString file = fileOf(*one); !file.isEmpty()) {
            urls << QUrl::fromLocalFile(file);
        }
    }
    // Read from its file: what is on screen may be reduced.
    const SheetCell cell{item->row.id, fileOf(*item), {}, {}};
    m_pool.start([this, cell, urls, run = toPath(folder())] {
        QImage picture;
        QString problem;
        try {
            picture = PictureSource(run).read(cell);
        } catch (const std::exception& error) {
            problem = QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(this, [this, picture, problem, urls] {
            if (picture.isNull()) {
                m_messages->showMessage(MessageBar::Kind::Error,
                                        problem.isEmpty() ? tr("The picture cannot be read.") : problem);
                return;
            }
            auto* data = new QMimeData;
            data->setImageData(picture);
            if (!urls.isEmpty()) {
                data->setUrls(urls);
            }
            QGuiApplication::clipboard()->setMimeData(data);
        });
    });
}

void PictureTools::copyPrompt() {
    if (const SampleItem* item = m_page.chosen()) {
        QGuiApplication::clipboard()->setText(fromStd(item->row.prompt));
    }
}

void PictureTools::openPicture() {
    if (canOpen()) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(fileOf(*m_page.chosen())));
    }
}

void PictureTools::showInFolder() {
    if (canOpen()) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(fileOf(*m_page.chosen())).absolutePath()));
    }
}

QString PictureTools::subtitle() const {
    const SamplesBar& bar = m_page.bar();
    const QString kind = bar.kind() == SampleKind::Eval     ? tr("Fixed prompts")
                         : bar.kind() == SampleKind::Unseen ? tr("Unseen prompts")
                                                            : tr("Training");
    QStringList parts{kind};
    const SampleQuery query = bar.query();
    if (!query.reward.isEmpty()) {
        parts << tr("score: %1").arg(query.reward);
    }
    if (query.order != SampleOrder::Grid) {
        parts << bar.orderBox()->currentText();
    }
    if (!query.prompt.trimmed().isEmpty()) {
        parts << tr("prompt: %1").arg(query.prompt.trimmed());
    }
    if (query.from || query.to) {
        parts << tr("scores from %1 to %2")
                     .arg(query.from ? formatNumber(*query.from) : QStringLiteral("–"),
                          query.to ? formatNumber(*query.to) : QStringLiteral("–"));
    }
    return parts.join(QStringLiteral("  ·  "));
}

bool PictureTools::fillSheet(SheetSpec& spec) const {
    const RunData* run = m_session.run(m_page.table().runId());
    std::vector<const SampleItem*> items = toExport();
    spec.columns = std::clamp(m_page.grid()->columns(), 1, widestGrid);
    const bool strip = m_page.bar().view() == SampleView::Strip;
    if (strip && items.size() < 2) {
        // The whole strip: prompts by epochs.
        const StripModel& model = *m_page.stripModel();
        items.clear();
        spec.columns = std::max(1, model.columnCount());
        for (int column = 0; column < model.columnCount(); ++column) {
            spec.columnTitles.push_back(model.headerData(column, Qt::Horizontal).toString());
        }
        for (int row = 0; row < model.rowCount(); ++row) {
            for (int column = 0; column < model.columnCount(); ++column) {
                items.push_back(model.item(model.index(row, column)));
            }
        }
    }
    if (!run || items.empty()) {
        return false;
    }
    spec.run = run->head.dir;
    spec.title = run->name();
    spec.font = QGuiApplication::font();
    spec.subtitle = subtitle();
    spec.columns = std::min(spec.columns, static_cast<int>(items.size()));
    spec.side =
        sheetSide(static_cast<int>(items.size()), spec.columns, pictureSide(items), sheetPixels, leastSheetSide);
    for (const SampleItem* item : items) {
        SheetCell cell;
        if (item) {
            const auto score = scoreOf(*item, m_page.bar().query().reward);
            cell = {item->row.id, fileOf(*item),
                    tr("%1 · epoch %2").arg(fromStd(item->row.prompt)).arg(item->row.epoch),
                    score ? formatNumber(*score) : QString()};
        }
        spec.cells.push_back(cell);
    }
    return true;
}

bool PictureTools::fillAnimation(AnimationSpec& spec) const {
    const RunData* run = m_session.run(m_page.table().runId());
    const SamplesBar& bar = m_page.bar();
    if (!run || !canAnimate()) {
        return false;
    }
    std::vector<const SampleItem*> items = toExport();
    if (bar.view() == SampleView::Strip && items.size() < 2) {
        const StripModel& model = *m_page.stripModel();
        items.clear();
        for (int row = 0; row < model.rowCount(); ++row) {
            items.push_back(model.item(model.index(row, model.columnCount() - 1)));
        }
    }
    for (const SampleItem* item : items) {
        if (item && std::find(spec.places.begin(), spec.places.end(), item->row.index) == spec.places.end()) {
            spec.places.push_back(item->row.index);
        }
    }
    if (spec.places.empty()) {
        return false;
    }
    const auto count = static_cast<int>(spec.places.size());
    spec.sheet.run = run->head.dir;
    spec.sheet.title = run->name();
    spec.sheet.font = QGuiApplication::font();
    spec.sheet.subtitle = subtitle();
    int columns = 1;
    while (columns * columns < count) {
        ++columns;
    }
    spec.sheet.columns = columns;
    spec.sheet.side = sheetSide(count, columns, pictureSide(items), animationPixels, leastAnimationSide);
    spec.sheet.cells.resize(spec.places.size());
    spec.runId = run->id();
    spec.kind = bar.kind();
    spec.epochs = m_page.table().epochs();
    spec.reward = bar.query().reward;
    spec.milliseconds = static_cast<int>(1000 / bar.rate());
    return true;
}

QString PictureTools::askFile(const QString& title, const QString& name, const QString& suffix) {
    const RunData* run = m_session.run(m_page.table().runId());
    QString base = QStringLiteral("%1-%2").arg(run ? run->name() : QString(), name);
    base.replace(QRegularExpression(QStringLiteral("[^\\w.-]+")), QStringLiteral("-"));
    QSettings settings;
    const QString key = QStringLiteral("samples/exportFolder");
    const QString start = settings.value(key, QDir::homePath()).toString();
    QString file = QFileDialog::getSaveFileName(m_page.window(), title, start + QLatin1Char('/') + base + suffix,
                                                QStringLiteral("*") + suffix);
    if (!file.isEmpty()) {
        if (!file.endsWith(suffix, Qt::CaseInsensitive)) {
            file += suffix;
        }
        settings.setValue(key, QFileInfo(file).absolutePath());
    }
    return file;
}

void PictureTools::exportSheet() {
    const QString file = askFile(tr("Export Contact Sheet"), tr("pictures"), QStringLiteral(".png"));
    if (!file.isEmpty()) {
        exportSheetTo(file);
    }
}

void PictureTools::exportSheetTo(const QString& file) {
    SheetSpec spec;
    if (m_job->busy() || !fillSheet(spec)) {
        return;
    }
    if (spec.side == 0) {
        m_messages->showMessage(
            MessageBar::Kind::Error,
            tr("%1 pictures do not fit on the sheet %2: filter or select fewer.").arg(spec.cells.size()).arg(file));
        return;
    }
    m_what->setText(tr("Writing %1").arg(QFileInfo(file).fileName()));
    m_bar->setRange(0, 0);
    m_messages->hide();
    m_progress->show();
    m_job->writeSheet(spec, file);
}

void PictureTools::exportAnimation() {
    const QString file = askFile(tr("Export Animation"), tr("epochs"), QStringLiteral(".gif"));
    if (!file.isEmpty()) {
        exportAnimationTo(file);
    }
}

void PictureTools::exportAnimationTo(const QString& file) {
    AnimationSpec spec;
    if (m_job->busy() || !fillAnimation(spec)) {
        return;
    }
    if (spec.sheet.side == 0) {
        m_messages->showMessage(MessageBar::Kind::Error,
                                tr("%1 pictures do not fit into the animation %2: filter or select fewer.")
                                    .arg(spec.places.size())
                                    .arg(file));
        return;
    }
    m_what->setText(tr("Writing %1").arg(QFileInfo(file).fileName()));
    m_bar->setRange(0, 0);
    m_messages->hide();
    m_progress->show();
    m_job->writeAnimation(spec, file);
}

void PictureTools::onFinished(const QString& file) {
    m_progress->hide();
    m_messages->showMessage(MessageBar::Kind::Info, tr("Saved %1.").arg(file), tr("Show in folder"),
                            [file] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).absolutePath())); });
}

}  // namespace tempera::ui
