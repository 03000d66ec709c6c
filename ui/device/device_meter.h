// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QThread>
#include <QToolButton>

#include "ui/device/device_sampler.h"

class QFrame;
class QGridLayout;

namespace tempera::ui {

class Session;

/// Processors, memory and GPUs in one line; a click shows each worker and each GPU. Samples only while it can be seen.
class DeviceMeter : public QToolButton {
    Q_OBJECT

public:
    explicit DeviceMeter(Session& session, QWidget* parent = nullptr,
                         const QString& nvmlFile = QLatin1String(Nvml::library));
    ~DeviceMeter() override;

    bool sampling() const { return m_sampling; }
    const DeviceSample& latest() const { return m_latest; }
    /// What the panel shows, a line per row.
    QString panelText() const;
    QFrame* panel() const { return m_panel; }
    void showPanel();

Q_SIGNALS:
    void updated();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void updateSampling();
    void updateWorkers();
    void onSample(const DeviceSample& sample);
    void fillPanel();
    std::vector<QStringList> rows() const;

    Session& m_session;
    QThread m_thread;
    DeviceSampler* m_sampler;
    DeviceSample m_latest;
    QMap<qint64, QString> m_names;  ///< of the runs whose workers live
    bool m_sampling = false;
    QFrame* m_panel;
    QGridLayout* m_grid;
};

}  // namespace tempera::ui
