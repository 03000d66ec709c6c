// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/sweep_form.h"

#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"

namespace tempera::ui {

namespace {

constexpr int mostNames = 12;

QComboBox* keyBox() {
    auto* box = new QComboBox;
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    for (const Field& field : schema()) {
        if (field.key != "name") {
            box->addItem(fromStd(field.key));
        }
    }
    box->setCurrentIndex(-1);
    box->lineEdit()->setPlaceholderText(SweepForm::tr("Setting, such as train.learning_rate"));
    box->completer()->setFilterMode(Qt::MatchContains);
    box->completer()->setCompletionMode(QCompleter::PopupCompletion);
    return box;
}

}  // namespace

SweepForm::SweepForm(QWidget* parent)
    : QWidget(parent),
      m_linesLayout(new QVBoxLayout),
      m_add(new QPushButton(tr("Vary another setting"))),
      m_summary(new QLabel),
      m_names(new QLabel) {
    auto* help = new QLabel(tr(
        "Several values make several runs, one for every combination: a list (1, 2, 5), a range (1..5), a range with "
        "its step (0.1..0.5 step 0.1), or one that multiplies (1e-5..1e-3 times 10)."));
    help->setWordWrap(true);
    help->setForegroundRole(QPalette::PlaceholderText);
    m_add->setAutoDefault(false);
    m_summary->setWordWrap(true);
    m_names->setWordWrap(true);
    m_names->setFont(textFont(TextSize::Small));
    m_names->setForegroundRole(QPalette::PlaceholderText);
    m_names->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_names->setAccessibleName(tr("Names of the runs"));
    m_linesLayout->setSpacing(8);

    auto* canvas = new QWidget;
    auto* inner = new QVBoxLayout(canvas);
    inner->setContentsMargins(0, 0, 12, 0);
    inner->setSpacing(12);
    inner->addWidget(help);
    inner->addLayout(m_linesLayout);
    auto* addRow = new QHBoxLayout;
    addRow->addWidget(m_add);
    addRow->addStretch();
    inner->addLayout(addRow);
    inner->addWidget(m_summary);
    inner->addWidget(m_names);
    inner->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setAccessibleName(tr("Settings that vary"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(canvas);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);

    connect(m_add, &QPushButton::clicked, this, [this] {
        addLine({}, true);
        m_lines.back().key->setFocus(Qt::OtherFocusReason);
    });
    setAxes({});
}

void SweepForm::addLine(const SweepAxis& axis, bool removable) {
    Line line{new QWidget, keyBox(), new QLineEdit, new QLabel};
    const int letter = fontMetrics().averageCharWidth();
    const int number = static_cast<int>(m_lines.size()) + 1;
    line.key->setCurrentText(axis.key);
    line.key->setEnabled(removable);
    line.key->setMinimumWidth(letter * 28);
    line.key->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    line.key->setAccessibleName(tr("Setting that varies, line %1").arg(number));
    line.values->setText(axis.values);
    line.values->setPlaceholderText(removable ? tr("Values") : tr("Seeds, such as 1..3"));
    line.values->setAccessibleName(tr("Values, line %1").arg(number));
    line.values->setClearButtonEnabled(true);
    line.problem->setWordWrap(true);
    line.problem->setFont(textFont(TextSize::Small));
    line.problem->hide();
    auto* remove = new QToolButton;
    remove->setIcon(icon(QStringLiteral("close")));
    remove->setAutoRaise(true);
    remove->setToolTip(tr("Do not vary this setting"));
    remove->setAccessibleName(remove->toolTip());
    QSizePolicy keepsPlace = remove->sizePolicy();
    keepsPlace.setRetainSizeWhenHidden(true);
    remove->setSizePolicy(keepsPlace);
    remove->setVisible(removable);
    auto* grid = new QGridLayout(line.box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    grid->addWidget(line.key, 0, 0);
    grid->addWidget(line.values, 0, 1);
    grid->addWidget(remove, 0, 2);
    grid->addWidget(line.problem, 1, 1);
    grid->setColumnStretch(1, 1);
    m_linesLayout->addWidget(line.box);
    m_lines.push_back(line);
    connect(line.key, &QComboBox::currentTextChanged, this, &SweepForm::replan);
    connect(line.values, &QLineEdit::textChanged, this, &SweepForm::replan);
    connect(remove, &QToolButton::clicked, this, [this, box = line.box] { removeLine(box); });
}

void SweepForm::removeLine(QWidget* box) {
    const auto found =
        std::find_if(m_lines.begin(), m_lines.end(), [box](const Line& line) { return line.box == box; });
    m_lines.erase(found);
    box->hide();
    box->deleteLater();
    replan();
}

void SweepForm::setBase(const Config& base, const QString& name) {
    m_base = base;
    m_name = name;
    replan();
}

void SweepForm::setAxes(const std::vector<SweepAxis>& axes) {
    for (const Line& line : m_lines) {
        line.box->hide();
        line.box->deleteLater();
    }
    m_lines.clear();
    const QString seed = QStringLiteral("seed");
    SweepAxis seeds{seed, {}};
    for (const SweepAxis& axis : axes) {
        if (axis.key == seed) {
            seeds = axis;
        }
    }
    addLine(seeds, false);
    for (const SweepAxis& axis : axes) {
        if (axis.key != seed) {
            addLine(axis, true);
        }
    }
    replan();
}

std::vector<SweepAxis> SweepForm::axes() const {
    std::vector<SweepAxis> axes;
    for (const Line& line : m_lines) {
        if (!line.values->text().trimmed().isEmpty()) {
            axes.push_back({line.key->currentText().trimmed(), line.values->text()});
        }
    }
    return axes;
}

void SweepForm::replan() {
    m_plan = planSweep(m_base, m_name, axes());
    showPlan();
    Q_EMIT changed();
}

void SweepForm::showPlan() {
    QPalette wrong = palette();
    wrong.setColor(QPalette::WindowText, theme::error(palette()));
    int place = 0;
    QStringList factors;
    QString general;
    for (const Line& line : m_lines) {
        QString sentence;
        if (!line.values->text().trimmed().isEmpty()) {
            for (const auto& [axis, problem] : m_plan.problems) {
                if (axis == place && sentence.isEmpty()) {
                    sentence = problem;
                }
            }
            const auto count = m_plan.counts[static_cast<std::size_t>(place)];
            if (count > 0) {
                factors << tr("%1 × %2").arg(count).arg(line.key->currentText());
            }
            ++place;
        }
        line.problem->setPalette(wrong);
        line.problem->setText(sentence);
        line.problem->setVisible(!sentence.isEmpty());
    }
    for (const auto& [axis, problem] : m_plan.problems) {
        if (axis < 0 && general.isEmpty()) {
            general = problem;
        }
    }
    const bool tooMany = m_plan.combinations > mostSweepRuns;
    m_summary->setPalette(tooMany || !general.isEmpty() ? wrong : palette());
    if (place == 0) {
        m_summary->setText(tr("Nothing varies: one run."));
    } else if (!general.isEmpty()) {
        m_summary->setText(general);
    } else {
        const QString counted = tr("%1: %2 runs, of at most %3.")
                                    .arg(factors.join(QStringLiteral(", ")))
                                    .arg(m_plan.combinations)
                                    .arg(mostSweepRuns);
        m_summary->setText(factors.isEmpty() ? QString() : counted);
    }
    QStringList names;
    for (const PlannedRun& run : m_plan.runs) {
        if (names.size() == mostNames) {
            names << tr("and %1 more").arg(m_plan.runs.size() - mostNames);
            break;
        }
        names << run.name;
    }
    m_names->setText(place > 0 ? names.join(QLatin1Char('\n')) : QString());
}

}  // namespace tempera::ui
