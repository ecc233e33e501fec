# The commands people type. Each does its own set-up: .NET 10 is all that must be there.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# Services and containers may run us without a home folder; the .NET SDK and NuGet need one.
ifeq ($(strip $(HOME)),)
export HOME := $(or $(shell getent passwd $$(id -u) | cut -d: -f6),$(CURDIR)/artifacts/home)
endif

export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
# MSBuild's workers do not stay behind: they would hold on to memory that the tests need.
export MSBUILDDISABLENODEREUSE := 1

BUILD := dotnet build -c Release -v quiet --nologo

.PHONY: help setup demo test soak run bench format

help: ## List these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | sort | expand -t 10

setup: ## Install what is missing (PostgreSQL 15 or newer)
	@deploy/setup/install-prerequisites.sh

demo: setup ## Play a small university before your eyes; ONCE=1 plays it once, sums up and cleans up
	@echo "Building."
	@$(BUILD) silo
	@$(BUILD) tests/MoodleGrains.Sandbox
	@dotnet run -c Release --no-build --project tests/MoodleGrains.Sandbox -- demo $(if $(filter 1,$(ONCE)),--once)

test: setup ## Build everything and run every test
	@deploy/setup/install-test-prerequisites.sh
	@.ci/test

soak: ## The tests with their full numbers; takes long
	@MOODLEGRAINS_SOAK=1 $(MAKE) --no-print-directory test

run: setup ## Start the silo with a key made for this run
	@echo "Building."
	@$(BUILD) silo
	@deploy/setup/run-silo.sh

bench: setup ## Measure; a table on screen and artifacts/bench.json
	@mkdir -p artifacts
	@echo "Building."
	@$(BUILD) tests/MoodleGrains.Benchmarks
	@dotnet run -c Release --no-build --project tests/MoodleGrains.Benchmarks -- artifacts/bench.json

format: ## Bring the sources into the house style
	@dotnet format MoodleGrains.sln
