// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <functional>

#include "ui/curves/curve_figure.h"

class QComboBox;
class QLabel;
class QLineEdit;

namespace tempera::ui {

class PrimaryButton;
class Session;

/// Asks what is exported, as what and where to, and writes it: whole or not at all, in the reader thread.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    enum class Format { Svg, Pdf, Png, ShownValues, StoredValues };

    /// `figure`: makes what is on the screen, of all panels or only of the current one. `panel`: title of that.
    ExportDialog(Session& session, std::function<CurveFigure(bool onlyCurrent)> figure, const QString& panel,
                 bool onlyCurrent, QWidget* parent = nullptr);

Q_SIGNALS:
    void exported(const QString& file);

private:
    void chooseFile();
    void followFormat();
    void start();
    void finish(const QString& file, bool exists, const QString& failure);
    Format format() const;

    Session& m_session;
    std::function<CurveFigure(bool)> m_figure;
    QComboBox* m_scope;
    QComboBox* m_format;
    QLineEdit* m_file;
    QLabel* m_message;
    PrimaryButton* m_export;
    QString m_replace;  ///< file that the user has agreed to replace
};

}  // namespace tempera::ui
