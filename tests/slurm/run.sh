#!/usr/bin/env bash
# The tests of studies on Slurm (Category=Slurm), on a Slurm of three nodes that runs on this machine alone: munge, a controller and three daemons,
# in a folder of their own, as the user who calls. Debian: apt-get install slurm-wlm munge. Arguments go to dotnet test.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$PATH:/usr/sbin:/sbin"
for program in munged slurmctld slurmd sbatch; do
  command -v "$program" >/dev/null || { echo "tests/slurm: skipped, $program is not installed"; exit 0; }
done

folder=$(mktemp -d "${TMPDIR:-/tmp}/catome-slurm.XXXXXX")
started=()
stop() {
  scancel --user="$(id -un)" 2>/dev/null || true
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT

# A port and those behind it, where nobody listens.
free_ports() {
  local first port
  while :; do
    first=$((20000 + RANDOM % 10000))
    for port in $(seq "$first" $((first + $1 - 1))); do
      (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue 2
    done
    echo "$first"
    return
  done
}
port=$(free_ports 4)
user=$(id -un)
host=$(hostname -s)

mkdir "$folder/munge" "$folder/state" "$folder/spool"
chmod 711 "$folder"
head -c 1024 /dev/urandom > "$folder/munge/key"
chmod 600 "$folder/munge/key"

cat > "$folder/slurm.conf" <<CONF
ClusterName=catome
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CryptoType=crypto/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=1,sched_interval=5,bf_interval=5
MpiDefault=none
ReturnToService=2
KillWait=2
MinJobAge=300
NodeName=n[1-3] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + 3))] CPUs=1 RealMemory=2000
PartitionName=all Nodes=n[1-3] Default=YES MaxTime=60 State=UP
CONF
cat > "$folder/cgroup.conf" <<CONF
CgroupAutomount=no
CONF
export SLURM_CONF="$folder/slurm.conf" CATOME_SLURM=1

munged --foreground --force --socket="$folder/munge/socket" --key-file="$folder/munge/key" --log-file="$folder/munge/log" \
  --pid-file="$folder/munge/pid" --seed-file="$folder/munge/seed" > "$folder/munge.out" 2>&1 & started+=($!)
until [ -S "$folder/munge/socket" ]; do sleep 0.1; done
slurmctld -D -f "$SLURM_CONF" > "$folder/slurmctld.out" 2>&1 & started+=($!)
for node in n1 n2 n3; do
  mkdir "$folder/spool/$node"
  slurmd -D -N "$node" -f "$SLURM_CONF" > "$folder/slurmd.$node.out" 2>&1 & started+=($!)
done

for _ in $(seq 60); do
  [ "$(sinfo --noheader --Node --states=idle 2>/dev/null | wc -l)" -eq 3 ] && ready=1 && break
  sleep 0.5
done
if [ -z "${ready:-}" ]; then
  echo "tests/slurm: the nodes did not come up" >&2
  tail -n 20 "$folder"/*.log "$folder"/*.out >&2 || true
  exit 1
fi

"${CATOME_SLURM_COMMAND:-dotnet}" test tests/CaToMe.Tool.Tests -c Release --no-build --filter Category=Slurm "$@"
