#!/usr/bin/env bash
# Submits a job, and asks for it until it has finished.
set -euo pipefail

server=${GLISSADE:-http://127.0.0.1:8787}
job_id=$(node -p 'crypto.randomUUID()')
job_key=$(node -p 'crypto.randomBytes(16).toString("base64url")')

curl -sS "$server/execute/async" -H 'content-type: application/json' -d "{
  \"language\": \"python\",
  \"code\": \"print(6 * 7)\",
  \"job_id\": \"$job_id\",
  \"job_key\": \"$job_key\"
}"
echo

while true; do
  job=$(curl -sS "$server/jobs/$job_id" -H "glissade-job-key: $job_key")
  case $job in
    *'"status":"queued"'* | *'"status":"running"'*) sleep 0.2 ;;
    *) break ;;
  esac
done
echo "$job"
