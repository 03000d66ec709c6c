// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

// The readers of files from strangers, each behind a function of bytes. Whatever the bytes are, it
// returns or throws tempera::Error; another exception, a crash, a report of a sanitizer, a hang or
// memory out of proportion is a bug. libfuzzer_entry.cpp makes a libFuzzer program of each,
// tst_fuzz_smoke.cpp runs all of them for a moment. The seeds are whole files that the readers take
// or refuse, and every input that was a bug once.
namespace tempera {

/// A .safetensors file.
void fuzz_safetensors(std::string_view input);
std::vector<std::string> safetensors_seeds();

/// A file of torch.save, zip or legacy.
void fuzz_torch_file(std::string_view input);
std::vector<std::string> torch_file_seeds();

/// The files of a tokenizer folder with zero bytes between them: vocab.json, merges.txt,
/// special_tokens_map.json, tokenizer_config.json, a prompt. Without merges: tokenizer.json first.
void fuzz_tokenizer(std::string_view input);
std::vector<std::string> tokenizer_seeds();

/// A JSON object that is read as every configuration in turn: scheduler, UNet, VAE, CLIP.
void fuzz_config(std::string_view input);
std::vector<std::string> config_seeds();

/// An index of shards beside two small ones: one.safetensors with the tensor "x", two.bin with "a".
void fuzz_shard_index(std::string_view input);
std::vector<std::string> shard_index_seeds();

/// A PNG or JPEG picture.
void fuzz_image(std::string_view input);
std::vector<std::string> image_seeds();

/// The config.toml of a run.
void fuzz_run_config(std::string_view input);
std::vector<std::string> run_config_seeds();

/// The run.db of a run, or SQL that changes a sound one: everything that a window reads of it.
void fuzz_run_database(std::string_view input);
std::vector<std::string> run_database_seeds();

/// A run as one file.
void fuzz_run_archive(std::string_view input);
std::vector<std::string> run_archive_seeds();

}  // namespace tempera
