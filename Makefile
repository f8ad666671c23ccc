# make demo   builds everything, sorts the sample sky, says where the results are
# make test   set-up, lint and every test
# make help   the rest

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PACKAGES := libdnnl-dev libopenblas-dev libssl-dev zlib1g-dev libbz2-dev libgomp1 pkg-config \
  bzip2 libcfitsio-dev wcslib-dev liberfa-dev libsep-dev libxml2-dev libpng-dev \
  libjpeg62-turbo-dev libsqlite3-dev fitsverify
# What only the tests need: a browser and its driver for the page, what makes damaged files and
# failing calls, and languages that write numbers otherwise.
FOR_TESTS := chromium chromium-driver python3 gcc libc6-dev locales
LAYERS := --explicit-target-dependency-import-check error
# Without what only a debugger reads, exported names, and 34 MB of locale data of the Swift library:
# nothing here formats by locale. A symbol that is not there is taken as it is. Functions of the same
# code are kept once where nobody asks for their address.
SMALL := -Xswiftc -gnone -Xlinker -s -Xlinker --no-export-dynamic -Xlinker --icf=safe \
  -Xlinker --defsym=icudt76_dat=main
RELEASE := -c release --static-swift-stdlib $(LAYERS) $(SMALL)
SKYSORT := .build/release/skysort
# The C loops optimized, and the program as its users have it: the tests take a third of the time.
TESTS := SKYSORT_PROGRAM=$(CURDIR)/$(SKYSORT) swift test $(LAYERS) -Xcc -O2 --scratch-path .build-test
FAULTS := Tests/Faults
PREFIX ?= /usr/local
PEERS ?= peers
PYTHON ?= python3
SOURCES := Package.swift Sources Tests Benchmarks
# Every module with pages.
DOCUMENTED := $(basename $(notdir $(wildcard Sources/*/*.docc Sources/Products/*/*.docc)))
DOCUMENTATION_BASE ?=

.PHONY: build demo test test-processors mutate faults fuzz sanitize example setup lint format \
  documentation benchmark install clean help

build: setup
	swift build $(RELEASE) --product skysort

demo:
	@echo "1. installs what is missing, 2. builds the program (the first time about ten minutes on two"
	@echo "cores), 3. trains, classifies, evaluates and maps the sample in catalogs/sample (seconds)."
	@$(MAKE) --no-print-directory build
	$(SKYSORT) run pipelines/quickstart.yaml --out demo
	@echo "Catalog:      demo/catalog/catalog.fits"
	@echo "Report:       demo/report/report.html"
	@echo "Latent space: demo/map/report.html, and $(SKYSORT) explore demo/map/map.fits"

test: PACKAGES += $(FOR_TESTS)
test: setup lint example
	swift build $(RELEASE) --product skysort
	$(TESTS) --skip ConnectionTests
# Which have little time, and the other tests would take it.
	$(TESTS) --filter ConnectionTests
	nice $(FAULTS)/mutate --program $(SKYSORT) --count 2000
	nice $(FAULTS)/faults --program $(SKYSORT) --most 3

# Damaged files of every kind through the program: a hundred times as many as `make test` has.
mutate: PACKAGES += python3
mutate: setup
	swift build $(RELEASE) --product skysort
	nice $(FAULTS)/mutate --program $(SKYSORT) --count 200000

# Every system call that can fail, one after the other, and a kill at each that touches a file.
faults: PACKAGES += python3 gcc libc6-dev
faults: setup
	swift build $(RELEASE) --product skysort
	nice $(FAULTS)/faults --program $(SKYSORT)

# Every test with every set of kernels this processor has; `make test` runs those of determinism.
test-processors: setup
	swift build $(RELEASE) --product skysort
	SKYSORT_ALL_SUITES=1 $(TESTS) --filter ProcessorTests

# Every reader of foreign bytes under libFuzzer, so many seconds each; the first time, everything is
# compiled anew. Not with the address sanitizer: Swift counts no coverage beside it.
SECONDS ?= 600
fuzz: setup
	SKYSORT_FUZZ=1 swift build -c release --sanitize=fuzzer $(LAYERS) \
	  -Xswiftc -enable-testing --scratch-path .build-fuzz --product skysort-fuzz
	Tests/Fuzz/fuzz .build-fuzz/release/skysort-fuzz $(SECONDS)

# The tests of what handles memory by itself, and of what shares it among threads, under the compilers'
# sanitizers; everything is compiled anew for each. OpenMP's own threads, which the sanitizer cannot
# see into, are left out of the last.
sanitize: setup
	swift build --build-tests --sanitize=address $(LAYERS) -Xcc -O1 --scratch-path .build-address
	ASAN_OPTIONS=detect_leaks=0 swift test --skip-build --sanitize=address $(LAYERS) -Xcc -O1 \
	  --scratch-path .build-address \
	  --filter '(Files|FITS|Tables|Images|Engine|COneDNN|SQLite|Parallel|Latent)Tests'
	swift build --build-tests --sanitize=undefined $(LAYERS) -Xcc -O1 --scratch-path .build-undefined
	UBSAN_OPTIONS=halt_on_error=1 swift test --skip-build --sanitize=undefined $(LAYERS) -Xcc -O1 \
	  --scratch-path .build-undefined --filter '(FITS|Images|Engine|COneDNN|Latent)Tests'
	swift build --build-tests --sanitize=thread $(LAYERS) -Xcc -O1 --scratch-path .build-thread
	TSAN_OPTIONS=ignore_noninstrumented_modules=1 OMP_NUM_THREADS=1 swift test --skip-build \
	  --sanitize=thread $(LAYERS) -Xcc -O1 --scratch-path .build-thread \
	  --filter '(Parallel|Files|Explorer|Sky|Learning)Tests'

# A package that imports the libraries, whose programs the tests run.
example: setup
	swift build --package-path Tests/ExamplePackage --scratch-path .build-example

# Installs only what is missing, so that it costs nothing the second time.
setup:
	@missing=$$(for package in $(PACKAGES); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
	    || echo $$package; done); \
	if [ -n "$$missing" ]; then \
	  echo "Installing $$missing"; \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$sudo apt-get update -qq; \
	  DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq \
	    --no-install-recommends $$missing; \
	fi

lint:
	swift format lint --strict --parallel --recursive $(SOURCES)

format:
	swift format --in-place --parallel --recursive $(SOURCES)

# The manual, which is the page of the library Skysort, and every module, as files a web server can
# hand out as they are. DOCUMENTATION_BASE is the path they will have there, if any. Built as the tests
# are, so that after them little is left to compile.
documentation: setup
	rm -rf .build/documentation
	mkdir -p .build
	swift package $(LAYERS) -Xcc -O2 --scratch-path .build-test \
	  --allow-writing-to-directory .build/documentation generate-documentation \
	  --enable-experimental-combined-documentation $(addprefix --target ,$(DOCUMENTED)) \
	  --transform-for-static-hosting $(addprefix --hosting-base-path ,$(DOCUMENTATION_BASE)) \
	  --output-path .build/documentation
	@test -e .build/documentation/documentation/skysort/index.html  # the plugin ends in 0 anyway
	@echo "Look at it: python3 -m http.server --directory .build/documentation 8000"
	@echo "            http://localhost:8000/documentation/skysort"

# Ours and the peers' in turn; PEERS names the folder of peer programs, PYTHON has their packages.
benchmark: setup
	swift build $(RELEASE) --product skysort
	swift build $(RELEASE) --product skysort-benchmarks
	Benchmarks/against-peers --peers $(PEERS) --python $(PYTHON)

install: build
	install -D $(SKYSORT) $(DESTDIR)$(PREFIX)/bin/skysort

clean:
	rm -rf .build .build-test .build-example .build-fuzz .build-address \
	  .build-undefined .build-thread demo

help:
	@grep -E '^# make' Makefile
	@echo '# also: build test-processors mutate faults fuzz sanitize example setup lint format documentation benchmark install clean'
