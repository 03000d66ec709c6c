// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/go_to_dialog.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

#include "core/config/schema.h"
#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

constexpr int DetailRole = Qt::UserRole;

/// What an entry is stands at the right edge, where it does not get in the way of the names.
class EntryDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const QString detail = index.data(DetailRole).toString();
        const int width = option.fontMetrics.horizontalAdvance(detail) + 16;
        QStyledItemDelegate::paint(painter, option, index);
        painter->setPen(theme::subtleText(option.palette));
        painter->drawText(option.rect.adjusted(option.rect.width() - width, 0, -8, 0),
                          Qt::AlignRight | Qt::AlignVCenter, detail);
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(0, 4);
    }
};

/// Takes the room of an icon, so that all names begin at one edge.
QIcon noIcon(int side) {
    QPixmap nothing(side, side);
    nothing.fill(Qt::transparent);
    return QIcon(nothing);
}

}  // namespace

GoToDialog::GoToDialog(Session& session, const QVector<QAction*>& actions, QWidget* parent)
    : QDialog(parent), m_field(new QLineEdit), m_list(new QListWidget) {
    setWindowTitle(tr("Go to Anything"));
    for (const RunData* run : session.runs()) {
        m_entries.push_back({run->name(), tr("run, %1").arg(theme::stateText(run->head.state).toLower()),
                             icon(theme::stateIcon(run->head.state), theme::stateColour(run->head.state, palette())),
                             [&session, id = run->id()] { session.setCurrent(id); }});
    }
    for (QAction* action : actions) {
        if (action->isEnabled()) {
            m_entries.push_back({QString(action->text()).remove(QLatin1Char('&')),
                                 action->shortcut().toString(QKeySequence::NativeText), action->icon(),
                                 [action] { action->trigger(); }});
        }
    }
    for (const Field& field : schema()) {
        const QString key = fromStd(field.key);
        m_entries.push_back(
            {key, tr("setting"), icon(QStringLiteral("config")), [this, key] { Q_EMIT settingAsked(key); }, true});
    }
    m_field->setPlaceholderText(tr("Run, page, setting or command"));
    m_field->setAccessibleName(tr("Run, page, setting or command"));
    m_field->installEventFilter(this);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    resize(fontMetrics().averageCharWidth() * 70, fontMetrics().height() * 22);
    connect(m_field, &QLineEdit::textChanged, this, &GoToDialog::fill);
    connect(m_list, &QListWidget::itemActivated, this, &GoToDialog::go);
    connect(m_list, &QListWidget::itemClicked, this, &GoToDialog::go);
    fill();
}

void GoToDialog::fill() {
    const QStringList words = m_field->text().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    m_list->clear();
    m_shown.clear();
    for (int i = 0; i < m_entries.size(); ++i) {
        const Entry& entry = m_entries[i];
        const QString text = entry.text + QLatin1Char(' ') + entry.detail;
        if (entry.quiet && words.isEmpty()) {
            continue;
        }
        if (!std::all_of(words.begin(), words.end(),
                         [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); })) {
            continue;
        }
        m_shown.push_back(i);
        const int side = style()->pixelMetric(QStyle::PM_SmallIconSize);
        auto* item = new QListWidgetItem(entry.icon.isNull() ? noIcon(side) : entry.icon, entry.text, m_list);
        item->setData(DetailRole, entry.detail);
        item->setData(Qt::AccessibleDescriptionRole, entry.detail);
    }
    m_list->setCurrentRow(0);
}

bool GoToDialog::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            const int count = std::max(m_list->count(), 1);
            m_list->setCurrentRow((m_list->currentRow() + (key == Qt::Key_Down ? 1 : count - 1)) % count);
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            go();
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void GoToDialog::go() {
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_shown.size()) {
        return;
    }
    const auto run = m_entries[m_shown[row]].go;
    accept();
    run();
}

}  // namespace tempera::ui
