// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/report_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDate>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

const QString formatKey = QStringLiteral("report/format");

/// Colours of the runs as they are on white paper, whatever the window looks like.
const QPalette& paper() {
    static const QPalette palette(Qt::black, QColor(0xf0f0f0), Qt::white, QColor(0xa0a0a0), QColor(0xc8c8c8), Qt::black,
                                  Qt::white, Qt::white, Qt::white);
    return palette;
}

ReportSource sourceOf(const RunData& run) {
    ReportSource source;
    source.id = run.id();
    source.name = run.name();
    source.dir = run.head.dir;
    source.state = theme::stateText(run.head.state);
    source.group = fromStd(run.head.entry.group);
    for (const std::string& tag : run.head.entry.tags) {
        source.tags << fromStd(tag);
    }
    source.notes = fromStd(run.head.entry.notes);
    source.colour = theme::run(run.head.entry.colour, paper());
    source.dash = theme::dash(run.head.entry.colour);
    return source;
}

}  // namespace

ReportDialog::ReportDialog(Session& session, QWidget* parent)
    : SaveDialog(QStringLiteral("report/folder"), parent),
      m_session(session),
      m_title(new QLineEdit),
      m_runs(new QListWidget),
      m_curves(new QCheckBox(tr("C&urves"))),
      m_pictures(new QCheckBox(tr("&Pictures: first, best and last evaluation"))),
      m_configurations(new QCheckBox(tr("&Configurations in full"))),
      m_format(new QComboBox) {
    setWindowTitle(tr("Export Report"));
    m_title->setText(tr("Runs of %1").arg(QDir(session.workspace()).dirName()));
    m_runs->setAccessibleName(tr("Runs in the report"));
    for (QCheckBox* box : {m_curves, m_pictures, m_configurations}) {
        box->setChecked(true);
    }
    m_format->addItem(tr("HTML: one file for a browser"), QStringLiteral("html"));
    m_format->addItem(tr("PDF"), QStringLiteral("pdf"));
    m_format->setCurrentIndex(qMax(0, m_format->findData(QSettings().value(formatKey))));
    form()->addRow(tr("&Title"), m_title);
    form()->addRow(tr("&Runs"), m_runs);
    auto* parts = new QVBoxLayout;
    for (QCheckBox* box : {m_curves, m_pictures, m_configurations}) {
        parts->addWidget(box);
    }
    form()->addRow(tr("With"), parts);
    form()->addRow(tr("&Format"), m_format);
    addFileRow();
    connect(m_runs, &QListWidget::itemChanged, this, &ReportDialog::updateButton);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ReportDialog::proposeFile);
    fillRuns();
    proposeFile();
}

void ReportDialog::fillRuns() {
    const QStringList& selected = m_session.selected();
    QListWidgetItem* first = nullptr;
    for (const RunData* run : m_session.runs()) {
        auto* item = new QListWidgetItem(run->name(), m_runs);
        item->setData(Qt::UserRole, run->id());
        item->setToolTip(run->id());
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        const bool checked = selected.contains(run->id());
        item->setCheckState(checked ? Qt::Checked : Qt::Unchecked);
        first = checked && !first ? item : first;
    }
    if (first) {
        m_runs->setCurrentItem(first);
        m_runs->scrollToItem(first, QAbstractItemView::PositionAtTop);
    }
}

void ReportDialog::proposeFile() {
    const QString suffix = m_format->currentData().toString();
    if (fileEdit()->text().isEmpty()) {
        const QString name =
            QStringLiteral("tempera-report-%1.%2").arg(QDate::currentDate().toString(Qt::ISODate), suffix);
        fileEdit()->setText(QDir(startFolder()).filePath(name));
        return;
    }
    const QFileInfo info(fileEdit()->text());
    fileEdit()->setText(QDir(info.path()).filePath(info.completeBaseName() + QLatin1Char('.') + suffix));
}

QString ReportDialog::fileFilter() const {
    return m_format->currentData() == QLatin1String("pdf") ? tr("PDF files (*.pdf)") : tr("HTML files (*.html)");
}

bool ReportDialog::complete() const {
    for (int row = 0; row < m_runs->count(); ++row) {
        if (m_runs->item(row)->checkState() == Qt::Checked) {
            return true;
        }
    }
    return false;
}

void ReportDialog::ask() {
    QSettings().setValue(formatKey, m_format->currentData());
    Q_EMIT exportAsked(request());
}

ReportRequest ReportDialog::request() const {
    ReportRequest wish;
    wish.options.title = m_title->text().trimmed();
    wish.options.curves = m_curves->isChecked();
    wish.options.pictures = m_pictures->isChecked();
    wish.options.configurations = m_configurations->isChecked();
    for (int row = 0; row < m_runs->count(); ++row) {
        const QListWidgetItem* item = m_runs->item(row);
        const RunData* run = m_session.run(item->data(Qt::UserRole).toString());
        if (run && item->checkState() == Qt::Checked) {
            wish.sources.push_back(sourceOf(*run));
        }
    }
    // The format decides, whatever the name ends with.
    const QString suffix = QLatin1Char('.') + m_format->currentData().toString();
    wish.file = file().endsWith(suffix, Qt::CaseInsensitive) ? file() : file() + suffix;
    return wish;
}

}  // namespace tempera::ui
