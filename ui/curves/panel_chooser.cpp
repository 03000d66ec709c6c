// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/panel_chooser.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/curves/curve_panel.h"
#include "ui/curves/curves_page.h"

namespace tempera::ui {

namespace {
constexpr int idRole = Qt::UserRole;
constexpr int searchRole = Qt::UserRole + 1;
constexpr int mostColumns = 6;
}  // namespace

PanelChooser::PanelChooser(CurvesPage& page, QWidget* parent)
    : QDialog(parent),
      m_page(page),
      m_search(new QLineEdit),
      m_model(new QStandardItemModel(this)),
      m_filtered(new QSortFilterProxyModel(this)),
      m_tree(new QTreeView),
      m_shown(new QListWidget),
      m_up(new QPushButton(tr("Move up"))),
      m_down(new QPushButton(tr("Move down"))),
      m_remove(new QPushButton(tr("Remove"))),
      m_columns(new QComboBox) {
    setWindowTitle(tr("Choose Panels"));
    auto* sides = new QHBoxLayout;
    sides->setSpacing(12);
    sides->addWidget(makeAvailable(), 3);
    sides->addWidget(makeShown(), 2);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton* defaults = buttons->addButton(tr("Restore defaults"), QDialogButtonBox::ResetRole);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(sides, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 30);
    connect(defaults, &QPushButton::clicked, this, &PanelChooser::restoreDefaults);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&m_page, &CurvesPage::panelsChanged, this, [this] {
        if (!m_filling) {
            fill();
        }
    });
    fill();
    m_tree->expandAll();
    m_search->setFocus();
}

QWidget* PanelChooser::makeAvailable() {
    m_search->setPlaceholderText(tr("Search metrics…"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Search metrics"));
    m_search->installEventFilter(this);
    m_filtered->setSourceModel(m_model);
    m_filtered->setRecursiveFilteringEnabled(true);
    m_filtered->setFilterRole(searchRole);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_tree->setModel(m_filtered);
    m_tree->setHeaderHidden(true);
    m_tree->setAccessibleName(tr("Metrics of the selected runs"));
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filtered->setFilterFixedString(text.trimmed());
        m_tree->expandAll();
    });
    connect(m_model, &QStandardItemModel::itemChanged, this, [this](const QStandardItem* item) {
        if (!m_filling && item->isCheckable()) {
            setShown(item->data(idRole).toString(), item->checkState() == Qt::Checked);
        }
    });
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_search);
    layout->addWidget(m_tree, 1);
    return side;
}

QWidget* PanelChooser::makeShown() {
    m_shown->setDragDropMode(QAbstractItemView::InternalMove);
    m_shown->setAccessibleName(tr("Shown panels, in their order"));
    m_columns->setAccessibleName(tr("Columns"));
    m_columns->addItem(tr("As many as fit"), 0);
    for (int columns = 1; columns <= mostColumns; ++columns) {
        m_columns->addItem(QString::number(columns), columns);
    }
    connect(m_shown->model(), &QAbstractItemModel::rowsMoved, this, &PanelChooser::takeOrder);
    connect(m_shown, &QListWidget::currentRowChanged, this, &PanelChooser::updateButtons);
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_remove, &QPushButton::clicked, this, &PanelChooser::removeCurrent);
    connect(m_columns, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_filling) {
            PanelLayout layout = m_page.panelLayout();
            layout.columns = m_columns->currentData().toInt();
            m_page.setPanelLayout(layout);
        }
    });
    auto* title = new QLabel(tr("&Shown panels, drag to reorder"));
    title->setBuddy(m_shown);
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {m_up, m_down, m_remove}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    auto* form = new QFormLayout;
    form->addRow(tr("&Columns"), m_columns);
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(title);
    layout->addWidget(m_shown, 1);
    layout->addLayout(buttons);
    layout->addLayout(form);
    return side;
}

void PanelChooser::fill() {
    m_filling = true;
    fillTree();
    fillShown();
    m_columns->setCurrentIndex(m_columns->findData(m_page.panelLayout().columns));
    m_filling = false;
    updateButtons();
}

void PanelChooser::fillTree() {
    // Only what has changed, so that the tree stays as it was scrolled and opened.
    QStringList before;
    for (int group = 0; group < m_model->rowCount(); ++group) {
        for (int row = 0; row < m_model->item(group)->rowCount(); ++row) {
            before << m_model->item(group)->child(row)->data(idRole).toString();
        }
    }
    QStringList groups;
    QStringList now;
    for (const PanelSpec& spec : m_page.available()) {
        if (!groups.contains(spec.group)) {
            groups << spec.group;
        }
    }
    for (const QString& group : std::as_const(groups)) {
        for (const PanelSpec& spec : m_page.available()) {
            if (spec.group == group) {
                now << spec.id;
            }
        }
    }
    if (before != now) {
        m_model->clear();
        for (const QString& group : std::as_const(groups)) {
            auto* heading = new QStandardItem(group);
            heading->setSelectable(false);
            for (const PanelSpec& spec : m_page.available()) {
                if (spec.group == group) {
                    auto* item = new QStandardItem(titleOf(spec));
                    item->setData(spec.id, idRole);
                    item->setData(QStringList{group, spec.title, spec.key, spec.second}.join(QLatin1Char(' ')),
                                  searchRole);
                    item->setToolTip(spec.second.isEmpty() ? spec.key : tr("%1 and %2").arg(spec.key, spec.second));
                    item->setCheckable(true);
                    heading->appendRow(item);
                }
            }
            m_model->appendRow(heading);
        }
        m_tree->expandAll();
    }
    QSet<QString> shown;
    for (const CurvePanel* panel : m_page.panels()) {
        shown.insert(panel->spec().id);
    }
    for (int group = 0; group < m_model->rowCount(); ++group) {
        for (int row = 0; row < m_model->item(group)->rowCount(); ++row) {
            QStandardItem* item = m_model->item(group)->child(row);
            item->setCheckState(shown.contains(item->data(idRole).toString()) ? Qt::Checked : Qt::Unchecked);
        }
    }
}

void PanelChooser::fillShown() {
    const int row = m_shown->currentRow();
    m_shown->clear();
    for (const CurvePanel* panel : m_page.panels()) {
        auto* item = new QListWidgetItem(titleOf(panel->spec()), m_shown);
        item->setData(idRole, panel->spec().id);
    }
    m_shown->setCurrentRow(std::min(std::max(row, 0), m_shown->count() - 1));
}

void PanelChooser::setShown(const QString& id, bool shown) {
    PanelLayout layout = m_page.panelLayout();
    for (const PanelSpec& spec : m_page.available()) {
        if (spec.id == id) {
            layout.setShown(spec, shown);
        }
    }
    m_page.setPanelLayout(layout);
}

void PanelChooser::takeOrder() {
    QStringList ids;
    for (int row = 0; row < m_shown->count(); ++row) {
        ids << m_shown->item(row)->data(idRole).toString();
    }
    PanelLayout layout = m_page.panelLayout();
    layout.order = ids;
    m_filling = true;  // the list is in order already, and a drag may still be under way
    m_page.setPanelLayout(layout);
    m_filling = false;
    updateButtons();
}

void PanelChooser::move(int by) {
    const int row = m_shown->currentRow();
    const int to = row + by;
    if (row < 0 || to < 0 || to >= m_shown->count()) {
        return;
    }
    QListWidgetItem* item = m_shown->takeItem(row);
    m_shown->insertItem(to, item);
    m_shown->setCurrentRow(to);
    takeOrder();
}

void PanelChooser::removeCurrent() {
    if (const QListWidgetItem* item = m_shown->currentItem()) {
        setShown(item->data(idRole).toString(), false);
    }
}

void PanelChooser::restoreDefaults() {
    PanelLayout layout;
    layout.view = m_page.view();
    m_page.setPanelLayout(layout);
}

void PanelChooser::updateButtons() {
    const int row = m_shown->currentRow();
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < m_shown->count());
    m_remove->setEnabled(row >= 0);
}

bool PanelChooser::eventFilter(QObject* watched, QEvent* event) {
    // From the search straight into what it found.
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            const QModelIndex group = m_filtered->index(0, 0);
            m_tree->setFocus();
            m_tree->setCurrentIndex(m_filtered->index(0, 0, group));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

}  // namespace tempera::ui
