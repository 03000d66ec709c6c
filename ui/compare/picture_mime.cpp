// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/picture_mime.h"

#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace tempera::ui {

QMimeData* pictureMime(const QImage& picture, const QString& file) {
    if (picture.isNull()) {
        return nullptr;
    }
    auto* mime = new QMimeData;
    mime->setImageData(picture);
    if (!file.isEmpty()) {
        mime->setUrls({QUrl::fromLocalFile(QFileInfo(file).absoluteFilePath())});
    }
    return mime;
}

}  // namespace tempera::ui
