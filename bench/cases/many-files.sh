# shellcheck shell=bash disable=SC2154 # variables of bench/run
# A context of many small files: what it costs to see that nothing changed, and to carry one change.

prepare() {
  python3 "$here/many-files/generate.py" "$context" "$(scaled 100000)"
  cp "$here/many-files/Dockerfile" "$context"
}

turn() { # RUN BUILDER
  local builder=$2
  local archive="type=oci,dest=$work/$2.tar"
  echo "run $1" > "$context/changing"
  measure many-files cold "$builder" "$archive" "$context"
  measure many-files unchanged "$builder" "$archive" "$context"
  echo "run $1, changed" > "$context/changing"
  measure many-files change "$builder" "$archive" "$context"
}
