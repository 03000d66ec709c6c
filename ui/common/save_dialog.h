// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QFormLayout;
class QLineEdit;
class QPushButton;

namespace tempera::ui {

/// What dialogs share that ask what is written where: a form, the file with a button to choose it, Export and Cancel.
/// Nothing is written before the button is pressed. The folder of last time is remembered.
class SaveDialog : public QDialog {
    Q_OBJECT

public:
    QLineEdit* fileEdit() const { return m_file; }
    QPushButton* exportButton() const { return m_export; }

protected:
    /// `folderKey`: setting that remembers the folder.
    SaveDialog(const QString& folderKey, QWidget* parent);

    QFormLayout* form() const { return m_form; }
    /// The rows of the form are complete: the file and the buttons go below them.
    void addFileRow();
    QString startFolder() const;
    QString file() const;  ///< absolute
    void updateButton();

    virtual QString fileFilter() const = 0;  ///< "PDF files (*.pdf)"; "" = any
    virtual bool complete() const { return true; }
    /// The button was pressed; the dialog closes behind it.
    virtual void ask() = 0;

private:
    void browse();
    void exportNow();

    QString m_folderKey;
    QFormLayout* m_form;
    QLineEdit* m_file;
    QPushButton* m_export;
};

}  // namespace tempera::ui
