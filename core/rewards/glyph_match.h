// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <ATen/core/Tensor.h>

#include "core/rewards/animal_glyphs.h"

namespace tempera {

/// How well a picture shows an animal.
struct GlyphMatch {
    double likeness = 0;  ///< 0 (nothing of it) to 1 (the glyph itself on a soft background)
    double contrast = 0;  ///< colour distance between figure and background, RMS over RGB, 0 to sqrt(3)
};

/// Looks for the glyphs of one animal in a picture, over size, turn, mirroring and place.
///
/// Works at 32x32. Every placement weighs the pixels by how surely they belong to the figure (w) or
/// to the background (v) and gets the square root of the product of three numbers in 0..1:
///  - structure: 2 cov(I,T) / (var I + var T) within w over all channels, the contrast-structure term
///    of SSIM (Wang et al. 2004): are light, dark and coloured parts where the glyph has them;
///  - colour: a Gaussian of the distance between the mean colours of picture and glyph within w;
///  - explained share: how much of the picture's variance, after a smooth background (a plane through
///    the border) is taken off, is explained by "glyph in w, one colour in v".
/// Blobs fail the first, wrongly coloured figures the second, flat or busy pictures the third.
/// Immutable: usable from several threads.
class GlyphMatcher {
public:
    /// Throws Error when there is no such animal.
    GlyphMatcher(const AnimalGlyphs& glyphs, const std::string& name);

    /// picture01: [3,H,W] fp32 on the CPU, finite, 0..1.
    GlyphMatch match(const at::Tensor& picture01) const;

private:
    // K placements of size and turn, P pixels, S shifts.
    at::Tensor figure_weights_;      // [P,K] w
    at::Tensor background_weights_;  // [P,K] v
    at::Tensor weighted_glyphs_;     // [3,P,K] w T
    at::Tensor figure_sums_;         // [S,K] sum of w inside the frame
    at::Tensor background_sums_;     // [S,K] sum of v inside the frame
    at::Tensor glyph_means_;         // [3,S,K]
    at::Tensor glyph_variances_;     // [S,K] over all channels
};

}  // namespace tempera
