// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QImage>
#include <QSize>
#include <QString>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace tempera {
class RunReader;
}

namespace tempera::ui {

/// One picture of a sheet and what stands under it.
struct SheetCell {
    std::int64_t sample = -1;  ///< SampleRow::id; -1 = an empty place
    QString file;              ///< absolute; "" = the run kept a thumbnail only
    QString caption;
    QString score;
};

/// A page of pictures with captions. Value; travels to the thread that paints it.
struct SheetSpec {
    std::filesystem::path run;  ///< folder
    QString title;
    QString subtitle;
    int columns = 1;
    int side = 128;  ///< of a picture, pixels
    QFont font;
    std::vector<QString> columnTitles;  ///< above the first row; may be empty
    std::vector<SheetCell> cells;       ///< row by row
};

/// Side of the pictures so that a sheet of that many stays below `pixels`; an integer multiple of small ones. 0 = they
/// do not fit with at least `least`.
int sheetSide(int cells, int columns, int pictureSide, double pixels, int least);

QSize sheetSize(const SheetSpec& spec);

/// Reads the pictures of one run, from their files, else the thumbnails. One object per thread.
class PictureSource {
public:
    explicit PictureSource(std::filesystem::path run);
    ~PictureSource();

    /// Null when neither is there.
    QImage read(const SheetCell& cell);
    /// Throws Error naming the file.
    RunReader& reader();

private:
    std::filesystem::path m_run;
    std::unique_ptr<RunReader> m_reader;
};

/// Called after each picture; false = stop.
using SheetProgress = std::function<bool(int done, int total)>;

/// Dark on white, whatever the theme. Null when stopped. Any thread.
QImage paintSheet(const SheetSpec& spec, PictureSource& source, const SheetProgress& progress);

}  // namespace tempera::ui
