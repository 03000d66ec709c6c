// SPDX-License-Identifier: GPL-3.0-or-later
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include <jerror.h>
#include <jpeglib.h>

#include "core/base/error.h"
#include "core/formats/image_codecs.h"

namespace tempera {

namespace {

constexpr int kMaxScans = 200;  // a progressive file may ask for any number of passes over the picture

/// libjpeg reports errors by longjmp, which must not cross an object with a destructor: setjmp only
/// in functions whose locals are trivial.
struct JpegErrors {
    jpeg_error_mgr base{};
    std::jmp_buf jump{};
    char message[JMSG_LENGTH_MAX] = "";
};

void stop(j_common_ptr info) {
    auto* errors = reinterpret_cast<JpegErrors*>(info->err);
    info->err->format_message(info, errors->message);
    std::longjmp(errors->jump, 1);
}

/// libjpeg calls damaged data a warning and goes on with gray; a training picture must be whole.
void stop_at_damage(j_common_ptr info, int level) {
    if (level < 0 && info->err->msg_code != JWRN_EXTRANEOUS_DATA) {
        stop(info);
    }
}

void stop_at_many_scans(j_common_ptr info) {
    if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMaxScans) {
        ERREXIT(info, JERR_BAD_PROGRESSION);
    }
}

jpeg_error_mgr* install(JpegErrors& errors) {
    jpeg_std_error(&errors.base);
    errors.base.error_exit = stop;
    errors.base.emit_message = stop_at_damage;
    return &errors.base;
}

struct JpegReader {
    JpegErrors errors;
    jpeg_progress_mgr progress{};
    jpeg_decompress_struct info{};

    JpegReader() { info.err = install(errors); }
    ~JpegReader() { jpeg_destroy_decompress(&info); }
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;
};

bool read_header(JpegReader& reader, const unsigned char* data, unsigned long size) {
    if (setjmp(reader.errors.jump)) {
        return false;
    }
    jpeg_create_decompress(&reader.info);
    reader.progress.progress_monitor = stop_at_many_scans;
    reader.info.progress = &reader.progress;
    jpeg_mem_src(&reader.info, data, size);
    jpeg_read_header(&reader.info, TRUE);
    return true;
}

bool read_rows(JpegReader& reader, unsigned char* rgb) {
    if (setjmp(reader.errors.jump)) {
        return false;
    }
    reader.info.out_color_space = JCS_RGB;
    jpeg_start_decompress(&reader.info);
    while (reader.info.output_scanline < reader.info.output_height) {
        JSAMPROW row = rgb + std::size_t{3} * reader.info.output_width * reader.info.output_scanline;
        jpeg_read_scanlines(&reader.info, &row, 1);
    }
    jpeg_finish_decompress(&reader.info);
    return true;
}

struct JpegWriter {
    JpegErrors errors;
    jpeg_compress_struct info{};
    unsigned char* bytes = nullptr;
    unsigned long size = 0;

    JpegWriter() { info.err = install(errors); }
    ~JpegWriter() { jpeg_destroy_compress(&info); }
    JpegWriter(const JpegWriter&) = delete;
    JpegWriter& operator=(const JpegWriter&) = delete;
};

/// Nothing but the defaults and the quality: size rewards are compared with published numbers.
bool write_rows(JpegWriter& writer, const Image& image, int quality) {
    if (setjmp(writer.errors.jump)) {
        return false;
    }
    jpeg_create_compress(&writer.info);
    jpeg_mem_dest(&writer.info, &writer.bytes, &writer.size);
    writer.info.image_width = static_cast<JDIMENSION>(image.width);
    writer.info.image_height = static_cast<JDIMENSION>(image.height);
    writer.info.input_components = 3;
    writer.info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&writer.info);
    jpeg_set_quality(&writer.info, quality, TRUE);
    jpeg_start_compress(&writer.info, TRUE);
    while (writer.info.next_scanline < writer.info.image_height) {
        auto* row =
            const_cast<unsigned char*>(image.rgb.data()) + std::size_t{3} * image.width * writer.info.next_scanline;
        jpeg_write_scanlines(&writer.info, &row, 1);
    }
    jpeg_finish_compress(&writer.info);
    return true;
}

}  // namespace

Image decode_jpeg(std::string_view bytes, const std::string& where) {
    JpegReader reader;
    if (!read_header(reader, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size())) {
        refuse_picture("JPEG", reader.errors.message, where);
    }
    check_picture_size(reader.info.image_width, reader.info.image_height, where);
    if (reader.info.jpeg_color_space == JCS_CMYK || reader.info.jpeg_color_space == JCS_YCCK) {
        throw Error("is a CMYK picture made for printing", where, "convert it to RGB");
    }
    Image image{static_cast<int>(reader.info.image_width), static_cast<int>(reader.info.image_height), {}};
    image.rgb.resize(std::size_t{3} * reader.info.image_width * reader.info.image_height);
    if (!read_rows(reader, image.rgb.data())) {
        refuse_picture("JPEG", reader.errors.message, where);
    }
    return image;
}

std::string encode_jpeg(const Image& image, int quality) {
    check_consistent(image);
    if (quality < 1 || quality > 100) {
        throw Error("quality " + std::to_string(quality) + " is impossible", "JPEG encoder", "use 1 to 100");
    }
    JpegWriter writer;
    // When this fails (out of memory) the buffer's address is not known any more: it stays allocated.
    if (!write_rows(writer, image, quality)) {
        throw Error(std::string("cannot be encoded as JPEG: ") + writer.errors.message, "picture in memory",
                    "free some memory");
    }
    const std::unique_ptr<unsigned char, decltype(&std::free)> owner(writer.bytes, std::free);
    return {reinterpret_cast<const char*>(writer.bytes), writer.size};
}

}  // namespace tempera
