// SPDX-License-Identifier: GPL-3.0-or-later
#include <new>
#include <stdexcept>

#include <QTest>

#include "core/training/out_of_memory.h"
#include "core/training/trainer.h"

using namespace tempera;

class TestOutOfMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatWouldFit_data() {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("CUDA, LibTorch 1.13")
            << "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 7.79 GiB total capacity; 5.61 GiB already "
               "allocated; 1.21 GiB free; 5.80 GiB reserved in total by PyTorch)"
            << "2.00 GiB";
        QTest::newRow("CUDA, LibTorch 2")
            << "CUDA out of memory. Tried to allocate 512.00 MiB. GPU 0 has a total capacity of 139.81 GiB of which "
               "93.00 MiB is free."
            << "512.00 MiB";
        QTest::newRow("main memory")
            << "[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: "
               "you tried to allocate 4398046511104 bytes. Error code 12 (Cannot allocate memory)"
            << "4398046511104 bytes";
        QTest::newRow("cuDNN") << "cuDNN error: out of memory"
                               << "";
    }
    void saysWhatWouldFit() {
        QFETCH(QString, message);
        QFETCH(QString, wanted);
        const std::runtime_error failure(message.toStdString());
        QVERIFY(is_out_of_memory(failure));
        const QString less = QString::fromStdString(one_sentence(memory_error(failure, 16, 4, "run-1")));
        QCOMPARE(less, "micro_batch = 16: the memory does not suffice" +
                           (wanted.isEmpty() ? "" : " (" + wanted + " more were needed)") +
                           "; go on with 4, which was tried and fits, and gives the same result: tempera-run resume "
                           "run-1 --micro-batch 4.");
        const QString none = QString::fromStdString(one_sentence(memory_error(failure, 16, std::nullopt, "run-1")));
        QVERIFY2(none.contains("no smaller one fits") && !none.contains("resume"), qPrintable(none));
    }

    void otherErrorsAreOthers() {
        QVERIFY(is_out_of_memory(std::bad_alloc()));
        QVERIFY(!is_out_of_memory(std::runtime_error("The size of tensor a (3) must match")));
    }
};

QTEST_APPLESS_MAIN(TestOutOfMemory)
#include "tst_out_of_memory.moc"
