// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/store/ratings.h"
#include "ui/compare/comparison.h"

namespace tempera::ui {

/// The order of a blind test: every picture once, in random order, each contestant on a random side. No widgets, no
/// clock.
class BlindTest {
public:
    BlindTest() = default;
    /// `seed`: of the random order.
    BlindTest(const RatedSide& first, const RatedSide& second, SampleKind kind,
              const std::vector<PictureChoice>& pictures, std::uint32_t seed);

    std::size_t total() const { return m_questions.size(); }
    std::size_t answered() const { return m_next; }
    bool done() const { return m_next >= m_questions.size(); }

    const RatedSide& first() const { return m_first; }
    const RatedSide& second() const { return m_second; }
    SampleKind kind() const { return m_kind; }

    /// Of the question that waits for its answer; not when done().
    const PictureChoice& picture() const { return m_questions.at(m_next).picture; }
    const RatedSide& left() const { return m_questions.at(m_next).swapped ? m_second : m_first; }
    const RatedSide& right() const { return m_questions.at(m_next).swapped ? m_first : m_second; }

    /// The choice, to be stored; the next question waits then.
    Rating answer(Choice choice, double wall);
    /// The question before waits again. Whether there was one.
    bool takeBack();

private:
    struct Question {
        PictureChoice picture;
        bool swapped = false;
    };

    RatedSide m_first;
    RatedSide m_second;
    SampleKind m_kind = SampleKind::Eval;
    std::vector<Question> m_questions;
    std::size_t m_next = 0;
};

}  // namespace tempera::ui
