# Everything here is a short cut: go run ./cmd/lotgate needs none of it.

STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
DOMAIN      = words fact screen scan stock policy document workflow board
PLATFORMS   = linux/amd64 linux/arm64 darwin/arm64 windows/amd64
FUZZTIME    = 10s

.PHONY: test race needs check quick bench fuzz torture cover cross build deb

# All that must hold: run by .ci/run, in less than half an hour on two cores.
test: needs check cross race

needs:
	@.ci/needs

# S1016 would make a fact by converting the command that asked for it; but what
# is written for ever is spelt out.
check:
	@unformatted=$$(git ls-files '*.go' | while read -r file; do [ ! -e "$$file" ] || gofmt -l "$$file"; done); \
	[ -z "$$unformatted" ] || { echo "gofmt would change:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	go run $(STATICCHECK) -checks inherit,-S1016 ./...

# -count=1: a test that opens a port, a browser or another program is not to
# be answered from the cache.
race:
	go test -race -count=1 -timeout 25m ./...

# While writing: what runs in seconds.
quick:
	go test -short ./...

# With the peers: SQLite needs a C compiler.
bench:
	go test -tags peers -run '^$$' -bench . -benchmem ./...

# Each fuzz target for FUZZTIME, one after the other.
fuzz:
	@set -e; for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "$$package $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$package; \
		done; \
	done

# Minutes instead of moments: kills, faults and random histories.
torture:
	LOTGATE_TORTURE=500 go test -count=1 -timeout 2h -rapid.checks=5000 ./internal/document ./internal/stock
	LOTGATE_TORTURE=500 LOTGATE_MINUTES=10 go test -count=1 -timeout 2h ./internal/journal ./internal/book ./internal/audit
	LOTGATE_TORTURE=1 go test -count=1 -timeout 2h -run TestForeignPrograms ./internal/label/printer
	LOTGATE_TORTURE=500 go test -count=1 -timeout 1h -v -run 'RealKernel|SixteenGuns' ./internal/device/realkernel ./internal/site
	LOTGATE_TORTURE=1 go test -count=1 -timeout 2h -run TestInAMachine ./internal/install

cover:
	go test -coverpkg ./... -coverprofile cover.prof ./...
	go tool cover -func cover.prof | tail -n 1

# Every platform that the daemon is built for, and the domain alone for a
# handheld's browser.
cross:
	@set -e; for platform in $(PLATFORMS); do \
		echo "$$platform"; \
		CGO_ENABLED=0 GOOS=$${platform%/*} GOARCH=$${platform#*/} go build -trimpath -o /dev/null ./cmd/lotgate; \
	done
	@echo js/wasm
	@GOOS=js GOARCH=wasm go build $(DOMAIN:%=./internal/%)

build:
	CGO_ENABLED=0 go build -trimpath -o bin/lotgate ./cmd/lotgate

# Debian packages, in bin/.
deb:
	internal/install/debian/build amd64 bin
	internal/install/debian/build arm64 bin
