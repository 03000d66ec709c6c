// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QRectF>

class QPainter;
class QStyleOptionViewItem;

namespace tempera::ui {

/// Draws a picture into a square: enlarged with nearest neighbour, so that every pixel of the
/// generator stays what it is; reduced smoothly. Keeps the aspect ratio.
void paintPicture(QPainter& painter, const QRectF& place, const QImage& picture);

/// Kept free around every picture of a grid for the frame of the selection, pixels: 4 between two.
constexpr int pictureFrame = 2;

/// A picture of a grid: a placeholder until it is there, and an accent frame when it is selected.
void paintPictureCell(QPainter& painter, const QRect& cell, const QImage& picture, const QStyleOptionViewItem& option);

}  // namespace tempera::ui
