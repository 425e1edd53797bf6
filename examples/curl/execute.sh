#!/usr/bin/env bash
# Runs a program and waits for its result.
set -euo pipefail

curl -sS "${GLISSADE:-http://127.0.0.1:8787}/execute" -H 'content-type: application/json' \
  -d '{"language": "python", "code": "print(6 * 7)"}'
echo
