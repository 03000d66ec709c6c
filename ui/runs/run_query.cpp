// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/run_query.h"

#include <QMap>
#include <QRegularExpression>
#include <algorithm>

#include "ui/common/text_format.h"
#include "ui/runs/query_numbers.h"
#include "ui/runs/run_query_term.h"

namespace tempera::ui {

namespace {

using Term = RunQuery::Term;

constexpr RunState allStates[] = {RunState::Queued,  RunState::Running, RunState::Paused,     RunState::Finished,
                                  RunState::Stopped, RunState::Failed,  RunState::Interrupted};

const QStringList& textKeys() {
    static const QStringList keys{QStringLiteral("state"), QStringLiteral("method"), QStringLiteral("reward"),
                                  QStringLiteral("tag"),   QStringLiteral("group"),  QStringLiteral("name"),
                                  QStringLiteral("note"),  QStringLiteral("model"),  QStringLiteral("id"),
                                  QStringLiteral("device")};
    return keys;
}

const QStringList& numberKeys() {
    static const QStringList keys{QStringLiteral("seed"),     QStringLiteral("epoch"), QStringLiteral("epochs"),
                                  QStringLiteral("duration"), QStringLiteral("disk"),  QStringLiteral("created")};
    return keys;
}

struct Token {
    int position = 0;
    QString text;         ///< as typed
    bool quoted = false;  ///< begins with a quotation mark, after a possible minus
};

/// Splits at white space outside of quotation marks.
std::vector<Token> tokens(const QString& text) {
    std::vector<Token> found;
    bool inside = false;
    bool open = false;
    for (int i = 0; i < text.size(); ++i) {
        const QChar letter = text[i];
        if (letter.isSpace() && !inside) {
            open = false;
            continue;
        }
        if (!open) {
            found.push_back({i, {}, false});
            open = true;
        }
        if (letter == QLatin1Char('"')) {
            inside = !inside;
            found.back().quoted =
                found.back().quoted || found.back().text.isEmpty() || found.back().text == QLatin1String("-");
        }
        found.back().text += letter;
    }
    return found;
}

QString unquoted(QString text) {
    return text.remove(QLatin1Char('"'));
}

/// "a,b" -> alternatives; a comma inside of quotation marks is a letter.
QStringList alternatives(const QString& text) {
    QStringList found{QString()};
    bool inside = false;
    for (const QChar letter : text) {
        if (letter == QLatin1Char('"')) {
            inside = !inside;
        } else if (letter == QLatin1Char(',') && !inside) {
            found << QString();
        } else {
            found.back() += letter.toLower();
        }
    }
    if (found.size() > 1) {
        found.removeAll(QString());  // a comma that was just typed
    }
    return found;
}

Relation relationOf(const QString& sign) {
    static const QMap<QString, Relation> signs{
        {QStringLiteral(":"), Relation::Contains},     {QStringLiteral("="), Relation::Equal},
        {QStringLiteral("!="), Relation::Unequal},     {QStringLiteral("<"), Relation::Less},
        {QStringLiteral("<="), Relation::LessOrEqual}, {QStringLiteral(">"), Relation::More},
        {QStringLiteral(">="), Relation::MoreOrEqual}};
    return signs.value(sign);
}

/// The field with this key, or the only one whose key ends with it. `problem` when there is none or more.
const Field* fieldOf(const QString& key, QString* problem) {
    if (const Field* field = find_field(key.toStdString())) {
        return field;
    }
    QStringList candidates;
    const Field* found = nullptr;
    for (const Field& field : schema()) {
        if (fromStd(field.key).endsWith(QLatin1Char('.') + key)) {
            found = &field;
            candidates << fromStd(field.key);
        }
    }
    if (candidates.size() == 1) {
        return found;
    }
    *problem =
        candidates.isEmpty()
            ? RunQuery::tr("There is no key “%1”; the nearest is %2.").arg(key, fromStd(nearest_key(key.toStdString())))
            : RunQuery::tr("“%1” is several keys: %2.").arg(key, candidates.join(QStringLiteral(", ")));
    return nullptr;
}

/// Fills the numbers of a term; a sentence when one can not be read.
QString readNumbers(Term& term, const QString& sign, const QString& value) {
    for (const QString& text : alternatives(value)) {
        const auto number = queryNumber(term.kind == Term::Kind::Number ? term.key : QString(), text);
        if (!number) {
            return text.isEmpty()
                       ? RunQuery::tr("After “%1” comes %2.").arg(term.key + sign, queryNumberExample(term.key))
                       : RunQuery::tr("“%1” is compared with %2, and “%3” is none.")
                             .arg(term.key, queryNumberExample(term.key), text);
        }
        term.numbers.push_back(*number);
    }
    if (isOrder(term.relation) && term.numbers.size() != 1) {
        return RunQuery::tr("Only one number can be compared by size.");
    }
    return {};
}

/// Fills the texts of a term; a sentence when the relation does not fit.
QString readTexts(Term& term, const QString& value) {
    if (isOrder(term.relation)) {
        return RunQuery::tr("“%1” is a word: use “:” (contains) or “=” (is).").arg(term.key);
    }
    term.texts = alternatives(value);
    if (term.relation != Relation::Contains && term.texts == QStringList{QString()}) {
        return RunQuery::tr("Nothing comes after “%1”; “%1:” alone finds runs that have any.").arg(term.key);
    }
    return {};
}

QString readComparison(Term& term, const QString& sign, const QString& value) {
    static const QRegularExpression part(QStringLiteral("^(min|max)\\((.+)\\)$"));
    if (const auto match = part.match(term.key); match.hasMatch()) {
        term.part = match.captured(1) == QLatin1String("min") ? Term::Part::Min : Term::Part::Max;
        term.key = match.captured(2);
        term.kind = Term::Kind::Metric;
        return readNumbers(term, sign, value);
    }
    if (term.key.contains(QLatin1Char('/'))) {
        term.kind = Term::Kind::Metric;
        return readNumbers(term, sign, value);
    }
    const QString simple = term.key.toLower();
    if (textKeys().contains(simple)) {
        term.kind = Term::Kind::Text;
        term.key = simple;
        return readTexts(term, value);
    }
    if (numberKeys().contains(simple)) {
        term.kind = Term::Kind::Number;
        term.key = simple;
        return readNumbers(term, sign, value);
    }
    QString problem;
    term.kind = Term::Kind::Config;
    term.field = fieldOf(term.key, &problem);
    if (!term.field) {
        return problem;
    }
    term.key = fromStd(term.field->key);
    if (term.field->type == FieldType::Int || term.field->type == FieldType::Real) {
        return readNumbers(term, sign, value);
    }
    if (term.field->type == FieldType::Bool) {
        const QString text = value.toLower();
        if (isOrder(term.relation) || (text != QLatin1String("true") && text != QLatin1String("false"))) {
            return RunQuery::tr("“%1” is true or false.").arg(term.key);
        }
    }
    return readTexts(term, value);
}

}  // namespace

std::optional<RunQuery> RunQuery::parse(const QString& text, Problem* problem) {
    static const QRegularExpression comparison(
        QStringLiteral("^((?:min|max)\\([^()]+\\)|[A-Za-z_][A-Za-z0-9_./-]*)(:|!=|>=|<=|=|>|<)(.*)$"));
    RunQuery query;
    for (const Token& token : tokens(text)) {
        auto term = std::make_shared<Term>();
        QString body = token.text;
        if (body.startsWith(QLatin1Char('-')) && body.size() > 1) {
            term->opposite = true;
            body.remove(0, 1);
        }
        const auto match = comparison.match(body);
        if (!token.quoted && match.hasMatch()) {
            term->key = match.captured(1);
            term->relation = relationOf(match.captured(2));
            const QString sentence = readComparison(*term, match.captured(2), match.captured(3));
            if (!sentence.isEmpty()) {
                *problem = {token.position, static_cast<int>(token.text.size()), sentence};
                return std::nullopt;
            }
        } else if (!token.quoted && body.compare(QLatin1String("fav"), Qt::CaseInsensitive) == 0) {
            term->kind = Term::Kind::Favourite;
        } else {
            term->texts = {unquoted(body)};
        }
        query.m_terms.push_back(std::move(term));
    }
    return query;
}

QStringList RunQuery::keys() {
    QStringList all;
    for (const QString& key : textKeys()) {
        all << key + QLatin1Char(':');
    }
    all << QStringLiteral("fav") << numberKeys();
    for (const Field& field : schema()) {
        const QString key = fromStd(field.key);
        if (!textKeys().contains(key) && !numberKeys().contains(key)) {
            all << key;
        }
    }
    return all;
}

QStringList RunQuery::states() {
    QStringList all;
    for (const RunState state : allStates) {
        all << QString::fromLatin1(to_string(state));
    }
    return all;
}

}  // namespace tempera::ui
