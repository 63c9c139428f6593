# make run      start the built-in demo hall
# make test     run every test
# make play     play a real day of a queue through a daemon of its own, if its log is at hand
# make check    the quick loop: format, build, unit tests
# make release  optimised binaries in .build/release
# make install  what make release built, into DESTDIR and prefix
# make deb      a Debian package in .build, with the Swift runtime linked in
# make test-install  the package in a booted container: install, use, hang, upgrade, remove
# make bench    the benchmark table
# make endurance  the campaigns at full length: random halls, kills, power cuts, faults of disk and clock, thirty days
# make sanitize  the tests under the thread and the address sanitizer
# make fuzz     ten minutes of damaged files, messages, requests, frames and tables

RUN_DIRECTORY ?= $(or $(XDG_RUNTIME_DIR),/tmp)/halld-demo-$(shell id -u)
WEB ?= 127.0.0.1:8080
VENV := .build/venv
PYTEST := $(VENV)/bin/python -m pytest -q -p no:cacheprovider
# Each file in one of two processes: most tests wait for a daemon.
TWO_AT_A_TIME := -n 2 --dist loadfile

.PHONY: run test play check release install deb test-install bench endurance sanitize fuzz build-packages test-packages build unit

run: build-packages
	swift build --product halld
	swift build --product hallctl
	@mkdir -p "$(RUN_DIRECTORY)" && chmod 700 "$(RUN_DIRECTORY)"
	@echo
	@echo "The demo hall runs until you press Control-C. Open http://$(WEB), and in another terminal try:"
	@echo
	@echo "  export HALL_SOCKET=$(RUN_DIRECTORY)/control.sock PATH=\"$(CURDIR)/.build/debug:\$$PATH\""
	@echo "  hallctl take A        # a first ticket"
	@echo "  hallctl call 1        # window 1 calls it"
	@echo "  hallctl finish 1"
	@echo "  hallctl tally"
	@echo "  hallctl watch         # follow calls live"
	@echo
	@echo "Slips are PDF files in $(RUN_DIRECTORY)/state/slips."
	@echo
	exec .build/debug/halld --state "$(RUN_DIRECTORY)/state" --socket "$(RUN_DIRECTORY)/control.sock" --web $(WEB)

test: test-packages build $(VENV)/ready
	$(MAKE) fuzz FUZZ_SECONDS=25
	$(MAKE) sanitize SANITIZERS=thread SANITIZED_SUITES="$(CONCURRENT_SUITES)" SANITIZED_TESTS=first_ticket
	swift test --skip-build
	$(PYTEST) $(TWO_AT_A_TIME) Tests/EndToEnd

play: build $(VENV)/ready
	$(VENV)/bin/python Tests/EndToEnd/real_day.py

check: build-packages
	swift format lint --recursive --strict Package.swift Sources Tests
	swift build --build-tests
	HALL_SEEDS=20 swift test --skip-build

release: build-packages
	swift build -c release

prefix ?= /usr/local

install:
	packaging/stage .build/release "$(DESTDIR)" "$(prefix)"

VERSION = $(shell sed -n 's/.*version = "\(.*\)"/\1/p' Sources/HallWire/DefaultPaths.swift)
PACKAGE_BUILD := swift build -c release --static-swift-stdlib --scratch-path .build/package

deb: build-packages
	@packaging/install-packages packaging/deb-packages.txt
	$(PACKAGE_BUILD) --product halld
	$(PACKAGE_BUILD) --product hallctl
	packaging/make-deb .build/package/release "$(VERSION)" .build
	packaging/make-kiosk-deb "$(VERSION)" .build
	lintian --fail-on error .build/halld_$(VERSION)_*.deb .build/halld-kiosk_$(VERSION)_all.deb

test-install: deb $(VENV)/ready
	@packaging/install-packages packaging/install-test-packages.txt
	$(PYTEST) Tests/Installation

bench: release
	python3 Tests/Benchmarks/bench.py

CAMPAIGNS := power storage_faults clock_faults full_disk restore backups bare_machine hostile soak

# Optimised, and with time from a file: a debug build would spend its hours in code that nobody runs.
ENDURANCE_BUILD := env HALL_TEST_CLOCK=1 swift build -c release --scratch-path .build/endurance

endurance: test-packages build $(VENV)/ready
	HALL_SEEDS=1000 swift test --skip-build --filter RandomHalls
	$(ENDURANCE_BUILD) --product halld
	$(ENDURANCE_BUILD) --product hallctl
	HALL_ENDURANCE=1 HALL_BINARIES=$(CURDIR)/.build/endurance/release $(PYTEST) $(TWO_AT_A_TIME) -v -rP $(CAMPAIGNS:%=Tests/EndToEnd/test_%.py) \
		Tests/EndToEnd/test_daemon.py::test_killed_at_random_moments_no_acknowledged_event_is_lost_or_doubled

SANITIZERS ?= thread address
SANITIZED_SUITES ?= .
# The core knows no threads, nor does a real day, which takes long.
CONCURRENT_SUITES := HallJournalTests|HallOperationsTests|HallPeripheralsTests|VarlinkTests
SANITIZED_TESTS ?= daemon first_ticket web_door hostile devices escpos cups voice watchdog full_disk storage_faults restore backups audit \
	appointments course
# Whatever a program complains of is in a file, also where a test ends it by a signal.
COMPLAINTS = .build/$$sanitizer/complaints
SANITIZED = HALL_SANITIZER=$$sanitizer TSAN_OPTIONS=log_path=$(CURDIR)/$(COMPLAINTS) ASAN_OPTIONS=detect_leaks=0:log_path=$(CURDIR)/$(COMPLAINTS) \
	$$(if [ $$sanitizer = thread ]; then echo LD_PRELOAD=$(CURDIR)/.build/thread/runtime_edges.so; fi)

sanitize: test-packages $(VENV)/ready
	for sanitizer in $(SANITIZERS); do \
		failed=; rm -f $(COMPLAINTS).*; \
		swift build --build-tests --sanitize=$$sanitizer --scratch-path .build/$$sanitizer && \
		clang -Wall -shared -fPIC -o .build/$$sanitizer/runtime_edges.so Tests/Sanitizers/runtime_edges.c && \
		env HALL_SEEDS=3 $(SANITIZED) swift test --skip-build --filter "$(SANITIZED_SUITES)" --skip RealDay \
			--sanitize=$$sanitizer --scratch-path .build/$$sanitizer && \
		if [ -n "$(SANITIZED_TESTS)" ]; then \
			env HALL_BINARIES=$(CURDIR)/.build/$$sanitizer/debug $(SANITIZED) $(PYTEST) $(TWO_AT_A_TIME) $(SANITIZED_TESTS:%=Tests/EndToEnd/test_%.py); \
		fi || failed=1; \
		if ls $(COMPLAINTS).* 2>/dev/null; then cat $(COMPLAINTS).*; failed=1; fi; \
		[ -z "$$failed" ] || exit 1; \
	done

FUZZ_SECONDS ?= 600
FUZZ_SUBJECTS := files messages operations devices tables

fuzz: build-packages
	HALL_FUZZ=1 swift build --scratch-path .build/fuzz --product HallFuzz
	for subject in $(FUZZ_SUBJECTS); do \
		mkdir -p .build/fuzz/corpus/$$subject && \
		HALL_FUZZ_SUBJECT=$$subject ASAN_OPTIONS=detect_leaks=0 .build/fuzz/debug/HallFuzz -timeout=10 -max_len=65536 -print_final_stats=1 \
			-max_total_time=$$(($(FUZZ_SECONDS) / $(words $(FUZZ_SUBJECTS)))) -artifact_prefix=.build/fuzz/$$subject- \
			.build/fuzz/corpus/$$subject Tests/Fuzz/Corpus/$$subject || exit 1; \
	done

build: build-packages
	swift build --build-tests

build-packages:
	@packaging/install-packages packaging/build-packages.txt

test-packages: build-packages
	@packaging/install-packages packaging/test-packages.txt

$(VENV)/ready: packaging/test-requirements.txt
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install -q -r packaging/test-requirements.txt
	touch $@
