// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QSaveFile>
#include <QString>

struct GifFileType;

namespace tempera::ui {

/// A picture reduced to at most 256 colours: boxes of the colour cube are halved at their median, those with the most
/// pixels first (P. Heckbert, "Color image quantization for frame buffer display", 1982), on six bits a channel.
/// Pictures with no more colours than that keep them. Format_Indexed8.
QImage reduceColours(const QImage& picture);

/// An animation that repeats for ever, written through a temporary file that gets its name in finish(). Any one thread.
/// Every member throws Error naming the file.
class GifWriter {
public:
    GifWriter(const QString& file, const QSize& size);
    ~GifWriter();  ///< without finish(): no file is left
    GifWriter(const GifWriter&) = delete;
    GifWriter& operator=(const GifWriter&) = delete;

    /// `picture` has the size of the animation.
    void addFrame(const QImage& picture, int milliseconds);
    void finish();

private:
    void check(bool good);

    QSaveFile m_file;
    QSize m_size;
    GifFileType* m_gif = nullptr;
};

}  // namespace tempera::ui
