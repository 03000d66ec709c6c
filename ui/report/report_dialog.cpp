// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/report_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDate>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QVBoxLayout>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

const QString folderKey = QStringLiteral("report/folder");

QString startFolder() {
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QSettings().value(folderKey, documents.isEmpty() ? QDir::homePath() : documents).toString();
}

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
    : QDialog(parent),
      m_session(session),
      m_title(new QLineEdit),
      m_runs(new QListWidget),
      m_curves(new QCheckBox(tr("C&urves"))),
      m_pictures(new QCheckBox(tr("&Pictures: first, best and last evaluation"))),
      m_configurations(new QCheckBox(tr("&Configurations in full"))),
      m_format(new QComboBox),
      m_file(new QLineEdit) {
    setWindowTitle(tr("Export Report"));
    m_title->setText(tr("Runs of %1").arg(QDir(session.workspace()).dirName()));
    m_runs->setAccessibleName(tr("Runs in the report"));
    for (QCheckBox* box : {m_curves, m_pictures, m_configurations}) {
        box->setChecked(true);
    }
    m_format->addItem(tr("HTML: one file for a browser"), QStringLiteral("html"));
    m_format->addItem(tr("PDF"), QStringLiteral("pdf"));
    m_format->setCurrentIndex(qMax(0, m_format->findData(QSettings().value(QStringLiteral("report/format")))));
    auto* browseButton = new QPushButton(tr("Choose…"));
    browseButton->setAutoDefault(false);
    auto* file = new QHBoxLayout;
    file->addWidget(m_file, 1);
    file->addWidget(browseButton);
    m_file->setMinimumWidth(fontMetrics().averageCharWidth() * 52);
    auto* form = new QFormLayout;
    form->addRow(tr("&Title"), m_title);
    form->addRow(tr("&Runs"), m_runs);
    auto* parts = new QVBoxLayout;
    for (QCheckBox* box : {m_curves, m_pictures, m_configurations}) {
        parts->addWidget(box);
    }
    form->addRow(tr("With"), parts);
    form->addRow(tr("&Format"), m_format);
    form->addRow(tr("&Write to"), file);
    static_cast<QLabel*>(form->labelForField(file))->setBuddy(m_file);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_export = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addLayout(form);
    layout->addWidget(buttons);
    m_export->setDefault(true);  // only now does the button know its dialog
    connect(m_runs, &QListWidget::itemChanged, this, &ReportDialog::updateButton);
    connect(m_file, &QLineEdit::textChanged, this, &ReportDialog::updateButton);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ReportDialog::proposeFile);
    connect(browseButton, &QPushButton::clicked, this, &ReportDialog::browse);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        const ReportRequest wish = request();
        QSettings().setValue(folderKey, QFileInfo(wish.file).absolutePath());
        QSettings().setValue(QStringLiteral("report/format"), m_format->currentData());
        Q_EMIT exportAsked(wish);
        accept();
    });
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
    if (m_file->text().isEmpty()) {
        const QString name =
            QStringLiteral("tempera-report-%1.%2").arg(QDate::currentDate().toString(Qt::ISODate), suffix);
        m_file->setText(QDir(startFolder()).filePath(name));
        return;
    }
    const QFileInfo info(m_file->text());
    m_file->setText(QDir(info.path()).filePath(info.completeBaseName() + QLatin1Char('.') + suffix));
}

void ReportDialog::browse() {
    const QString suffix = m_format->currentData().toString();
    const QString file = QFileDialog::getSaveFileName(
        this, windowTitle(), m_file->text(),
        suffix == QLatin1String("pdf") ? tr("PDF files (*.pdf)") : tr("HTML files (*.html)"));
    if (!file.isEmpty()) {
        m_file->setText(file);
    }
}

int ReportDialog::checkedCount() const {
    int count = 0;
    for (int row = 0; row < m_runs->count(); ++row) {
        count += m_runs->item(row)->checkState() == Qt::Checked;
    }
    return count;
}

void ReportDialog::updateButton() {
    m_export->setEnabled(checkedCount() > 0 && !m_file->text().trimmed().isEmpty());
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
    const QString file = QFileInfo(m_file->text().trimmed()).absoluteFilePath();
    wish.file = file.endsWith(suffix, Qt::CaseInsensitive) ? file : file + suffix;
    return wish;
}

}  // namespace tempera::ui
