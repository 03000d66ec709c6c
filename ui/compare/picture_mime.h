// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QString>

class QMimeData;

namespace tempera::ui {

/// A picture to be dropped or pasted elsewhere: itself and, when `file` is not empty, text/uri-list. The caller owns
/// the result; nullptr without picture.
QMimeData* pictureMime(const QImage& picture, const QString& file);

}  // namespace tempera::ui
