// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSettings>
#include <QString>
#include <QStringList>
#include <algorithm>

namespace tempera::ui {

/// One stored setting: where it is kept, what it is when nobody chose, and for numbers the range that it may have.
/// What is stored outside of the range is read as the nearest value inside.
template <typename T>
struct Setting {
    const char* key;
    T standard{};
    T lowest{};
    T highest{};  ///< equal to lowest: no range
};

/// Every setting of the window. A new one is one line here; the parts read and write it through Settings.
namespace settings {

// What the preferences show.
inline const Setting<QString> theme{"look/theme"};                  ///< "light", "dark", "" = as the system
inline const Setting<QString> language{"look/language"};            ///< "en", "de", "" = as the system
inline constexpr Setting<int> fontSize{"look/fontSize", 0, 0, 32};  ///< points; 0 = as the system
inline constexpr Setting<bool> reduceAnimations{"look/reduceAnimations", false};
inline constexpr Setting<int> thumbnailSide{"pictures/thumbnailSide", 128, 48, 512};  ///< px of a cell in Samples
inline constexpr Setting<int> pictureCache{"pictures/cache", 512, 64, 8192};          ///< MiB
inline constexpr Setting<int> interval{"runs/interval", 250, 100, 5000};              ///< ms between two looks
inline constexpr Setting<int> smoothing{"curves/smoothing", 1, 1, 999};               ///< window in epochs; 1 = none
inline constexpr Setting<bool> notifications{"runs/notifications", true};
inline constexpr Setting<bool> inhibitSleep{"runs/inhibitSleep", true};
inline constexpr Setting<bool> restoreWorkspace{"window/restoreWorkspace", true};

// What the window remembers by itself.
inline const Setting<QStringList> recentWorkspaces{"window/recent"};  ///< newest first
inline const Setting<QByteArray> geometry{"window/geometry"};
inline const Setting<QByteArray> docks{"window/state"};
inline const Setting<QString> page{"window/page"};  ///< Page::id() of the open page
inline constexpr Setting<bool> toldRunsGoOn{"told/runsGoOn", false};
inline constexpr Setting<bool> configDifferencesOnly{"config/differencesOnly", true};
/// Keys that are no difference between two runs: where files lie, and what changes how a run is done but not what it
/// does.
inline const Setting<QStringList> configIgnored{
    "config/ignored",
    {QStringLiteral("name"), QStringLiteral("threads"), QStringLiteral("micro_batch"), QStringLiteral("reward.folder"),
     QStringLiteral("checkpoint.every"), QStringLiteral("checkpoint.keep"), QStringLiteral("images.train_every"),
     QStringLiteral("images.train_count")}};
inline constexpr Setting<bool> logTimes{"log/times", true};

}  // namespace settings

/// The settings of this user, typed. Kept by QSettings, written at once. GUI thread. Owned by the Session; whoever
/// shows a setting listens to changed() and follows.
class Settings : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    template <typename T>
    T value(const Setting<T>& setting) const {
        QVariant stored = m_store.value(QLatin1String(setting.key));
        if (!stored.isValid() || !stored.convert(QMetaType::fromType<T>())) {
            return setting.standard;
        }
        T value = stored.value<T>();
        if constexpr (std::is_arithmetic_v<T>) {
            if (setting.lowest < setting.highest) {
                value = std::clamp(value, setting.lowest, setting.highest);
            }
        }
        return value;
    }

    /// changed() follows when the value is another one.
    template <typename T>
    void set(const Setting<T>& setting, const T& value) {
        if (this->value(setting) != value) {
            store(setting.key, QVariant::fromValue(value));
        }
    }

    template <typename T>
    void reset(const Setting<T>& setting) {
        if (value(setting) != setting.standard) {
            store(setting.key, {});
        }
    }

    /// Saved sizes of splitters and table headers, by name; empty = as it was at first.
    QByteArray layout(const QString& name) const;
    void setLayout(const QString& name, const QByteArray& state);
    void forgetLayouts();

    /// Puts the workspace in front of the recent ones.
    void rememberWorkspace(const QString& root);

    static constexpr int recentCount = 8;

Q_SIGNALS:
    /// `key`: Setting::key of what changed.
    void changed(const QString& key);

private:
    void store(const char* key, const QVariant& value);  ///< invalid: forgets it

    QSettings m_store;
};

/// Whether `key`, as changed() brings it, is that of `setting`.
template <typename T>
bool isKey(const QString& key, const Setting<T>& setting) {
    return key == QLatin1String(setting.key);
}

}  // namespace tempera::ui
