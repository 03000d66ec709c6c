// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/method.h"

#include "core/base/error.h"
#include "core/methods/align_prop.h"
#include "core/methods/policy_gradient.h"
#include "core/methods/seppo.h"

namespace tempera {

Method::~Method() = default;

std::unique_ptr<Method> make_method(MethodContext context) {
    const std::string& name = context.config.text("method");
    if (name == "ddpo") {
        return std::make_unique<PolicyGradient>(PolicyGradient::Kind::Ddpo, std::move(context));
    }
    if (name == "tdpo") {
        return std::make_unique<PolicyGradient>(PolicyGradient::Kind::Tdpo, std::move(context));
    }
    if (name == "tdpo-r") {
        return std::make_unique<PolicyGradient>(PolicyGradient::Kind::TdpoR, std::move(context));
    }
    if (name == "align-prop") {
        return std::make_unique<AlignProp>(std::move(context));
    }
    if (name == "seppo") {
        return std::make_unique<Seppo>(std::move(context));
    }
    throw Error("there is no method '" + name + "'", "method", "use ddpo, tdpo, tdpo-r, align-prop or seppo");
}

}  // namespace tempera
