#!/usr/bin/env bash
# tables.sh FILE.csv [PROGRAM]: the tables of errors and of what each constant is worth, as README.md has them, in Markdown.
#
# Every figure is one that `fleetline validate serving --rows FILE.csv` prints: mean (median) absolute error in percent. The
# second table replaces one constant in every stack and scores all rows again.
set -euo pipefail

rows=${1:?tables.sh FILE.csv [PROGRAM]} program=${2:-./fleetline}

# What is shown of a score: source, figure, heading.
figures=(
  'AIC|vllm: time per token under load|vLLM' 'AIC|sglang: time per token under load|SGLang'
  'AIC|trtllm: time per token under load|TensorRT-LLM'
  'AIC|vllm, mixtures: time per token under load|vLLM, mixtures' 'AIC|sglang, mixtures: time per token under load|SGLang, mixtures'
  'AIC|trtllm, mixtures: time per token under load|TensorRT-LLM, mixtures'
  'AIC|vllm: first token under load|vLLM, first token' 'AIC|sglang: first token under load|SGLang, first token'
  'AIC|trtllm: first token under load|TensorRT-LLM, first token'
  'TRT|trtllm: offline throughput|TensorRT-LLM, offline' 'TRT|trtllm, mixtures: offline throughput|TensorRT-LLM, offline, mixtures')

validate() { "$program" validate serving --rows "$rows" --no-color "$@"; }

# score FIGURE COLUMN...: columns of the figure's line in a report on standard input; n, skipped, failed, mean, median.
score() {
  awk -v source="${1%%|*}" -v figure="$2" '
    $1 == source && index($0, " " figure "  ") { sub(/^[^ ]+ +/, ""); sub(/^.*[a-z]  +/, ""); print $1, $4, $5; exit }'
}

report=$(mktemp)
trap 'rm -f "$report"' EXIT

line() {  # line TITLE: one line of the second table, from $report
  printf '| %s |' "$1"
  local f name n mean median
  for f in "${figures[@]}"; do
    name=${f#*|}
    read -r n mean median < <(score "$f" "${name%%|*}" < "$report") || n=
    printf ' %s |' "${n:+$mean ($median)}"
  done
  printf '\n'
}

validate > "$report"
printf '| figure | n | mean (median) |\n|---|---|---|\n'
for f in "${figures[@]}"; do
  name=${f#*|}
  read -r n mean median < <(score "$f" "${name%%|*}" < "$report")
  printf '| %s | %s | %s (%s) |\n' "${f##*|}" "$n" "$mean" "$median"
done
sed -n "s/^mean of these  *4  *\([0-9.]*\) .*/\nMean of the four groups: \1 %./p" "$report"

printf '\n| with |'
for f in "${figures[@]}"; do printf ' %s |' "${f##*|}"; done
printf '\n|---|'
for f in "${figures[@]}"; do printf -- '---|'; done
printf '\n'
line nothing
for constant in 'layer_overhead=0 us' 'step_overhead=0 us' 'sequence_overhead=0 us' 'routing_overhead=0 us' grouped_compute=1 grouped_8=1 \
  grouped_4=1 grouped_tile=1 weights_16=1 kv_8=1 compute_8=1 'collective_overhead=0 us' collective_scale=1 interleaving=1 prompts_ahead=0 \
  'request_overhead=0 us' 'launch_overhead=0 us' utilization_of=device reservation=as_needed smoothness=64; do
  validate --constant "$constant" > "$report"
  line "\`$constant\`"
done
