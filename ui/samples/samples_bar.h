// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/samples/sample_query.h"

class QAbstractButton;
class QButtonGroup;
class QComboBox;
class QLineEdit;
class QSlider;
class QToolButton;

namespace tempera::ui {

class ElidedLabel;
class Settings;

enum class SampleView { Grid, Strip, Prompts };

/// The controls of the Samples page: which pictures, in which order, how large. Holds no pictures.
class SamplesBar : public QWidget {
    Q_OBJECT

public:
    explicit SamplesBar(Settings& settings, QWidget* parent = nullptr);

    SampleView view() const;
    void setView(SampleView view);
    SampleKind kind() const;
    void setKind(SampleKind kind);
    bool allEpochs() const;
    void setAllEpochs(bool all);
    SampleQuery query() const;
    void setPromptFilter(const QString& text);
    /// Fills the list of scores; keeps the chosen one when it is there, else takes `preferred`.
    void setRewards(const std::vector<QString>& names, const QString& preferred);
    /// Shown in the empty fields of the range.
    void setScoreRange(std::optional<double> lowest, std::optional<double> highest);
    void setSummary(const QString& text);
    QString summary() const;
    int side() const;  ///< of a picture, device-independent pixels
    void zoom(int notches);
    bool detailsShown() const;
    void setDetailsShown(bool shown);
    double rate() const;  ///< epochs per second
    void setPlaying(bool playing);
    void setCanPlay(bool can);

    QComboBox* orderBox() const { return m_order; }
    QComboBox* scoreBox() const { return m_score; }
    QLineEdit* filterField() const { return m_filter; }
    QLineEdit* fromField() const { return m_from; }
    QLineEdit* toField() const { return m_to; }
    QSlider* sizeSlider() const { return m_size; }
    QToolButton* playButton() const { return m_play; }
    QToolButton* allButton() const { return m_all; }
    QToolButton* exportButton() const { return m_export; }
    QAbstractButton* viewButton(SampleView view) const;

Q_SIGNALS:
    void viewChanged();
    void kindChanged();
    void allEpochsChanged();
    void queryChanged();
    void sizeChanged();
    void detailsToggled(bool shown);
    void playToggled(bool play);
    void rateChanged();
    void exportAsked(const QPoint& global);

private:
    QWidget* makeTop();
    QWidget* makeFilters();
    QToolButton* toggle(const QString& iconName, const QString& name);

    Settings& m_settings;
    QButtonGroup* m_views;
    QButtonGroup* m_kinds;
    QToolButton* m_all;
    QToolButton* m_play;
    QComboBox* m_rate;
    QToolButton* m_export;
    QSlider* m_size;
    QToolButton* m_details;
    QComboBox* m_order;
    QComboBox* m_score;
    QLineEdit* m_filter;
    QLineEdit* m_from;
    QLineEdit* m_to;
    ElidedLabel* m_summary;
};

}  // namespace tempera::ui
