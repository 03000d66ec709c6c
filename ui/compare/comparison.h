// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <cstdint>
#include <optional>
#include <vector>

#include "ui/session/batches.h"
#include "ui/session/picture_cache.h"

namespace tempera::ui {

class Session;

/// One pane: a run at a fixed epoch or at the scrubbed one.
struct PaneChoice {
    QString runId;
    std::optional<std::int64_t> epoch;  ///< nothing = follows the scrubber
    friend bool operator==(const PaneChoice&, const PaneChoice&) = default;
};

/// With the same prompt and seed the same noise: what makes two pictures comparable.
struct PictureChoice {
    QString prompt;
    std::uint64_t seed = 0;
    friend bool operator==(const PictureChoice&, const PictureChoice&) = default;
    friend size_t qHash(const PictureChoice& choice, size_t seed = 0) {
        return qHashMulti(seed, choice.prompt, choice.seed);
    }
};

/// What a pane has to show now.
struct PaneContent {
    enum class State { Ready, Loading, NoRun, NoEpoch, NoPicture };
    State state = State::Loading;
    const RunData* run = nullptr;
    std::int64_t wanted = 0;            ///< epoch that was asked for
    std::optional<std::int64_t> epoch;  ///< that is shown: the wanted one or the nearest earlier that has pictures
    SampleSetPtr set;
    const SampleItem* item = nullptr;  ///< inside `set`
    QImage picture;                    ///< full, or the thumbnail until that has come
    bool earlier() const { return epoch && *epoch < wanted; }
};

/// What is compared: which runs and epochs, of which picture. The panes are those of the selected runs until the user
/// changes one. GUI thread; everything is read from the session.
class Comparison : public QObject {
    Q_OBJECT

public:
    static constexpr int mostPanes = 6;
    static constexpr int fewestPanes = 2;

    explicit Comparison(Session& session, QObject* parent = nullptr);

    Session& session() const { return m_session; }
    const std::vector<PaneChoice>& panes() const { return m_panes; }
    int count() const { return static_cast<int>(m_panes.size()); }
    /// Whether the panes follow the selection of runs.
    bool followsSelection() const { return m_automatic; }
    void followSelection();
    /// One more: `runId`, or the next selected run that has none, else the last pane's run before training.
    void addPane(const QString& runId = {});
    void removePane(int pane);
    void setRun(int pane, const QString& runId);
    void setEpoch(int pane, std::optional<std::int64_t> epoch);

    SampleKind kind() const { return m_kind; }
    void setKind(SampleKind kind);
    const std::vector<std::int64_t>& epochs(int pane) const;  ///< that have pictures of this kind

    /// Every picture that a pane has, in the order of the first pane's grid; then those that only others have.
    const std::vector<PictureChoice>& choices() const { return m_choices; }
    int choice() const { return m_choice; }  ///< place in choices(); -1 = none
    void setChoice(int choice);
    void stepChoice(int by);  ///< stays inside

    PaneContent content(int pane) { return contentOf(pane, m_choice); }
    PaneContent contentOf(int pane, int choice);
    /// A picture of any run, epoch and prompt, not only of the panes'. Null while it is loaded; changed() follows.
    QImage picture(const QString& runId, const SampleItem& item);
    /// File of the full picture; "" = there is only a thumbnail.
    QString fileOf(const QString& runId, const SampleItem& item) const;
    static const SampleItem* find(const SampleSet& set, const PictureChoice& choice);

    /// Reads again what the session has. Cheap; the page calls it when it is shown.
    void update();
    /// Asks for the neighbours that the next step will show.
    void prefetch();

Q_SIGNALS:
    void panesChanged();  ///< their number or choice
    void changed();       ///< anything that is shown

private:
    void fromSelection();
    void setPanes(std::vector<PaneChoice> panes);
    void updateChoices();
    std::optional<std::int64_t> resolved(int pane, std::int64_t wanted) const;
    std::int64_t wantedEpoch(int pane) const;
    void keepLoaded();

    Session& m_session;
    PictureCache m_pictures;
    std::vector<PaneChoice> m_panes;
    bool m_automatic = true;
    SampleKind m_kind = SampleKind::Eval;
    std::vector<PictureChoice> m_choices;
    int m_choice = -1;
    PictureChoice m_chosen;
};

}  // namespace tempera::ui
