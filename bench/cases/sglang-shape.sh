# shellcheck shell=bash disable=SC2154 # variables of bench/run
# The image of an engine after its layer-caching rewrite: first build, nothing changed, one line of Python changed.

prepare() { cp -r "$here/sglang-shape/." "$context"; }

turn() { # RUN BUILDER
  local builder=$2 args=(--build-arg "BASE=$base")
  local archive="type=oci,dest=$work/$2.tar" registry="type=registry,name=127.0.0.1:$proxy_port/engine:bench"
  version "$1.0"
  measure sglang-shape cold "$builder" "$archive" "$context" "${args[@]}"
  measure sglang-shape unchanged "$builder" "$archive" "$context" "${args[@]}"
  if [[ $builder == slipway ]]; then
    # BuildKit's client writes a directory as well, but gets it as a tar from the Docker driver.
    build slipway "type=oci,tar=false,dest=$work/layout" "$context" "${args[@]}"
    measure sglang-shape unchanged-directory slipway "type=oci,tar=false,dest=$work/layout" "$context" "${args[@]}"
  fi
  # The registry holds the image as it was before the change that is pushed.
  measure sglang-shape first-push "$builder" "$registry" "$context" "${args[@]}"
  version "$1.1"
  measure sglang-shape change "$builder" "$archive" "$context" "${args[@]}"
  version "$1.2"
  measure sglang-shape change-push "$builder" "$registry" "$context" "${args[@]}"
}

version() { echo "VERSION = \"$1\"" > "$context/python/engine/__init__.py"; }
