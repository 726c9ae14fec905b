#!/bin/sh
#SBATCH --job-name=nianbao
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
#
# A run spread over a cluster as an array of jobs. Every node sees the folders of the data and of the reports.
#
#   sbatch --array=1-8 docs/recipes/slurm.sh DATA OUT [LAST]
#
# LAST is where last year's reports are: a folder, a table, a list.
#
# For the administrator: `RequeueExit=2` in slurm.conf puts a share whose run failed (exit status 2) back into the queue by itself; a share
# on a node that died is put back in any case. What was finished before is skipped when it runs again. Exit status 1 is for errors in the
# data, where another try would find the same: the job ends as FAILED, and its results name the reports.
set -u

data=$1 out=$2 last=${3:-}
nianbao=${NIANBAO:-nianbao}
share=$SLURM_ARRAY_TASK_ID shards=$SLURM_ARRAY_TASK_COUNT
mkdir -p "$out/.run"

"$nianbao" build "$data" -o "$out" --shard "$share/$shards" ${last:+--previous "$last"} --jobs "${SLURM_CPUS_PER_TASK:-1}" --output json \
    > "$out/.run/$share.ndjson" &
echo $! > "$out/.run/$share.pid"
wait $!
status=$?
# A program that was killed (out of memory, say) is worth another try too.
[ "$status" -le 1 ] || status=2
exit "$status"
