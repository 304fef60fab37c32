#!/usr/bin/env bash
# Cancel what runs and stop exactly what up.sh started, by its pid files; then remove its state and its
# configuration. The packages stay. Same CLUSTER_DIR as for up.sh.
set -uo pipefail

DIR=${CLUSTER_DIR:-${TMPDIR:-/tmp}/digitlab-slurm}
MARK="# written by digitlab's tests/cluster/up.sh"
[ -d "$DIR" ] || exit 0
exec 9>"$DIR/lock"; flock -w 300 9 || { echo "down.sh: $DIR/lock is held" >&2; exit 1; }

failed=0
runs() { local e; [ -n "$1" ] && e=$(readlink "/proc/$1/exe" 2>/dev/null) && [[ "${e##*/}" == "$2"* ]]; }
stop() {
  local pid; pid=$(cat "$DIR/pid/$1.pid" 2>/dev/null) || return 0
  if runs "$pid" "$1"; then
    kill -TERM "$pid" 2>/dev/null
    for _ in $(seq 200); do runs "$pid" "$1" || break; sleep 0.1; done
    if runs "$pid" "$1"; then kill -KILL "$pid"; sleep 0.5; fi
    if runs "$pid" "$1"; then echo "down.sh: $1 ($pid) does not stop" >&2; failed=1; fi
  fi
  rm -f "$DIR/pid/$1.pid"
}
live() { timeout 10 squeue -h -t PD,R,S,CF,CG,ST -o %A 2>/dev/null | sort -u; }
tree() { local c; for c in $(cat /proc/"$1"/task/*/children 2>/dev/null); do tree "$c"; done; echo "$1"; }

if runs "$(cat "$DIR/pid/slurmctld.pid" 2>/dev/null)" slurmctld && timeout 10 scontrol ping >/dev/null 2>&1; then
  jobs=$(live)
  # shellcheck disable=SC2086
  [ -z "$jobs" ] || timeout 20 scancel $jobs
  for _ in $(seq 75); do [ -z "$(live)" ] && break; sleep 0.2; done
fi
stop slurmd
stop slurmctld
# Job step managers outlive slurmd by design: end those that log to our slurmd.log.
for d in /proc/[0-9]*; do
  p=${d#/proc/}; runs "$p" slurmstepd || continue
  if ls -l "$d/fd" 2>/dev/null | grep -qF -- "-> $DIR/log/slurmd.log"; then
    # shellcheck disable=SC2046
    kill -KILL $(tree "$p") 2>/dev/null
  fi
done
stop munged
if [ $failed = 0 ]; then
  for f in /etc/slurm/slurm.conf /etc/slurm/gres.conf; do
    if grep -qsF "$MARK" $f; then rm -f $f; fi
  done
  rm -rf "$DIR"
fi
exit $failed
