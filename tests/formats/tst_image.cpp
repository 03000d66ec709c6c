// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <cstdint>
#include <cstdio>

#include <jpeglib.h>
#include <png.h>
#include <sys/resource.h>
#include <zlib.h>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/formats/image.h"

using namespace tempera;

namespace {

Image gradient(int width, int height) {
    Image image{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            image.rgb.insert(image.rgb.end(), {static_cast<std::uint8_t>(x * 7), static_cast<std::uint8_t>(y * 5),
                                               static_cast<std::uint8_t>((x * y) ^ 90)});
        }
    }
    return image;
}

/// One row of samples, repeated `height` times, as any kind of PNG.
std::string make_png(int width, int height, int color_type, int depth, int interlace, std::vector<std::uint8_t> row,
                     bool transparent_first_entry = false) {
    std::string bytes;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(
        png, &bytes,
        [](png_structp p, png_bytep data, png_size_t size) {
            static_cast<std::string*>(png_get_io_ptr(p))->append(reinterpret_cast<char*>(data), size);
        },
        nullptr);
    png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), depth, color_type,
                 interlace, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (color_type == PNG_COLOR_TYPE_PALETTE) {
        const png_color palette[] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {9, 8, 7}};
        png_set_PLTE(png, info, palette, 4);
        png_byte alpha[] = {0};
        if (transparent_first_entry) {
            png_set_tRNS(png, info, alpha, 1, nullptr);
        }
    }
    png_write_info(png, info);
    std::vector<png_bytep> rows(static_cast<std::size_t>(height), row.data());
    png_write_image(png, rows.data());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return bytes;
}

std::string make_jpeg(int width, int height, int components, J_COLOR_SPACE space, std::uint8_t value) {
    jpeg_error_mgr errors;
    jpeg_compress_struct info{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &bytes, &size);
    info.image_width = static_cast<JDIMENSION>(width);
    info.image_height = static_cast<JDIMENSION>(height);
    info.input_components = components;
    info.in_color_space = space;
    jpeg_set_defaults(&info);
    jpeg_start_compress(&info, TRUE);
    std::vector<unsigned char> row(static_cast<std::size_t>(width * components), value);
    JSAMPROW pointer = row.data();
    while (info.next_scanline < info.image_height) {
        jpeg_write_scanlines(&info, &pointer, 1);
    }
    jpeg_finish_compress(&info);
    const std::string result(reinterpret_cast<char*>(bytes), size);
    jpeg_destroy_compress(&info);
    free(bytes);
    return result;
}

std::vector<std::uint8_t> first_pixels(const Image& image, std::size_t count) {
    return {image.rgb.begin(), image.rgb.begin() + static_cast<std::ptrdiff_t>(3 * count)};
}

std::string refusal(const std::string& bytes) {
    try {
        decode_image(bytes, "here.png");
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

std::string with_size(std::string png, unsigned width, unsigned height) {
    for (int i = 0; i < 4; ++i) {
        png[static_cast<std::size_t>(16 + i)] = static_cast<char>(width >> (24 - 8 * i));
        png[static_cast<std::size_t>(20 + i)] = static_cast<char>(height >> (24 - 8 * i));
    }
    png_uint_32 crc = static_cast<png_uint_32>(crc32(0, reinterpret_cast<const Bytef*>(&png[12]), 17));
    for (int i = 0; i < 4; ++i) {
        png[static_cast<std::size_t>(29 + i)] = static_cast<char>(crc >> (24 - 8 * i));
    }
    return png;
}

using Bytes = std::vector<std::uint8_t>;

}  // namespace

class TestImage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pngRoundTrip() {
        for (const auto& [width, height] : {std::pair{1, 1}, {33, 17}, {64, 64}}) {
            const Image image = gradient(width, height);
            QVERIFY(decode_image(encode_png(image), "memory") == image);
        }
    }

    void readsFromFile() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("a.png").toStdString();
        write_file_atomically(file, encode_png(gradient(5, 4)));
        QVERIFY(read_image(file) == gradient(5, 4));
        QVERIFY_EXCEPTION_THROWN(read_image(folder.filePath("none.png").toStdString()), Error);
    }

    void everyKindOfPngBecomesRgb() {
        const Image gray = decode_image(make_png(2, 2, PNG_COLOR_TYPE_GRAY, 8, 0, {10, 200}), "g");
        QCOMPARE(first_pixels(gray, 2), (Bytes{10, 10, 10, 200, 200, 200}));
        const Image bits = decode_image(make_png(2, 1, PNG_COLOR_TYPE_GRAY, 1, 0, {0x40}), "b");
        QCOMPARE(first_pixels(bits, 2), (Bytes{0, 0, 0, 255, 255, 255}));
        const Image deep = decode_image(make_png(1, 1, PNG_COLOR_TYPE_RGB, 16, 0, {0xFF, 0xFF, 0x80, 0x80, 0, 0}), "d");
        QCOMPARE(first_pixels(deep, 1), (Bytes{255, 128, 0}));
        const Image palette = decode_image(make_png(4, 1, PNG_COLOR_TYPE_PALETTE, 2, 0, {0b00011011}), "p");
        QCOMPARE(first_pixels(palette, 4), (Bytes{255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7}));
        const Image interlaced =
            decode_image(make_png(3, 9, PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_ADAM7, {1, 2, 3, 4, 5, 6, 7, 8, 9}), "i");
        QCOMPARE(Bytes(interlaced.rgb.end() - 9, interlaced.rgb.end()), (Bytes{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    }

    void transparencyIsLaidOverWhite() {
        const Image rgba = decode_image(
            make_png(3, 1, PNG_COLOR_TYPE_RGB_ALPHA, 8, 0, {100, 0, 0, 0, 100, 0, 0, 255, 0, 100, 200, 128}), "a");
        QCOMPARE(first_pixels(rgba, 3), (Bytes{255, 255, 255, 100, 0, 0, 127, 177, 227}));
        const Image palette = decode_image(make_png(4, 1, PNG_COLOR_TYPE_PALETTE, 2, 0, {0b00011011}, true), "p");
        QCOMPARE(first_pixels(palette, 2), (Bytes{255, 255, 255, 0, 255, 0}));
        const Image gray = decode_image(make_png(1, 1, PNG_COLOR_TYPE_GRAY_ALPHA, 8, 0, {0, 51}), "ga");
        QCOMPARE(first_pixels(gray, 1), (Bytes{204, 204, 204}));
    }

    void jpegKinds() {
        const Image gray = decode_image(make_jpeg(9, 5, 1, JCS_GRAYSCALE, 77), "g");
        QCOMPARE(gray.width, 9);
        QCOMPARE(gray.height, 5);
        QCOMPARE(first_pixels(gray, 1), (Bytes{77, 77, 77}));
        QVERIFY(refusal(make_jpeg(8, 8, 4, JCS_CMYK, 77)).find("CMYK") != std::string::npos);
        const Image color = decode_image(encode_jpeg(gradient(64, 48), 95), "c");
        QCOMPARE(color.width, 64);
        QCOMPARE(color.height, 48);
    }

    void cutFilesAreErrors() {
        for (const std::string& whole : {encode_png(gradient(16, 16)), encode_jpeg(gradient(16, 16), 90),
                                         make_png(9, 9, PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_ADAM7, Bytes(27, 5))}) {
            for (std::size_t length = 0; length + 2 < whole.size(); ++length) {
                const std::string message = refusal(whole.substr(0, length));
                QVERIFY2(message.find("here.png") != std::string::npos, std::to_string(length).c_str());
            }
        }
    }

    void damagedBytesNeverCrash() {
        for (const std::string& whole : {encode_png(gradient(24, 24)), encode_jpeg(gradient(24, 24), 90)}) {
            for (std::size_t position = 0; position < whole.size(); ++position) {
                for (const int flip : {0x01, 0x80, 0xFF}) {
                    std::string bytes = whole;
                    bytes[position] = static_cast<char>(bytes[position] ^ flip);
                    refusal(bytes);
                }
            }
        }
    }

    void hugeOrForeignFilesAreErrors() {
        const std::string png = encode_png(gradient(4, 4));
        QVERIFY(refusal(with_size(png, 4, 4)).empty());
        QVERIFY(refusal(with_size(png, 16384, 16384)).find("megapixels") != std::string::npos);
        QVERIFY(refusal(with_size(png, 16000, 4000)).find("it ends early") != std::string::npos);
        QVERIFY(refusal(with_size(png, 2000000000, 1)).find("here.png") != std::string::npos);
        QVERIFY(refusal(with_size(png, 0, 4)).find("here.png") != std::string::npos);
        QVERIFY(refusal("GIF89a").find("neither") != std::string::npos);
        QVERIFY(refusal("").find("neither") != std::string::npos);
    }

    /// A text that is nearly nothing packed and 7 MB unpacked, two hundred times: 1.4 GB, if they were kept.
    void textsInPicturesAreNotUnpacked() {
        std::string text(7'000'000, 'x');
        uLongf size = compressBound(text.size());
        Bytes packed(size);
        compress2(packed.data(), &size, reinterpret_cast<const Bytef*>(text.data()), text.size(), 9);
        const std::string content("zTXta\0\0", 7);
        const std::string chunk = content + std::string(reinterpret_cast<const char*>(packed.data()), size);
        const auto big_endian = [](uLong number) {
            std::string bytes;
            for (int shift = 24; shift >= 0; shift -= 8) {
                bytes += static_cast<char>(number >> shift);
            }
            return bytes;
        };
        const std::string whole = big_endian(chunk.size() - 4) + chunk +
                                  big_endian(crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), chunk.size()));
        std::string png = encode_png(gradient(4, 4));
        constexpr std::size_t kBehindHeader = 33;
        for (int i = 0; i < 200; ++i) {
            png.insert(kBehindHeader, whole);
        }
        rusage before{};
        getrusage(RUSAGE_SELF, &before);
        QCOMPARE(decode_image(png, "here.png"), gradient(4, 4));
        rusage after{};
        getrusage(RUSAGE_SELF, &after);
        QVERIFY(after.ru_maxrss - before.ru_maxrss < 200 * 1024);
    }

    void inconsistentPicturesAreErrors() {
        QVERIFY_EXCEPTION_THROWN(encode_png(Image{}), Error);
        QVERIFY_EXCEPTION_THROWN(encode_png(Image{2, 2, Bytes(11)}), Error);
        QVERIFY_EXCEPTION_THROWN(encode_jpeg(Image{-1, 2, {}}, 90), Error);
        QVERIFY_EXCEPTION_THROWN(encode_jpeg(gradient(2, 2), 0), Error);
        QVERIFY_EXCEPTION_THROWN(scaled(gradient(2, 2), 0, 5), Error);
    }

    void scalingRepeatsAndPicksPixels() {
        const Image image{2, 1, {1, 2, 3, 4, 5, 6}};
        QCOMPARE(scaled(image, 4, 2).rgb, (Bytes{1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6,  //
                                                 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6}));
        QCOMPARE(scaled(gradient(9, 9), 3, 3).rgb[3], gradient(9, 9).rgb[3 * (9 + 4)]);
        QVERIFY(scaled(image, 2, 1) == image);
    }
};

QTEST_APPLESS_MAIN(TestImage)
#include "tst_image.moc"
