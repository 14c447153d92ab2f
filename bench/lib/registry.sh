# shellcheck shell=bash disable=SC2154 # variables of bench/run
# A registry on loopback that holds the base image, behind a proxy that counts what is sent to it.

registry_port='' registry_pid='' proxy_port='' proxy_pid=''

# Makes the registry's first content, the base image, once for all turns.
prepare_registry() {
  local tar=$cache/bench-base.tar layout=$work/base part
  say "making the base image"
  if [[ ! -f $tar ]]; then
    part=$(mktemp "$tar.XXXXXX.tar")
    mmdebstrap --quiet --variant=minbase --include=python3-minimal,libpython3-stdlib,gcc,libc6-dev,ca-certificates \
      trixie "$part"
    mv "$part" "$tar"
  fi
  mkdir "$work/rootfs"
  tar -xf "$tar" -C "$work/rootfs"
  umoci init --layout "$layout"
  umoci new --image "$layout:trixie"
  umoci insert --image "$layout:trixie" "$work/rootfs" /
  umoci config --image "$layout:trixie" --config.cmd bash --os linux --architecture "$(dpkg --print-architecture)" \
    --config.env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  rm -rf "$work/rootfs"
  registry_port=$(free_port)
  start_registry
  skopeo copy -q --dest-tls-verify=false "oci:$layout:trixie" "docker://127.0.0.1:$registry_port/base:trixie"
  stop_registry
  mv "$work/registry" "$work/registry-base"
  rm -rf "$layout"
  proxy_port=$(free_port)
  # shellcheck disable=SC2034  # for the cases
  base=127.0.0.1:$proxy_port/base:trixie
}

# A registry with the base image alone: no builder finds what another one pushed.
fresh_registry() {
  stop_registry
  rm -rf "$work/registry"
  cp -al "$work/registry-base" "$work/registry"
  start_registry
  python3 "$here/lib/uploads.py" "$proxy_port" "$registry_port" "$work/uploaded" 2> "$work/proxy.log" &
  proxy_pid=$!
  await_port "$proxy_port" "$work/proxy.log"
}

start_registry() {
  mkdir -p "$work/registry"
  cat > "$work/registry.yml" << YML
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: "127.0.0.1:$registry_port"}
YML
  docker-registry serve "$work/registry.yml" > "$work/registry.log" 2>&1 &
  registry_pid=$!
  await_port "$registry_port" "$work/registry.log"
}

stop_registry() {
  local pid
  for pid in $registry_pid $proxy_pid; do
    kill "$pid" 2> /dev/null || true
    wait "$pid" 2> /dev/null || true
  done
  registry_pid='' proxy_pid=''
}

# Bytes sent to the registry since it was started: requests with their headers.
uploaded() {
  local count=0
  read -r count < "$work/uploaded" || true
  echo $((10#$count))
}

free_port() {
  python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

await_port() { # PORT LOG
  local _
  for _ in {1..100}; do
    ! (: < "/dev/tcp/127.0.0.1/$1") 2> /dev/null || return 0
    sleep 0.1
  done
  tail -n 20 "$2" >&2
  die "nothing listens on port $1 (expected: the registry)"
}
