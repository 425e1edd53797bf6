#!/usr/bin/env bash
# Fetches the corpora that main.ts runs, each at one commit, into packages/sandbox/.cache/programs. None of them is part of this repository.
set -euo pipefail
cache=$(cd "$(dirname "$0")/../.." && pwd)/.cache/programs

fetch() {
  local folder=$cache/$1 repository=$2 commit=$3
  [ "$(cat "$folder/.commit" 2>/dev/null)" = "$commit" ] && return
  rm -rf "$folder"
  git init -q "$folder"
  git -C "$folder" fetch -q --depth 1 "https://github.com/$repository" "$commit"
  git -C "$folder" -c advice.detachedHead=false checkout -q FETCH_HEAD
  rm -rf "$folder/.git"
  echo "$commit" >"$folder/.commit"
}

fetch the-algorithms-javascript TheAlgorithms/JavaScript 08d8c6b6749c06a36fab705a8cf16e9a04d46a8e
fetch the-algorithms-typescript TheAlgorithms/TypeScript 19b4ced86c99815f142d4a46a028f55487b8038a
fetch the-algorithms-python TheAlgorithms/Python f5988cc09713315817df6a7e327e258013a94440
fetch the-algorithms-ruby TheAlgorithms/Ruby bda11bdfd83b7958e1ca98247e5e43100ca88865
fetch the-algorithms-lua TheAlgorithms/Lua cedc141018ad48884318fe08a6db278664b17128
fetch refactoring-guru-typescript RefactoringGuru/design-patterns-typescript 97d4d6331a32c1b24ed1c95c6fe2c6620b723204
fetch torokmark-typescript torokmark/design_patterns_in_typescript bc2e23dc8e64bbf9b758bb4f8f0615d40624f5eb
fetch trekhleb-javascript trekhleb/javascript-algorithms 85293e3e2b88f4d2ce330d956b139cf628aa1e82
fetch exercism-javascript exercism/javascript 295540983b6323edcfd457b3163ad6c63608f2da
fetch exercism-typescript exercism/typescript 877c8a9cb4093ba340e2cd2a8183834b3b305fa8
fetch exercism-python exercism/python 9eb657d4507d91efef99f484e7f2a1f4074911b5
fetch exercism-ruby exercism/ruby 92dcb34de08c6f5701f2b7264435361ea5f6a158
fetch exercism-lua exercism/lua e7f51f4ff898ae15c423c85836e1f6872bd945ee
fetch quixbugs jkoppel/QuixBugs 4257f44b0ff1181dedaedee6a447e133219fcebf
fetch human-eval openai/human-eval 6d43fb980f9fee3c892a914eda09951f772ad10d
fetch keon-algorithms keon/algorithms a1bf1f39f95b59ed0bb348d6148c7e097e10481e
