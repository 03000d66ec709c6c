// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/apply_batch.h"

namespace tempera::ui {

bool applyBatch(const RunBatch& batch, RunData& run) {
    run.head.summary = batch.summary;
    run.head.state = batch.state;
    run.head.workerPid = batch.workerPid;
    if (!run.live()) {
        run.stopping = false;
    }
    if (!batch.hasValues) {
        return false;
    }
    if (batch.restart) {
        run.metrics.clear();
        run.neurons.clear();
        run.events.clear();
    }
    if (batch.configToml) {
        run.configToml = *batch.configToml;
    }
    bool earlier = false;  // values of epochs before those that are known: a judge was asked afterwards
    for (const auto& [key, points] : batch.metrics) {
        earlier = appendInOrder(run.metrics[key], points) || earlier;
    }
    for (const NeuronLayerRow& row : batch.neurons) {
        run.neurons[row.epoch].push_back(row);
    }
    run.resets = batch.resets;
    run.trainEpochs = batch.trainEpochs;
    run.evalEpochs = batch.evalEpochs;
    run.unseenEpochs = batch.unseenEpochs;
    run.events.insert(run.events.end(), batch.events.begin(), batch.events.end());
    const bool first = !run.loaded;
    run.loaded = true;
    return batch.restart || first || earlier;
}

}  // namespace tempera::ui
