# shellcheck shell=bash disable=SC2154 # variables of bench/run
# The export alone of one big layer: the step is cached, its blob is not there yet. And whether the blob is the same in
# every run and for every number of threads.

prepare() {
  python3 "$here/one-big/generate.py" "$context" "$(scaled 4096)"
  cp "$here/one-big/Dockerfile" "$context"
}

turn() { # RUN BUILDER
  local run=$1 builder=$2 threads
  local archive=$work/$builder.tar
  local output="type=oci,dest=$archive"
  step_alone "$builder"
  measure one-big export "$builder" "$output" "$context"
  record one-big export "$builder" layer_bytes "$(du --apparent-size --block-size=1 --summarize "$context/model" | cut -f 1)"
  record one-big export "$builder" digest "$(python3 "$here/lib/layers.py" digests "$archive")"
  [[ $builder == slipway ]] && ((run == 1)) || return 0
  for threads in 1 2; do
    forget_blobs
    SLIPWAY_JAVA_OPTS="-XX:ActiveProcessorCount=$threads ${SLIPWAY_JAVA_OPTS-}" \
      measure one-big "export-threads-$threads" slipway "$output" "$context"
    record one-big export slipway digest "$(python3 "$here/lib/layers.py" digests "$archive")"
  done
}

# Runs the steps and makes no layer blob.
step_alone() { # BUILDER
  case $1 in
    slipway)
      "$slipway" build --progress=plain -o type=tar,dest=- "$context" 2> "$work/log" > /dev/null \
        || build_failed "$1" type=tar "$context"
      ;;
    docker | buildah) build "$1" type=cacheonly "$context" ;;
  esac
}

# The store has no blob from elsewhere here, because the image is built from scratch. Memos may be lost.
forget_blobs() { rm -rf "$SLIPWAY_STORE"/blobs/sha256/* "$SLIPWAY_STORE"/memos/*; }
