// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/gif_writer.h"

#include <gif_lib.h>

#include <QHash>
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/error.h"

namespace tempera::ui {

namespace {

constexpr int maxColours = 256;
constexpr int bits = 6;

int cellOf(QRgb colour) {
    constexpr int drop = 8 - bits;
    return (qRed(colour) >> drop << 2 * bits) | (qGreen(colour) >> drop << bits) | (qBlue(colour) >> drop);
}

/// Pixels of one cell of the colour cube.
struct Colour {
    int cell = 0;
    std::int64_t count = 0;
    std::array<std::int64_t, 3> sum{};

    int part(int channel) const { return cell >> (2 - channel) * bits & ((1 << bits) - 1); }
};

/// Colours [from, to) of a list.
struct Box {
    std::size_t from = 0;
    std::size_t to = 0;
    std::int64_t count = 0;
    int channel = 0;  ///< the longest
    int length = 0;   ///< along it
};

Box boxOf(const std::vector<Colour>& colours, std::size_t from, std::size_t to) {
    Box box{from, to, 0, 0, -1};
    for (int channel = 0; channel < 3; ++channel) {
        int low = 1 << bits;
        int high = -1;
        for (std::size_t i = from; i < to; ++i) {
            low = std::min(low, colours[i].part(channel));
            high = std::max(high, colours[i].part(channel));
        }
        if (high - low > box.length) {
            box.channel = channel;
            box.length = high - low;
        }
    }
    for (std::size_t i = from; i < to; ++i) {
        box.count += colours[i].count;
    }
    return box;
}

/// Two boxes with about half of the pixels each.
std::pair<Box, Box> halved(std::vector<Colour>& colours, const Box& box) {
    const auto begin = colours.begin() + static_cast<std::ptrdiff_t>(box.from);
    const auto end = colours.begin() + static_cast<std::ptrdiff_t>(box.to);
    std::sort(begin, end, [&](const Colour& a, const Colour& b) { return a.part(box.channel) < b.part(box.channel); });
    std::int64_t seen = 0;
    std::size_t middle = box.from;
    while (middle + 1 < box.to && (middle == box.from || seen + colours[middle].count <= box.count / 2)) {
        seen += colours[middle].count;
        ++middle;
    }
    return {boxOf(colours, box.from, middle), boxOf(colours, middle, box.to)};
}

std::vector<Box> boxesOf(std::vector<Colour>& colours) {
    std::vector<Box> boxes{boxOf(colours, 0, colours.size())};
    while (boxes.size() < maxColours) {
        const auto widest = std::max_element(boxes.begin(), boxes.end(), [](const Box& a, const Box& b) {
            return a.count * a.length < b.count * b.length;
        });
        if (widest->length <= 0 || widest->to - widest->from < 2) {
            break;
        }
        const auto [left, right] = halved(colours, *widest);
        *widest = left;
        boxes.push_back(right);
    }
    return boxes;
}

/// As they are, when they are few.
bool reduceExactly(const QImage& picture, QImage& reduced) {
    QHash<QRgb, int> places;
    QList<QRgb> table;
    for (int y = 0; y < picture.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(picture.constScanLine(y));
        uchar* out = reduced.scanLine(y);
        for (int x = 0; x < picture.width(); ++x) {
            const QRgb colour = line[x] | 0xff000000U;
            auto place = places.constFind(colour);
            if (place == places.constEnd()) {
                if (table.size() == maxColours) {
                    return false;
                }
                place = places.insert(colour, static_cast<int>(table.size()));
                table << colour;
            }
            out[x] = static_cast<uchar>(*place);
        }
    }
    reduced.setColorTable(table);
    return true;
}

}  // namespace

QImage reduceColours(const QImage& any) {
    const QImage picture = any.convertToFormat(QImage::Format_RGB32);
    QImage reduced(picture.size(), QImage::Format_Indexed8);
    if (reduceExactly(picture, reduced)) {
        return reduced;
    }
    std::vector<Colour> cube(1U << 3 * bits);
    for (int y = 0; y < picture.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(picture.constScanLine(y));
        for (int x = 0; x < picture.width(); ++x) {
            Colour& colour = cube[static_cast<std::size_t>(cellOf(line[x]))];
            ++colour.count;
            colour.sum[0] += qRed(line[x]);
            colour.sum[1] += qGreen(line[x]);
            colour.sum[2] += qBlue(line[x]);
        }
    }
    std::vector<Colour> colours;
    for (std::size_t cell = 0; cell < cube.size(); ++cell) {
        if (cube[cell].count > 0) {
            colours.push_back(cube[cell]);
            colours.back().cell = static_cast<int>(cell);
        }
    }
    std::vector<uchar> indexOf(cube.size());
    QList<QRgb> table;
    for (const Box& box : boxesOf(colours)) {
        std::array<std::int64_t, 3> sum{};
        for (std::size_t i = box.from; i < box.to; ++i) {
            indexOf[static_cast<std::size_t>(colours[i].cell)] = static_cast<uchar>(table.size());
            for (std::size_t channel = 0; channel < 3; ++channel) {
                sum[channel] += colours[i].sum[channel];
            }
        }
        table << qRgb(static_cast<int>(sum[0] / box.count), static_cast<int>(sum[1] / box.count),
                      static_cast<int>(sum[2] / box.count));
    }
    for (int y = 0; y < picture.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(picture.constScanLine(y));
        uchar* out = reduced.scanLine(y);
        for (int x = 0; x < picture.width(); ++x) {
            out[x] = indexOf[static_cast<std::size_t>(cellOf(line[x]))];
        }
    }
    reduced.setColorTable(table);
    return reduced;
}

GifWriter::GifWriter(const QString& file, const QSize& size) : m_file(file), m_size(size) {
    check(m_file.open(QIODevice::WriteOnly));
    const auto write = [](GifFileType* gif, const GifByteType* bytes, int count) {
        return static_cast<int>(
            static_cast<QSaveFile*>(gif->UserData)->write(reinterpret_cast<const char*>(bytes), count));
    };
    m_gif = EGifOpen(&m_file, write, nullptr);
    check(m_gif != nullptr);
    EGifSetGifVersion(m_gif, true);
    check(EGifPutScreenDesc(m_gif, size.width(), size.height(), 8, 0, nullptr) == GIF_OK);
    // Netscape's extension: repeat for ever.
    constexpr std::array<GifByteType, 3> forEver{1, 0, 0};
    check(EGifPutExtensionLeader(m_gif, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
          EGifPutExtensionBlock(m_gif, 11, "NETSCAPE2.0") == GIF_OK &&
          EGifPutExtensionBlock(m_gif, forEver.size(), forEver.data()) == GIF_OK &&
          EGifPutExtensionTrailer(m_gif) == GIF_OK);
}

GifWriter::~GifWriter() {
    if (m_gif) {
        EGifCloseFile(m_gif, nullptr);
    }
}

void GifWriter::check(bool good) {
    if (!good || m_file.error() != QFileDevice::NoError) {
        throw Error("the animation cannot be written: " + m_file.errorString().toStdString(),
                    m_file.fileName().toStdString(), "choose another folder, or free some space");
    }
}

void GifWriter::addFrame(const QImage& picture, int milliseconds) {
    const QImage reduced = reduceColours(picture);
    const QList<QRgb> table = reduced.colorTable();
    int size = 2;
    while (size < table.size()) {
        size *= 2;
    }
    std::array<GifColorType, maxColours> colours{};
    for (qsizetype i = 0; i < table.size(); ++i) {
        colours[static_cast<std::size_t>(i)] = {static_cast<GifByteType>(qRed(table[i])),
                                                static_cast<GifByteType>(qGreen(table[i])),
                                                static_cast<GifByteType>(qBlue(table[i]))};
    }
    const std::unique_ptr<ColorMapObject, decltype(&GifFreeMapObject)> map(GifMakeMapObject(size, colours.data()),
                                                                           GifFreeMapObject);
    const int hundredths = std::max(2, milliseconds / 10);
    const std::array<GifByteType, 4> control{0, static_cast<GifByteType>(hundredths & 0xff),
                                             static_cast<GifByteType>(hundredths >> 8 & 0xff), 0};
    check(EGifPutExtension(m_gif, GRAPHICS_EXT_FUNC_CODE, control.size(), control.data()) == GIF_OK &&
          EGifPutImageDesc(m_gif, 0, 0, m_size.width(), m_size.height(), false, map.get()) == GIF_OK);
    std::vector<GifPixelType> line(static_cast<std::size_t>(m_size.width()));
    for (int y = 0; y < m_size.height(); ++y) {
        std::copy_n(reduced.constScanLine(y), m_size.width(), line.data());
        check(EGifPutLine(m_gif, line.data(), m_size.width()) == GIF_OK);
    }
}

void GifWriter::finish() {
    GifFileType* gif = m_gif;
    m_gif = nullptr;
    check(EGifCloseFile(gif, nullptr) == GIF_OK);
    check(m_file.commit());
}

}  // namespace tempera::ui
