# shellcheck shell=bash disable=SC2154 # variables of bench/run
# An image in which a later step writes a package again that an earlier one filled: how much of what is dead is shipped.

prepare() { cp -r "$here/vllm-shape/." "$context"; }

turn() { # RUN BUILDER
  local run=$1 builder=$2
  local archive=$work/$builder.tar
  local args=(--build-arg "BASE=$base" --build-arg "CUBINS=$(scaled 10598)" --build-arg "CUBINS_MIB=$(scaled 245)")
  measure vllm-shape cold "$builder" "type=oci,dest=$archive" "$context" "${args[@]}"
  if [[ $builder == slipway ]]; then
    record vllm-shape cold slipway content "$(layers content "$archive")"
    measure vllm-shape keep-shadowed slipway "type=oci,dest=$archive" "$context" "${args[@]}" --keep-shadowed
    record vllm-shape keep-shadowed slipway content "$(layers content "$archive")"
  elif ((run == 1)); then
    local bytes compressed
    read -r bytes compressed <<< "$(layers shadowed "$archive")"
    record vllm-shape cold "$builder" shadowed "$bytes"
    record vllm-shape cold "$builder" shadowed_compressed "$compressed"
  fi
}

# The first layer is the base image's.
layers() { python3 "$here/lib/layers.py" "$1" --skip 1 "$2"; }
