// SPDX-License-Identifier: GPL-3.0-or-later

// Tells ThreadSanitizer how Qt hands work from thread to thread. Qt's mutexes are futexes inside of a library that is
// not built with the sanitizer, so it sees neither a posted event nor a queued task, and would call everything that
// they carry a race. Linked into the tests of the window, these functions stand before those of Qt: what a thread did
// before it posted, emitted, started or finished is known to who is called or has waited afterwards. Every handover
// counts for all: a race beside an unrelated handover may stay unseen, none is invented.

#include <QMetaObject>
#include <QObject>
#include <QThread>
#include <QThreadPool>

#include <dlfcn.h>

#include <functional>
#include <utility>

extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}

namespace {

char handover = 0;

void give() {
    __tsan_release(&handover);
}

void take() {
    __tsan_acquire(&handover);
}

/// Qt's own function of this name.
template <typename Function>
Function* behind(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

/// A slot that takes over before it is called or destroyed, in whatever thread.
class TakingSlot : public QtPrivate::QSlotObjectBase {
public:
    explicit TakingSlot(QSlotObjectBase* slot) : QSlotObjectBase(run), slot_(slot) {}

private:
    static void run(int operation, QSlotObjectBase* self, QObject* receiver, void** arguments, bool* result) {
        auto* own = static_cast<TakingSlot*>(self);
        switch (operation) {
            case Destroy:
                take();
                own->slot_->destroyIfLastRef();
                give();
                delete own;
                break;
            case Call:
                take();
                own->slot_->call(receiver, arguments);
                give();
                break;
            default:
                *result = own->slot_->compare(arguments);
        }
    }

    QSlotObjectBase* slot_;
};

}  // namespace

bool QMetaObject::invokeMethodImpl(QObject* object, QtPrivate::QSlotObjectBase* slot, Qt::ConnectionType type,
                                   void* result) {
    static const auto original = behind<bool(QObject*, QtPrivate::QSlotObjectBase*, Qt::ConnectionType, void*)>(
        "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPv");
    give();
    return original(object, new TakingSlot(slot), type, result);
}

QMetaObject::Connection QObject::connectImpl(const QObject* sender, void** signal, const QObject* receiver, void** slot,
                                             QtPrivate::QSlotObjectBase* object, Qt::ConnectionType type,
                                             const int* types, const QMetaObject* meta) {
    static const auto original = behind<QMetaObject::Connection(const QObject*, void**, const QObject*, void**,
                                                                QtPrivate::QSlotObjectBase*, Qt::ConnectionType,
                                                                const int*, const QMetaObject*)>(
        "_ZN7QObject11connectImplEPKS_PPvS1_S3_PN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPKiPK11QMetaObject");
    return original(sender, signal, receiver, slot, new TakingSlot(object), type, types, meta);
}

void QMetaObject::activate(QObject* sender, const QMetaObject* meta, int signal, void** arguments) {
    static const auto original =
        behind<void(QObject*, const QMetaObject*, int, void**)>("_ZN11QMetaObject8activateEP7QObjectPKS_iPPv");
    give();
    original(sender, meta, signal, arguments);
}

void QThreadPool::start(std::function<void()> work, int priority) {
    static const auto original =
        behind<void(QThreadPool*, std::function<void()>, int)>("_ZN11QThreadPool5startESt8functionIFvvEEi");
    give();
    original(
        this,
        [work = std::move(work)]() mutable {
            take();
            work();
            work = nullptr;
            give();
        },
        priority);
}

bool QThreadPool::waitForDone(int milliseconds) {
    static const auto original = behind<bool(QThreadPool*, int)>("_ZN11QThreadPool11waitForDoneEi");
    const bool done = original(this, milliseconds);
    take();
    return done;
}

bool QThread::wait(QDeadlineTimer deadline) {
    static const auto original = behind<bool(QThread*, QDeadlineTimer)>("_ZN7QThread4waitE14QDeadlineTimer");
    const bool done = original(this, deadline);
    take();
    return done;
}
