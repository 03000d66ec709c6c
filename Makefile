# SPDX-License-Identifier: GPL-3.0-or-later
# The two commands: `make run` and `make test`. Everything else is `make help`.

PRESET    ?= release
BUILD     := build/$(PRESET)
TORCH_DIR ?=
export TORCH_DIR

# One compile job per 2 GiB (LibTorch's headers), never more than there are cores.
JOBS ?= $(shell awk '/MemAvailable/ {jobs = int($$2 / 2097152)} END {print jobs < 1 ? 1 : jobs}' /proc/meminfo \
          | xargs -I{} sh -c 'cores=$$(nproc); [ {} -lt $$cores ] && echo {} || echo $$cores')

.PHONY: help run test fuzz example-runs screenshots build configure deps translations format clean

help:
	@echo "make run      install what is missing, build, open the workbench on the embedded model"
	@echo "make test     install what is missing, build, run all tests"
	@echo "make build    install what is missing, build"
	@echo "make fuzz     run hostile files through the readers, SECONDS=600 each (docs/fuzzing.md; needs clang)"
	@echo "make example-runs  train the runs that a new workspace begins with again (resources/demo)"
	@echo "make screenshots  render docs/screenshots again, from the example runs"
	@echo "make translations  bring resources/translations up to date with the strings of the window"
	@echo "make format   clang-format over the sources"
	@echo "make clean    remove build/"
	@echo "PRESET=dev|release|asan|no-ui|torch2 chooses a CMake preset, TORCH_DIR=... another LibTorch, JOBS=n the compile jobs"

run: configure
	@cmake --build --preset $(PRESET) --parallel $(JOBS) --target programs
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] && [ -x $(BUILD)/app/tempera ]; then \
	  $(BUILD)/app/tempera --demo animals-quick; \
	else \
	  $(BUILD)/app/tempera-run train animals-quick; \
	fi

test: build
	ctest --preset $(PRESET)

# The time for each program, and where inputs are kept: outside of the repository, they grow for ever.
SECONDS ?= 600
CORPUS  ?= $(HOME)/.cache/tempera-fuzz

fuzz:
	@$(MAKE) --no-print-directory build PRESET=fuzz
	@tests/fuzz/run.sh build/fuzz/fuzz $(SECONDS) $(CORPUS)

example-runs: configure
	@cmake --build --preset $(PRESET) --parallel $(JOBS) --target programs
	@packaging/example-runs.sh $(BUILD)/app/tempera-run

screenshots: configure
	@cmake --build --preset $(PRESET) --parallel $(JOBS) --target programs
	@packaging/screenshots.sh $(BUILD)/app

build: configure
	@cmake --build --preset $(PRESET) --parallel $(JOBS)

configure: deps
	@[ -f $(BUILD)/build.ninja ] || cmake --preset $(PRESET) $(if $(TORCH_DIR),-DTORCH_DIR=$(TORCH_DIR))

deps:
	@packaging/install-deps.sh

translations: configure
	@cmake --build --preset $(PRESET) --target translations

format:
	git ls-files '*.cpp' '*.h' | xargs clang-format -i

clean:
	rm -rf build
