# What stands before a block of a shell: the programs that a page takes for installed. Promenade's own run for real, and
# so do promtool and npm test; others look at what they are given as far as one can without their servers. What is not
# here is not run: a page may well show how to publish a package or to push a tag.
set -eu

refuse() {
  echo "docs/test/run/commands.sh does not let pages run: $1" >&2
  return 64
}

promenade() {
  case "${1:-}" in
    # It runs until Ctrl+C.
    preview) node "$DOCS_RUN/until-ready.ts" "$DOCS_CLI" "$@" ;;
    # Without Docker, the files that it would start.
    up) node "$DOCS_CLI" "$@" --write-only ;;
    *) node "$DOCS_CLI" "$@" ;;
  esac
}

npx() {
  case "$1" in
    promenade | @promenade/cli) promenade "${@:2}" ;;
    *) refuse "npx $1" ;;
  esac
}

npm() {
  case "$*" in
    # Nothing is on the registry before the first release: the packages must be here.
    install*) node "$DOCS_RUN/installed.ts" "${@:2}" ;;
    "init @promenade/plugin "*) node "$DOCS_CREATE" "${@:3}" ;;
    test | "pkg get version") PATH="$DOCS_PATH" command npm "$@" ;;
    *) refuse "npm $1" ;;
  esac
}

git() {
  case "$1" in
    rev-parse | log) PATH="$DOCS_PATH" command git "$@" ;;
    *) refuse "git $1" ;;
  esac
}

curl() { node "$DOCS_RUN/curl.ts" "$@"; }
promtool() { "$DOCS_PROMTOOL" "$@"; }

mimirtool() {
  [ "$1 $2" = "rules load" ]
  "$DOCS_PROMTOOL" check rules "${@:3}"
}

kubectl() {
  case "$1" in
    apply) node "$DOCS_RUN/applied.ts" "${@:2}" ;;
    port-forward) ;;
    *) refuse "kubectl $1" ;;
  esac
}

docker() { printf '%s\n' "$@" >docker-arguments; }
