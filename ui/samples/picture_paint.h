// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QRectF>

class QPainter;

namespace tempera::ui {

/// Draws a picture into a square: enlarged with nearest neighbour, so that every pixel of the
/// generator stays what it is; reduced smoothly. Keeps the aspect ratio.
void paintPicture(QPainter& painter, const QRectF& place, const QImage& picture);

}  // namespace tempera::ui
