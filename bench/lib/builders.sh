# shellcheck shell=bash disable=SC2154 # variables of bench/run
# The three builders behind one interface:
#
#   fresh_BUILDER                              starts it with nothing in its store
#   build_BUILDER OUTPUT CONTEXT [OPTION...]   one build; OUTPUT as `docker buildx build -o` takes it
#   drop_builders                              ends them and throws their stores away
#
# buildah runs in the Docker engine's name spaces, where the newest one is installed.

cache=${SLIPWAY_PEERS:-$HOME/.cache/slipway-peers}
peer=$here/peers/docker-peer peer_root=$cache/$suite-bench peer_state=$work/peer
export SLIPWAY_STORE=$work/store SLIPWAY_PEER_SHARE=$work

prepare_builders() {
  mkdir -p "$cache"
  # The jars and the start-up cache of builds are made here, not beside the first build.
  SLIPWAY_AOT=now "$slipway" build --help > /dev/null
  if needs_peer; then
    say "making the Docker engine from $suite"
    # buildah does not start without netavark, though the host's network needs none.
    "$peer" make "$suite" "$peer_root" netavark
  fi
}

needs_peer() { [[ " ${builders[*]} " =~ \ (docker|buildah)\  ]]; }

fresh_slipway() { rm -rf "$SLIPWAY_STORE"; }

fresh_docker() { start_peer; }

fresh_buildah() {
  start_peer
  mkdir -p "$peer_state/buildah/tmp"
}

start_peer() {
  "$peer" stop "$peer_state"
  rm -rf "$peer_state"
  mkdir -p "$peer_state"
  "$peer" start "$peer_root" "$peer_state"
}

drop_builders() {
  "$peer" stop "$peer_state"
  rm -rf "$peer_state" "$SLIPWAY_STORE"
  rm -rf "$work"/*.tar "$work/layout"
}

build_slipway() {
  local output=$1 directory=$2
  metered "$slipway" build --progress=plain -o "$output" "${@:3}" "$directory"
}

build_docker() {
  local output=$1 directory=$2
  metered "$peer" run "$peer_state" docker buildx build --progress=plain --provenance=false \
    --network=host --allow=network.host -o "$output" "${@:3}" "$directory"
}

# buildah keeps the image in its own storage first. Stages run side by side, as they do in the others.
build_buildah() {
  local output=$1 directory=$2
  # crun refuses a machine that has both kinds of control groups. buildah's own limits may be more than is allowed.
  run_buildah bud --layers --jobs=4 --runtime=runc --network=host --tls-verify=false \
    --ulimit "nofile=$(limit -Sn):$(limit -Hn)" --ulimit "nproc=$(limit -Su):$(limit -Hu)" \
    -t bench "${@:3}" "$directory" || return 1
  case $output in
    type=cacheonly) ;;
    type=oci,dest=*) run_buildah push bench "oci-archive:${output#*dest=}" ;;
    type=registry,name=*) run_buildah push --tls-verify=false bench "docker://${output#*name=}" ;;
    *) die "buildah has no output \"$output\" here" ;;
  esac
}

# This shell's limit, -1 for none.
limit() { ulimit "$1" | sed 's/unlimited/-1/'; }

run_buildah() {
  local state=$peer_state/buildah
  metered "$peer" run "$peer_state" env TMPDIR="$state/tmp" \
    buildah --root "$state/root" --runroot "$state/run" --storage-driver overlay "$@"
}

# KiB: the larger one of dockerd and its containerd, since they were started.
engine_rss() {
  local pid
  pid=$("$peer" pid "$peer_state")
  # shellcheck disable=SC2046  # one word a process
  awk '/^VmHWM/ && $2 > most { most = $2 } END { print most }' $(printf '/proc/%s/status\n' "$pid" $(pgrep -P "$pid"))
}

describe_builders() {
  local commit
  commit=$(git -C "$(dirname "$slipway")" rev-parse --short HEAD 2> /dev/null || echo "of an unknown commit")
  echo "- Slipway $commit, $("$here/../scripts/java-home" | xargs basename)"
  needs_peer || return 0
  start_peer
  echo "- BuildKit: that of Docker $("$peer" run "$peer_state" docker version --format '{{.Server.Version}}') ($suite)," \
    "containerd image store"
  echo "- $("$peer" run "$peer_state" buildah --version) ($suite), in the Docker engine's name spaces"
  drop_builders
}
