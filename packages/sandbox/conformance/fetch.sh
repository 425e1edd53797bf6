#!/usr/bin/env bash
# Fetches the suites that others wrote, unmodified, into packages/sandbox/.cache: CPython's own tests, test262 and Node's own
# tests. Needs a Debian machine: they come from Debian's archive, of the release that has the nearest version, by apt with lists of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

release=forky
python=3.14
# The source package of Firefox's engine ships test262.
engine=mozjs128
engine_release=trixie

node_release=forky

cache=$PWD/.cache
[ -f "$cache/cpython/version" ] && [ -f "$cache/test262/GIT-INFO" ] && [ -f "$cache/node/version" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial" "$cache"

archive=$(apt-get indextargets --no-release-info --format '$(REPO_URI)' 'Created-By: Packages' | grep '/debian/$' | sort -u | head -n 1)
keys=/usr/share/keyrings/debian-archive-keyring.gpg
printf '%s\n' "deb [signed-by=$keys] $archive $release main" "deb-src [signed-by=$keys] $archive $engine_release main" \
  "deb-src [signed-by=$keys] $archive $node_release main" >"$work/sources.list"
apt() {
  apt-get -qq -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$work/lists" \
    -o "Dir::Cache=$work" -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
    -o APT::Sandbox::User=root "$@"
}
cd "$work"
apt update

apt download "libpython$python-testsuite" "libpython$python-stdlib"
for package in ./*.deb; do dpkg-deb -x "$package" python; done
library=python/usr/lib/python$python
rm -rf "$cache/cpython"
mkdir -p "$cache/cpython/left_out"
mv "$library/test" "$cache/cpython/test"
cp "$library/_pydecimal.py" "$cache/cpython/left_out/_pydecimal.py"
cp "$library/zoneinfo/_zoneinfo.py" "$cache/cpython/left_out/zoneinfo._zoneinfo.py"
dpkg-deb -f ./*-testsuite*.deb Version | sed 's/-.*//' >"$cache/cpython/version"

apt source --download-only --only-source "$engine"
rm -rf "$cache/test262"
mkdir "$cache/test262"
tar -xJf "$engine"_*.orig.tar.xz -C "$cache/test262" --strip-components=5 --wildcards \
  '*/js/src/tests/test262/annexB' '*/js/src/tests/test262/built-ins' '*/js/src/tests/test262/language' \
  '*/js/src/tests/test262/shell.js' '*/js/src/tests/test262/LICENSE' '*/js/src/tests/test262/GIT-INFO'

apt source --download-only --only-source "nodejs/$node_release"
rm -rf "$cache/node"
mkdir "$cache/node"
tar -xJf nodejs_*~cs*[0-9].orig.tar.xz -C "$cache/node" --strip-components=1 --wildcards \
  '*/test/parallel' '*/test/common' '*/test/fixtures' '*/LICENSE'
find . -name 'nodejs_*.dsc' | sed 's/.*nodejs_//; s/+.*//' >"$cache/node/version"
