// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/blind_test.h"

#include <QRandomGenerator>
#include <algorithm>

namespace tempera::ui {

BlindTest::BlindTest(const RatedSide& first, const RatedSide& second, SampleKind kind,
                     const std::vector<PictureChoice>& pictures, std::uint32_t seed)
    : m_first(first), m_second(second), m_kind(kind) {
    QRandomGenerator random(seed);
    for (const PictureChoice& picture : pictures) {
        m_questions.push_back({picture, random.bounded(2) == 1});
    }
    std::shuffle(m_questions.begin(), m_questions.end(), random);
}

Rating BlindTest::answer(Choice choice, double wall) {
    Rating rating;
    rating.wall = wall;
    rating.prompt = picture().prompt.toStdString();
    rating.seed = picture().seed;
    rating.kind = m_kind;
    rating.left = left();
    rating.right = right();
    rating.choice = choice;
    ++m_next;
    return rating;
}

bool BlindTest::takeBack() {
    if (m_next == 0) {
        return false;
    }
    --m_next;
    return true;
}

}  // namespace tempera::ui
