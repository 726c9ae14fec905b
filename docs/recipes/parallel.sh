#!/bin/sh
# A run spread over the cores of one machine, or over several machines, by GNU parallel.
#
#   docs/recipes/parallel.sh DATA OUT [SHARDS [LAST]]
#
# DATA is a folder of data files, OUT the folder of the reports, LAST where last year's reports are (a folder, a table, a list). Run it again after anything has gone wrong, a power cut included: shares that
# ended well are passed over by the job log, and in the others reports that are up to date are skipped.
#
# Over several machines that share the folders: add `--sshlogin host1,host2` and `--workdir .` to the call of parallel.
set -eu

data=$1 out=$2 shards=${3:-8} last=${4:-}
nianbao=${NIANBAO:-nianbao}
mkdir -p "$out/.run"
export nianbao data out shards last

# Exit status 1 is for errors in the data: another try would find the same, so the share counts as done, and its results name the reports.
# Exit status 2 (no room, no permission, a file that was away) and death by a signal are worth another try.
share='
    echo $$ > "$out/.run/{}.pid"
    status=0
    "$nianbao" build "$data" -o "$out" --shard {}/"$shards" ${last:+--previous "$last"} --jobs 1 --output json > "$out/.run/{}.ndjson" || status=$?
    [ "$status" -le 1 ] || exit "$status"
'
seq "$shards" | parallel --jobs "${JOBS:-100%}" --joblog "$out/.run/joblog" --resume-failed --retries 3 "$share"

grep -h '"status":"failed"' "$out"/.run/*.ndjson > "$out/.run/failed.ndjson" || true
echo "failed: $(wc -l < "$out/.run/failed.ndjson")"
