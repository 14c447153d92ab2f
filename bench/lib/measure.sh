# shellcheck shell=bash disable=SC2154 # variables of bench/run
# Measuring one build, keeping the figures, describing the machine. Figures are lines of $results:
#
#   CASE <tab> STEP <tab> BUILDER <tab> METRIC <tab> VALUE
#
# Metrics: seconds (wall clock, whole process), rss_kib (largest process of the builder), uploaded (bytes that arrived
# at the registry), exported (bytes of the archive), and what single cases add.

record() { # CASE STEP BUILDER METRIC VALUE
  printf '%s\t%s\t%s\t%s\t%s\n' "$@" >> "$results"
}

# Runs a program and notes the largest resident set of it and of all processes it waited for.
metered() { /usr/bin/time --append --output="$work/rss" --format=%M -- "$@"; }

# A build that is not measured; its output goes to a log that is shown when it fails.
build() { # BUILDER OUTPUT CONTEXT [OPTION...]
  : > "$work/rss"
  "build_$1" "${@:2}" > "$work/log" 2>&1 || build_failed "$@"
}

build_failed() {
  tail -n 40 "$work/log" >&2
  die "the build failed; the end of its log is above: $*"
}

measure() { # CASE STEP BUILDER OUTPUT CONTEXT [OPTION...]
  local name=$1 step=$2 builder=$3 output=$4 destination='' sent start end seconds rss
  if [[ $output =~ dest=([^,]+) ]]; then
    destination=${BASH_REMATCH[1]}
    rm -rf "$destination"
  fi
  # What earlier builds left to write is not this one's work.
  sync
  sent=$(uploaded)
  start=$EPOCHREALTIME
  build "${@:3}"
  end=$EPOCHREALTIME
  seconds=$(awk -v a="$start" -v b="$end" 'BEGIN { printf "%.3f", b - a }')
  rss=$(peak_rss "$builder")
  record "$name" "$step" "$builder" seconds "$seconds"
  record "$name" "$step" "$builder" rss_kib "$rss"
  if [[ $output == type=registry,* ]]; then
    sent=$(($(uploaded) - sent))
    record "$name" "$step" "$builder" uploaded "$sent"
    say "$name: $step, $builder: $seconds s, $((rss / 1024)) MiB at most, $sent bytes uploaded"
  else
    [[ ! -f $destination ]] || record "$name" "$step" "$builder" exported "$(stat -c %s "$destination")"
    say "$name: $step, $builder: $seconds s, $((rss / 1024)) MiB at most"
  fi
}

# KiB. The Docker engine works in its daemons, not in the process that was started.
peak_rss() {
  if [[ $1 == docker ]]; then engine_rss; else sort -n "$work/rss" | tail -n 1; fi
}

# $1 times the scale of the inputs, at least 1.
scaled() { awk -v n="$1" -v s="$scale" 'BEGIN { v = int(n * s); print (v < 1) ? 1 : v }'; }

check_space() {
  local free needed=14
  if [[ " ${cases[*]} " == *" one-big "* ]]; then needed=$((14 + $(scaled 14))); fi
  free=$(df --output=avail --block-size=1G "$work" | tail -n 1)
  ((free >= needed)) || die "not enough space in /var/tmp: $((free)) GiB (expected: $needed GiB)"
}

warn_of_load() {
  local load
  read -r load _ < /proc/loadavg
  awk -v l="$load" 'BEGIN { exit !(l > 0.7) }' || return 0
  say "the machine is busy (load $load): the figures will not be comparable"
}

describe_machine() {
  local load
  read -r load _ < /proc/loadavg
  echo "- Machine: $(nproc) processors ($(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo))," \
    "$(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo) of memory, Linux $(uname -r)," \
    "/var/tmp on $(findmnt --noheadings --output FSTYPE --target /var/tmp); load at the start $load"
  describe_builders
}

report() {
  python3 -B "$here/lib/report.py" --runs "$runs" --scale "$scale" --about "$work/about" "$results"
}
