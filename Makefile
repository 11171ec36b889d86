# SPDX-License-Identifier: GPL-2.0-only
# For people.  DKMS and the packages call kbuild and CMake themselves, so
# nothing here asks whether it runs inside kbuild.

KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
VERSION := $(shell cat VERSION)
ROOT := $(if $(filter 0,$(shell id -u)),,sudo)
JOBS ?= $(shell nproc)
TOOLS ?= build/tools
TOOLS_FLAGS ?= -DCMAKE_BUILD_TYPE=RelWithDebInfo

# A kernel built by clang needs its modules built by clang.
clang_kernel = $(shell grep -qs '^CONFIG_CC_IS_CLANG=y' $(KDIR)/.config && echo 1)
LLVM ?= $(clang_kernel)

K ?= 6.1
S ?= 60
MINUTES ?= 10
T ?=
RELEASE ?= bookworm
URL ?= http://khttpd.example/

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS='	' read -r target text; \
		do printf '  make %-16s %s\n' "$$target" "$$text"; done
	@echo 'Variables: KVER, KDIR (kernel to build for), LLVM, K (guest kernel), RELEASE, URL,'
	@echo '           T (unit tests or fuzzer), S (seconds), MINUTES (soak), KHTTPD_CACHE (folder of images)'

.PHONY: modules
modules: build/module/VERSION ## build khttpd.ko for KVER (or KDIR) under build/module
	cp -ru --parents VERSION src/Kbuild src/uapi src/core src/module build/module/
	$(MAKE) -C $(KDIR) M=$(CURDIR)/build/module/src $(if $(LLVM),LLVM=$(LLVM)) modules
	@echo "built build/module/src/khttpd.ko"

build/module/VERSION: VERSION
	mkdir -p build/module
	cp VERSION $@

.PHONY: tools
tools: ## build khttpdctl and htstress under build/tools
	cmake -S . -B $(TOOLS) -DKHTTPD_TESTS=OFF -DKHTTPD_UNITY=ON $(TOOLS_FLAGS)
	cmake --build $(TOOLS) -j$(JOBS)

.PHONY: unit
unit: ## unit tests with sanitizers; T=pattern chooses some
	tests/guest/needs --tests
	cmake -S . -B build/unit -DCMAKE_BUILD_TYPE=Debug -DKHTTPD_UNITY=ON
	cmake --build build/unit -j$(JOBS) --target khttpd_unit
	tests/unit/run build/unit '$(T)'

.PHONY: fuzz
fuzz: ## fuzz for S seconds each; T=name chooses one
	tests/guest/needs --tests
	tests/fuzz/run $(S) $(T)

.PHONY: soak
soak: ## everything at once against the module, for MINUTES in a debug guest
	tests/guest/needs
	tests/guest/soak $(MINUTES)

.PHONY: check
check: ## the tests; installs what it needs
	tests/run-check

.PHONY: check-more
check-more: ## the other tests: every kernel, faults, races, packages in whole machines
	tests/run-check --more

.PHONY: check-long
check-long: ## what takes longer still; it is recorded in tests/long-passed
	tests/run-check --long

.PHONY: check-quick
check-quick: ## lint, unit tests and one booted guest
	tests/run-check --quick

.PHONY: check-bare
check-bare: ## demo and check from nothing, in minimal roots (RELEASE=name: one)
	tests/bare/run $(if $(filter-out file default,$(origin RELEASE)),--release $(RELEASE))

.PHONY: guest
guest: ## a shell command in a guest: make guest K=6.12 RUN='modprobe khttpd && ...'
	@[ -n '$(RUN)' ] || { echo "RUN is missing: make guest K=6.1 RUN='uname -a'" >&2; exit 2; }
	tests/guest/needs
	tests/guest/run --kernel $(K) -- '$(RUN)'

.PHONY: demo
demo: ## packages installed in a guest, serving at http://127.0.0.1:8080/
	@tests/guest/needs
	@tests/guest/demo start --release $(RELEASE)

.PHONY: demo-stop
demo-stop: ## stop the demo's guest
	@tests/guest/demo stop

.PHONY: demo-shell
demo-shell: ## root shell in the demo's guest; runs what is piped into it
	@tests/guest/demo shell

.PHONY: bench
bench: ## instructions per request against other servers and clients, in one guest
	tests/guest/needs
	tests/bench/run

.PHONY: deb
deb: ## Debian packages for RELEASE under build/debs-RELEASE
	tests/guest/needs
	tests/guest/debs $(RELEASE) build/debs-$(RELEASE)

.PHONY: release-check
release-check: ## what a release of this tree still lacks
	@tests/pkg/release-check

.PHONY: repo
repo: ## signed apt and dnf repositories under build/repo, to be served as URL
	tests/guest/needs apt-utils gpg
	tests/pkg/repo build/repo '$(URL)'

.PHONY: rpm
rpm: ## rpm packages under build/rpm, built in a chroot of RELEASE
	tests/guest/needs
	tests/guest/rpms $(RELEASE) build/rpm

.PHONY: dkms-install
dkms-install: ## install the module's source on this machine and build it (root)
	$(ROOT) mkdir -p /usr/src/khttpd-$(VERSION)
	$(ROOT) cp -r --parents VERSION src/Kbuild src/uapi src/core src/module /usr/src/khttpd-$(VERSION)/
	sed 's/#MODULE_VERSION#/$(VERSION)/' dkms.conf | $(ROOT) tee /usr/src/khttpd-$(VERSION)/dkms.conf >/dev/null
	$(ROOT) dkms install -m khttpd -v $(VERSION) -k $(KVER)

.PHONY: dkms-uninstall
dkms-uninstall: ## undo dkms-install (root)
	$(ROOT) dkms remove -m khttpd -v $(VERSION) --all
	$(ROOT) rm -rf /usr/src/khttpd-$(VERSION)

.PHONY: clean
clean: ## remove build/
	$(if $(wildcard build),rm -rf build)

.PHONY: clean-cache
clean-cache: ## remove images, chroots and kernels kept outside the checkout
	tests/guest/clean-cache
