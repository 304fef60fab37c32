#!/usr/bin/env bash
# Install Slurm from Debian's packages and start a real one-node cluster with counted GPUs on this machine,
# by hand: no systemd, no cgroup. A second call with the cluster up changes nothing.
#
#   GPUS=2 CPUS=4 tests/cluster/up.sh
#
# Exits with 3 where the packages cannot be had, with 1 on any other fault.
#
# CLUSTER_DIR  state, spool, pids and logs       [digitlab-slurm in $TMPDIR]
# GPUS, CPUS   what the node says it has; CPUS may exceed the real ones   [1, 4]
set -Eeuo pipefail

DIR=${CLUSTER_DIR:-${TMPDIR:-/tmp}/digitlab-slurm}
GPUS=${GPUS:-1}
CPUS=${CPUS:-4}
MEMORY=$(awk '/^MemTotal/{print int($2/1024*0.9)}' /proc/meminfo)
CONF=/etc/slurm/slurm.conf   # elsewhere it would not reach the job steps, which drop SLURM_CONF
MARK="# written by digitlab's tests/cluster/up.sh"
NODE=$(hostname); NODE=${NODE%%.*}
CLEAN=(env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME="$HOME" LANG=C.UTF-8)

die() { trap - ERR; printf 'up.sh: %s\n' "$*" >&2; exit 1; }
trap 'die "line $LINENO: $BASH_COMMAND (logs in $DIR/log)"' ERR
[ "$(id -u)" = 0 ] || die "needs root: slurmd starts jobs as the user who submits them"
mkdir -p "$DIR"/{pid,log,ctld,slurmd,dev}
chmod 755 "$DIR" "$DIR"/{pid,log,ctld,slurmd,dev}
exec 9>"$DIR/lock"; flock -w 300 9 || die "another up.sh or down.sh holds $DIR/lock"

# A pid counts only while it runs that very program: numbers are used again, and zombies keep theirs.
alive() { local p e; p=$(cat "$1" 2>/dev/null) && [ -n "$p" ] && e=$(readlink "/proc/$p/exe" 2>/dev/null) && [[ "${e##*/}" == "$2"* ]]; }
wait_for() { local end=$((SECONDS+$1)); shift; until "$@" >/dev/null 2>&1; do [ $SECONDS -lt $end ] || return 1; sleep 0.2; done; }

have() { [ "$(dpkg-query -W -f='${Status}' "$1" 2>/dev/null)" = "install ok installed" ]; }
missing=(); for package in munge slurm-wlm slurm-client; do have "$package" || missing+=("$package"); done
if [ ${#missing[@]} -gt 0 ]; then
  policy=0   # keep the packages from starting services: they are started here
  [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; policy=1; }
  installed=0
  for attempt in 1 2 3; do
    if { apt-get -o DPkg::Lock::Timeout=120 update && DEBIAN_FRONTEND=noninteractive \
         apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "${missing[@]}"; } \
         </dev/null >>"$DIR/log/apt.log" 2>&1 9>&-; then installed=1; break; fi
    sleep 3
  done
  [ $policy = 0 ] || rm -f /usr/sbin/policy-rc.d
  if [ $installed = 0 ]; then
    tail -15 "$DIR/log/apt.log" >&2
    trap - ERR; echo "up.sh: apt-get could not install ${missing[*]}" >&2; exit 3
  fi
fi

state() { sinfo -h -N -n "$NODE" -o %T 2>/dev/null | head -1; }
ready() { [[ "$(state)" =~ ^(idle|mixed|allocated|completing)$ ]]; }
if alive "$DIR/pid/slurmctld.pid" slurmctld && alive "$DIR/pid/slurmd.pid" slurmd && ready; then
  echo "up.sh: already up"; exit 0
fi

mkdir -p /etc/slurm
if [ -e $CONF ] && ! grep -qF "$MARK" $CONF; then die "$CONF exists and is not ours: a real cluster is left alone"; fi
cat >$CONF <<END
$MARK
ClusterName=digitlab
SlurmctldHost=$NODE(127.0.0.1)
AuthType=auth/munge
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$DIR/ctld
SlurmdSpoolDir=$DIR/slurmd
SlurmctldPidFile=$DIR/pid/slurmctld.pid
SlurmdPidFile=$DIR/pid/slurmd.pid
SlurmctldLogFile=$DIR/log/slurmctld.log
SlurmdLogFile=$DIR/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=256
GresTypes=gpu
SlurmdParameters=config_overrides
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,sched_min_interval=0,bf_interval=2,batch_sched_delay=0
# Finished jobs stay visible to squeue, by which Snakemake asks how they are.
MinJobAge=3600
KillWait=2
ReturnToService=2
SlurmctldTimeout=30
SlurmdTimeout=60
InactiveLimit=0
JobCompType=jobcomp/none
MailProg=/bin/true
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=$NODE NodeAddr=127.0.0.1 CPUs=$CPUS RealMemory=$MEMORY Gres=gpu:$GPUS State=UNKNOWN
PartitionName=debug Nodes=$NODE Default=YES MaxTime=1-00:00:00 DefaultTime=01:00:00 State=UP
END
# A GPU without a file of its own counts as none, so each is a twin of /dev/null that is never opened.
for ((i = 0; i < GPUS; i++)); do
  [ -e "$DIR/dev/nvidia$i" ] || mknod -m 666 "$DIR/dev/nvidia$i" c 1 3 2>/dev/null || : >"$DIR/dev/nvidia$i"
done
printf '%s\nAutoDetect=off\nNodeName=%s Name=gpu File=%s/dev/nvidia[0-%d]\n' \
  "$MARK" "$NODE" "$DIR" $((GPUS - 1)) >/etc/slurm/gres.conf

munge_answers() { munge -n </dev/null | unmunge; }
if ! munge_answers >/dev/null 2>&1; then
  install -d -o munge -g munge -m 0755 /run/munge
  install -d -o munge -g munge -m 0700 /var/log/munge /etc/munge
  install -d -o munge -g munge -m 0711 /var/lib/munge
  [ -s /etc/munge/munge.key ] || head -c 1024 /dev/urandom >/etc/munge/munge.key
  chown munge:munge /etc/munge/munge.key; chmod 400 /etc/munge/munge.key
  setpriv --reuid=munge --regid=munge --clear-groups "${CLEAN[@]}" \
    /usr/sbin/munged --force --pid-file=/run/munge/munged.pid </dev/null >>"$DIR/log/munged.log" 2>&1 9>&-
  wait_for 15 munge_answers || die "munged does not answer"
  cp /run/munge/munged.pid "$DIR/pid/munged.pid"
fi
alive "$DIR/pid/slurmctld.pid" slurmctld || "${CLEAN[@]}" /usr/sbin/slurmctld </dev/null >>"$DIR/log/slurmctld.out" 2>&1 9>&-
wait_for 30 scontrol ping || die "slurmctld does not answer"
alive "$DIR/pid/slurmd.pid" slurmd || "${CLEAN[@]}" /usr/sbin/slurmd -N "$NODE" </dev/null >>"$DIR/log/slurmd.out" 2>&1 9>&-
wait_for 15 alive "$DIR/pid/slurmd.pid" slurmd || die "slurmd does not start"
if ! wait_for 5 ready; then   # left drained or down by an earlier life
  scontrol update nodename="$NODE" state=resume >/dev/null 2>&1 || true
  wait_for 60 ready || { sinfo -R -l >&2; die "the node is '$(state)', not idle, after a minute"; }
fi
# A job that was running before may hold the GPU for a while yet.
timeout 180 srun -n1 -t 1 --gpus=1 true </dev/null 9>&- || die "a trivial job with a GPU fails"
echo "up.sh: $NODE has $CPUS cores and $GPUS GPUs"
