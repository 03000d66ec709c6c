// SPDX-License-Identifier: GPL-3.0-or-later
// How pictures are scored when the judge is out of reach.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <torch/torch.h>
#include <QTest>

#include "core/rewards/reward_unavailable.h"
#include "core/rewards/scoring.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

namespace {

/// Scores a picture by its value, but is out of reach in the calls (from 0) that a test names.
class AbsentMinded : public Reward {
public:
    explicit AbsentMinded(std::vector<int> absent) : absent_(std::move(absent)) {}

    std::string name() const override { return "absent-minded"; }
    bool differentiable() const override { return false; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& /*prompts*/) override {
        const int call = calls++;
        polled = polled || static_cast<bool>(stop_asked_);
        if (std::find(absent_.begin(), absent_.end(), call) != absent_.end()) {
            throw RewardUnavailable("is away in call " + std::to_string(call), "judge", "");
        }
        return images01.mean({1, 2, 3});
    }
    void set_stop_asked(std::function<bool()> stop_asked) override { stop_asked_ = std::move(stop_asked); }
    bool watched() const { return static_cast<bool>(stop_asked_); }

    int calls = 0;
    bool polled = false;  ///< could have asked for a stop during a call

private:
    std::vector<int> absent_;
    std::function<bool()> stop_asked_;
};

}  // namespace

class TestScoring : public QObject {
    Q_OBJECT

private:
    std::optional<std::vector<double>> score(AbsentMinded& judge, const WorkHooks& hooks) const {
        return score_all(judge, m_images, m_prompts, 2, hooks);
    }

    const at::Tensor m_images = at::arange(5, at::kFloat).view({5, 1, 1, 1}).expand({5, 3, 2, 2});
    const std::vector<std::string> m_prompts{"a", "b", "c", "d", "e"};
    const std::vector<double> m_expected{0, 1, 2, 3, 4};

private Q_SLOTS:
    void waitsAndAsksAgain() {
        AbsentMinded judge({1, 2, 4});
        std::vector<std::string> told;
        WorkHooks hooks;
        hooks.wait_for_help = [&told](const std::string& problem) {
            told.push_back(problem);
            return true;
        };
        const auto scores = score(judge, hooks);
        QVERIFY(scores);
        QCOMPARE(*scores, m_expected);
        QCOMPARE(judge.calls, 6);  // three batches and three failures: what is scored is not asked again
        QCOMPARE(told, (std::vector<std::string>{"judge: is away in call 1.", "judge: is away in call 2.",
                                                 "judge: is away in call 4.", ""}));
        QVERIFY(judge.polled);
        QVERIFY(!judge.watched());  // the hooks are gone by now
    }

    void nobodyIsToldWhenAllIsWell() {
        AbsentMinded judge({});
        WorkHooks hooks;
        hooks.wait_for_help = [](const std::string&) -> bool { qFatal("there is no problem"); };
        QCOMPARE(score(judge, hooks).value(), m_expected);
    }

    void withoutHelpTheProblemGoesUp() {
        AbsentMinded judge({1});
        QCOMPARE(error_text([&] { score(judge, {}); }), QString("judge: is away in call 1."));
        QVERIFY(!judge.watched());
        WorkHooks refuse;
        refuse.wait_for_help = [](const std::string&) { return false; };
        AbsentMinded other({1});
        QCOMPARE(error_text([&] { score(other, refuse); }), QString("judge: is away in call 1."));
    }

    void stopWhileWaitingIsAStop() {
        AbsentMinded judge({1});
        bool stop = false;
        WorkHooks hooks;
        hooks.stop_asked = [&stop] { return stop; };
        hooks.wait_for_help = [&stop](const std::string&) {
            stop = true;
            return false;
        };
        QVERIFY(!score(judge, hooks));
        QCOMPARE(judge.calls, 2);
    }

    void stopWhileAskingIsAStop() {
        AbsentMinded judge({1});
        WorkHooks hooks;
        hooks.stop_asked = [&judge] { return judge.calls == 2; };
        hooks.wait_for_help = [](const std::string&) -> bool {
            qFatal("a judge that was told to give up is no problem");
        };
        QVERIFY(!score(judge, hooks));
    }
};

QTEST_APPLESS_MAIN(TestScoring)
#include "tst_scoring.moc"
