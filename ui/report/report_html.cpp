// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/report_html.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QLocale>

#include "core/base/shell_words.h"
#include "core/comparison/score_table.h"
#include "core/config/config.h"
#include "ui/common/core_text.h"
#include "ui/common/text_format.h"
#include "ui/generalization/equal_reward_model.h"
#include "ui/report/report_figures.h"

namespace tempera::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::Writer", text);
}

QString escaped(const QString& text) {
    return text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>"));
}

/// Lines that may fold in a browser have their own rules there; the printed page takes the subset that it knows.
constexpr auto webStyle = R"(
body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 72rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.7rem; margin-bottom: 0; } h2 { font-size: 1.3rem; margin-top: 2.5rem; border-top: 1px solid #ddd; padding-top: 1rem; }
h3 { font-size: 1.05rem; margin-top: 1.5rem; } .dim { color: #666; } .warn { color: #8a4b00; }
table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; }
td, th { padding: .2rem .7rem; border-bottom: 1px solid #e4e4e4; text-align: right; vertical-align: top; }
th { font-weight: 600; } td:first-child, th:first-child, table.text td, table.text th { text-align: left; }
tr.best td { font-weight: 600; } table.text td { overflow-wrap: anywhere; } .scroll { overflow-x: auto; }
figure { display: inline-block; margin: 0 .8rem .8rem 0; } .key { display: inline-block; margin-right: 1.2rem; }
.key svg { vertical-align: middle; } img.sample { width: 128px; height: 128px; object-fit: contain; image-rendering: pixelated; background: #f4f4f4; }
pre { background: #f6f6f4; padding: .7rem; white-space: pre-wrap; overflow-wrap: anywhere; } details { margin: .5rem 0; }
)";
constexpr auto printStyle = R"(
body { color: #222222; } .dim { color: #666666; } .warn { color: #8a4b00; }
td, th { padding: 1px 5px; } th { font-weight: 600; } tr.best td { font-weight: 600; } pre { background-color: #f6f6f4; white-space: pre-wrap; }
)";

class Writer {
public:
    Writer(const ReportContent& content, ReportMedium medium, const ReportImages& images)
        : m_content(content), m_web(medium == ReportMedium::Web), m_images(images) {}

    QString write() {
        head();
        overview();
        if (!m_content.differences.empty()) {
            differences();
        }
        if (m_content.equalReward.level && m_content.runs.size() > 1) {
            equalReward();
        }
        if (m_content.options.curves) {
            curves();
        }
        for (const ReportRun& run : m_content.runs) {
            runSection(run);
        }
        m_out += QStringLiteral("</body></html>\n");
        return m_out;
    }

private:
    void heading(int level, const QString& text) {
        m_out += QStringLiteral("<h%1>%2</h%1>\n").arg(QString::number(level), escaped(text));
    }

    void paragraph(const QString& text, const char* kind = "") {
        if (!text.isEmpty()) {
            m_out +=
                QStringLiteral("<p class=\"%1\">").arg(QLatin1String(kind)) + escaped(text) + QStringLiteral("</p>\n");
        }
    }

    /// Cells are texts. `best`: row that stands out, -1 = none.
    void table(const QStringList& headings, const QVector<QStringList>& rows, bool isText, int best = -1) {
        m_out += m_web ? QStringLiteral("<div class=\"scroll\">") : QString();
        m_out += isText ? QStringLiteral("<table class=\"text\">\n") : QStringLiteral("<table cellspacing=\"0\">\n");
        const auto row = [&](const QStringList& cells, const QString& tag, bool stands) {
            m_out += stands ? QStringLiteral("<tr class=\"best\">") : QStringLiteral("<tr>");
            for (qsizetype i = 0; i < cells.size(); ++i) {
                const bool leftmost = isText || i == 0;
                m_out += QStringLiteral("<%1 align=\"%2\">")
                             .arg(tag, leftmost ? QStringLiteral("left") : QStringLiteral("right"));
                m_out += escaped(cells[i]);
                m_out += QStringLiteral("</%1>").arg(tag);
            }
            m_out += QStringLiteral("</tr>\n");
        };
        if (!headings.isEmpty()) {
            row(headings, QStringLiteral("th"), false);
        }
        for (qsizetype i = 0; i < rows.size(); ++i) {
            row(rows[i], QStringLiteral("td"), i == best);
        }
        m_out += m_web ? QStringLiteral("</table></div>\n") : QStringLiteral("</table>\n");
    }

    void fold(const QString& title, bool open) {
        if (m_web) {
            m_out += QStringLiteral("<details%1><summary>%2</summary>\n")
                         .arg(open ? QStringLiteral(" open") : QString(), escaped(title));
        } else {
            heading(3, title);
        }
    }
    void endFold() { m_out += m_web ? QStringLiteral("</details>\n") : QString(); }

    QStringList runNames() const {
        QStringList names;
        for (const ReportRun& run : m_content.runs) {
            names << run.source.name;
        }
        return names;
    }

    void head();
    void overview();
    void differences();
    void equalReward();
    void curves();
    void runSection(const ReportRun& run);
    void verdict(const Overoptimization& report);
    void pictures(const ReportRun& run);
    void attempts(const RunSummary& summary);
    void configuration(const std::string& toml);

    const ReportContent& m_content;
    const bool m_web;
    const ReportImages& m_images;
    QString m_out;
};

void Writer::head() {
    m_out += QStringLiteral("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\n");
    if (m_web) {
        m_out += QStringLiteral(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
            "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    }
    m_out += QStringLiteral("<title>") + m_content.title.toHtmlEscaped() + QStringLiteral("</title>\n<style>") +
             QLatin1String(m_web ? webStyle : printStyle) + QStringLiteral("</style></head>\n<body>\n");
    heading(1, m_content.title);
    paragraph(tr("Written on %1 by Tempera %2").arg(exactTime(m_content.created), QStringLiteral(TEMPERA_VERSION)),
              "dim");
}

void Writer::overview() {
    heading(2, tr("Runs"));
    QVector<QStringList> rows;
    for (const ReportRun& run : m_content.runs) {
        const RunInfo& info = run.summary.info;
        rows << (run.failure.isEmpty() ? QStringList{run.source.name, fromStd(info.method), fromStd(info.reward),
                                                     fromStd(info.model), QString::number(info.seed), run.source.state,
                                                     QStringLiteral("%1 / %2")
                                                         .arg(run.summary.progress.epoch)
                                                         .arg(run.summary.progress.num_epochs)}
                                       : QStringList{run.source.name, {}, {}, {}, {}, tr("cannot be read"), {}});
    }
    table({tr("Run"), tr("Method"), tr("Trained reward"), tr("Base model"), tr("Seed"), tr("State"), tr("Epochs")},
          rows, true);
}

void Writer::differences() {
    heading(2, tr("What differs"));
    QVector<QStringList> rows;
    for (const ReportDifference& one : m_content.differences) {
        rows << (QStringList{one.key} + one.values);
    }
    table(QStringList{tr("Key")} + runNames(), rows, true);
}

void Writer::equalReward() {
    heading(2, tr("At equal trained reward"));
    const EqualReward& equal = m_content.equalReward;
    paragraph(tr("Where each run first reaches a trained reward of %1: nine tenths of the way to the run that climbs "
                 "least. Mean ± sample deviation over the seeds; fewer than all runs in brackets.")
                  .arg(formatNumber(*equal.level)));
    EqualRewardModel model;
    model.show(equal.methods, equal.level);
    QStringList headings{QString()};
    for (int column = 0; column < model.columnCount(); ++column) {
        headings << model.headerData(column, Qt::Horizontal).toString();
    }
    QVector<QStringList> rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells{model.headerData(row, Qt::Vertical).toString()};
        for (int column = 0; column < model.columnCount(); ++column) {
            cells << model.index(row, column).data().toString();
        }
        rows << cells;
    }
    table(headings, rows, false);
    if (!equal.leftOut.empty()) {
        paragraph(tr("Left out, with another trained reward or without evaluations: %1.")
                      .arg(QStringList(equal.leftOut.begin(), equal.leftOut.end()).join(QStringLiteral(", "))),
                  "dim");
    }
}

void Writer::curves() {
    const std::vector<ReportFigure> figures = figuresOf(m_content);
    if (figures.empty()) {
        return;
    }
    heading(2, tr("Curves"));
    m_out += QStringLiteral("<p>");
    for (const ReportRun& run : m_content.runs) {
        const QString dash = run.source.dash == Qt::SolidLine ? QStringLiteral("━━━") : QStringLiteral("╍╍╍");
        m_out += QStringLiteral("<span class=\"key\"><span style=\"color:%1\">%2</span> %3</span>%4\n")
                     .arg(run.source.colour.name(), dash, escaped(run.source.name),
                          m_web ? QString() : QStringLiteral("&nbsp;&nbsp; "));
    }
    // A browser breaks the row by itself; on paper there are two figures in each.
    const int width = m_web ? figureWidth : 250;
    m_out += QLatin1String(m_web ? "</p>\n" : "</p>\n<table>\n");
    for (std::size_t i = 0; i < figures.size(); ++i) {
        m_out += QLatin1String(m_web ? "" : i % 2 ? "<td>" : "<tr><td>");
        m_out += QStringLiteral("<img src=\"%1\" alt=\"%2\" width=\"%3\" height=\"%4\">\n")
                     .arg(m_images.figure(svgOf(figures[i])), figures[i].title.toHtmlEscaped(), QString::number(width),
                          QString::number(width * figureHeight / figureWidth));
    }
    m_out += QLatin1String(m_web ? "" : "</table>\n");
}

void Writer::runSection(const ReportRun& run) {
    heading(2, run.source.name);
    if (!run.failure.isEmpty()) {
        paragraph(run.failure, "warn");
        return;
    }
    QStringList about;
    if (!run.source.group.isEmpty()) {
        about << tr("Group: %1").arg(run.source.group);
    }
    if (!run.source.tags.isEmpty()) {
        about << tr("Tags: %1").arg(run.source.tags.join(QStringLiteral(", ")));
    }
    paragraph(about.join(QStringLiteral("  ·  ")), "dim");
    paragraph(run.source.notes);
    if (run.verdict) {
        verdict(*run.verdict);
    }
    if (!run.pictures.empty()) {
        pictures(run);
    }
    fold(tr("Reproduce card"), true);
    QVector<QStringList> rows;
    for (const auto& [label, value] : run.card.rows) {
        rows << QStringList{label, value};
    }
    table({}, rows, true);
    if (run.card.command.isEmpty()) {
        paragraph(run.card.noCommand, "warn");
    } else {
        m_out += QStringLiteral("<pre>") + run.card.command.toHtmlEscaped() + QStringLiteral("</pre>\n");
    }
    endFold();
    attempts(run.summary);
    if (!run.problems.empty()) {
        fold(tr("Warnings and errors"), false);
        QVector<QStringList> events;
        for (const EventRow& event : run.problems) {
            events << QStringList{exactTime(event.wall), fromStd(event.level), fromStd(event.text)};
        }
        table({}, events, true);
        endFold();
    }
    if (m_content.options.configurations) {
        configuration(run.configToml);
    }
}

void Writer::verdict(const Overoptimization& report) {
    heading(3, tr("Overoptimization"));
    paragraph(coreText(verdict_sentence(report)));
    paragraph(coreText(suggestion_sentence(report)));
    QStringList headings{tr("Epoch")};
    if (report.trained) {
        headings << fromStd(report.trained->name);
    }
    for (const JudgeTrajectory& judge : report.others) {
        headings << tr("%1, z").arg(fromStd(judge.name));
    }
    if (!report.others.empty()) {
        headings << tr("Mean z") << tr("Smoothed");
    }
    if (report.gold) {
        headings << tr("Gold");
    }
    const QLocale locale;
    QVector<QStringList> rows;
    for (std::size_t i = 0; i < report.epochs.size(); ++i) {
        QStringList cells{QString::number(report.epochs[i])};
        if (report.trained) {
            cells << formatNumber(report.trained->means[i]);
        }
        for (const JudgeTrajectory& judge : report.others) {
            cells << locale.toString(judge.z[i], 'f', 2);
        }
        if (!report.others.empty()) {
            cells << locale.toString(report.z[i], 'f', 2) << locale.toString(report.smoothed[i], 'f', 2);
        }
        if (report.gold) {
            cells << formatNumber(report.gold->judge.means[i]);
        }
        rows << cells;
    }
    fold(tr("Evaluations"), report.epochs.size() <= 16);
    table(headings, rows, false, report.has_suggestion() ? static_cast<int>(report.peak) : -1);
    endFold();
    for (const std::string& note : report.notes) {
        paragraph(coreText(note), "dim");
    }
}

void Writer::pictures(const ReportRun& run) {
    heading(3, tr("Pictures"));
    const auto [first, best, last] = run.pictureEpochs;
    m_out += QStringLiteral("<table><tr><th></th>");
    for (const QString& title :
         {tr("First, epoch %1").arg(first),
          (run.bestIsSuggested ? tr("Best by the other judges, epoch %1") : tr("Highest trained reward, epoch %1"))
              .arg(best),
          tr("Last, epoch %1").arg(last)}) {
        m_out += QStringLiteral("<th align=\"left\">") + escaped(title) + QStringLiteral("</th>");
    }
    m_out += QStringLiteral("</tr>\n");
    for (const ReportPictures& row : run.pictures) {
        m_out += QStringLiteral("<tr><td>") + escaped(row.prompt) + QStringLiteral("<br><span class=\"dim\">") +
                 escaped(tr("seed %1").arg(row.seed)) + QStringLiteral("</span></td>");
        for (const ReportPictures::Cell& cell : row.cells) {
            m_out += QStringLiteral("<td align=\"left\">");
            if (!cell.image.isNull()) {
                const QSize size = cell.image.size().scaled(128, 128, Qt::KeepAspectRatio);
                m_out += QStringLiteral("<img class=\"sample\" src=\"%1\" alt=\"%2\" width=\"%3\" height=\"%4\"><br>")
                             .arg(m_images.picture(cell.image), row.prompt.toHtmlEscaped(),
                                  QString::number(m_web ? size.width() : size.width() * 3 / 4),
                                  QString::number(m_web ? size.height() : size.height() * 3 / 4));
            }
            QStringList scores;
            if (cell.reward) {
                scores << formatNumber(*cell.reward);
            }
            if (cell.gold) {
                scores << tr("gold %1").arg(formatNumber(*cell.gold));
            }
            m_out += QStringLiteral("<span class=\"dim\">") + escaped(scores.join(QStringLiteral("  ·  "))) +
                     QStringLiteral("</span></td>");
        }
        m_out += QStringLiteral("</tr>\n");
    }
    m_out += QStringLiteral("</table>\n");
}

void Writer::attempts(const RunSummary& summary) {
    fold(tr("Attempts"), false);
    QVector<QStringList> rows;
    for (const AttemptRow& attempt : summary.attempts) {
        rows << QStringList{exactTime(attempt.started), exactTime(attempt.ended), QString::number(attempt.from_epoch),
                            attempt.ended > 0 ? coreText(attempt.reason) : tr("not ended, or the worker was lost"),
                            fromStd(shell_line(attempt.command))};
    }
    table({tr("Started"), tr("Ended"), tr("From epoch"), tr("Why it ended"), tr("Command")}, rows, true);
    endFold();
}

void Writer::configuration(const std::string& toml) {
    fold(tr("Configuration"), false);
    m_out += QStringLiteral("<pre>") + fromStd(toml).toHtmlEscaped() + QStringLiteral("</pre>\n");
    endFold();
}

}  // namespace

QString reportHtml(const ReportContent& content, ReportMedium medium, const ReportImages& images) {
    return Writer(content, medium, images).write();
}

ReportImages embeddedImages() {
    return {[](const QImage& image) {
                QByteArray bytes;
                QBuffer buffer(&bytes);
                buffer.open(QIODevice::WriteOnly);
                image.save(&buffer, "PNG");
                return QStringLiteral("data:image/png;base64,") + QString::fromLatin1(bytes.toBase64());
            },
            [](const QByteArray& svg) {
                return QStringLiteral("data:image/svg+xml;base64,") + QString::fromLatin1(svg.toBase64());
            }};
}

}  // namespace tempera::ui
